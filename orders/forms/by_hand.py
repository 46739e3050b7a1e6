"""What Rada's people do with one order by hand: ask partners again, and write down what its customer says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.codes import CANCEL_REASONS, CATEGORIES
from orders.forms.fields import StoredText
from orders.forms.quote_answers import AnswerForm
from orders.forms.staff_look import StaffLook
from orders.models import Assignment, CustomerCall, Order
from orders.quote_versions import QuotedLine, Version
from orders.services import calls, complaints
from orders.services.prospects import Prospects
from orders.services.spoken import Spoken
from orders.wording.needs import HINDRANCE_WORDS
from orders.wording.reasons import CATEGORY_WORDS, REASON_WORDS
from partners.models import Partner

LONGEST_NAME, LONGEST_NOTE = 120, 500


class AskAgainForm(StaffLook, forms.Form):
    """Whom to ask: everybody who fits, or one by name. `seen` counts the assignments that the page had shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)
    partner = forms.ChoiceField(
        label=_("Whom"), required=False, error_messages={"invalid_choice": _("Choose a partner of the list.")}
    )

    def __init__(self, data: Any = None, *, order: Order, found: Prospects) -> None:
        super().__init__(data, initial={"seen": order.assignments.count()}, auto_id="ask_%s")
        self.partners = {str(each.pk): each for each in found.everybody}
        why = {each.pk: HINDRANCE_WORDS[key] for key, partners in found.hindered.items() for each in partners}
        named = [
            (pk, f"{each.name} ({why[each.pk]})" if each.pk in why else each.name) for pk, each in self.partners.items()
        ]
        fields: dict[str, Any] = self.fields
        fields["partner"].choices = [("", _("Everybody who fits, in turn")), *named]

    @property
    def only(self) -> Partner | None:
        """The one partner to ask."""
        return self.partners.get(self.cleaned_data["partner"])


class SpokenForm(StaffLook, forms.Form):
    """Anything that is written down for a customer: who spoke, and a note."""

    caller = StoredText(
        label=_("Who spoke"), max_length=LONGEST_NAME, help_text=_("The name of whoever said it on the phone."),
        error_messages={"required": _("Type the name of whoever spoke.")},
    )  # fmt: skip
    note = StoredText(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The customer reads it in the copy of their data."),
    )  # fmt: skip

    @property
    def spoken(self) -> Spoken:
        """As services take it. Only of a form that is valid."""
        return Spoken(self.cleaned_data["caller"], self.cleaned_data["note"])


class SpokenAnswerForm(SpokenForm, AnswerForm):
    """The customer's spoken answer to a quote, line by line."""

    text = StoredText(
        label=_("Why not, or what they would like instead"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("The partner reads this."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, version: Version) -> None:
        super().__init__(data, version=version)

    def by_line(self) -> list[tuple[QuotedLine, forms.BoundField]]:
        """Each line with its yes and no."""
        return list(zip(self.version.lines, self.answers(), strict=True))

    def words(self) -> list[forms.BoundField]:
        """The fields that stand below the lines."""
        return [self["text"], self["caller"], self["note"]]


class SpokenCancelForm(SpokenForm):
    """Why the customer cancels; the charter's A2 lives on it."""

    reason = forms.ChoiceField(
        label=_("Why the customer cancels"),
        choices=[("", _("Choose…")), *((code, REASON_WORDS[code]) for code in CANCEL_REASONS["customer"])],
        error_messages={"required": _("Choose what comes nearest.")},
    )
    field_order = ("reason", "caller", "note")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="cancel_%s")


class CallForm(StaffLook, forms.Form):
    """A call to the customer that has just ended."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", _("Choose…")), *CustomerCall.Outcome.choices],
        error_messages={"required": _("Say whether somebody answered.")},
    )  # fmt: skip
    note = StoredText(
        label=_("Note"), required=False, max_length=calls.LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="call_%s")


class SpokenComplaintForm(StaffLook, forms.Form):
    """A complaint as the customer tells it, against one of the partners whom the order was put to."""

    assignment = forms.ChoiceField(label=_("Against"))
    category = forms.ChoiceField(
        label=_("What it is about"),
        choices=[("", _("Choose…")), *((code, CATEGORY_WORDS[code]) for code in CATEGORIES)],
        error_messages={"required": _("Choose what comes nearest.")},
    )
    text = StoredText(
        label=_("What happened"), max_length=complaints.LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In the customer's words; the partner reads them and has to answer."),
        error_messages={"required": _("Say in a few words what happened.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, jobs: Sequence[Assignment]) -> None:
        super().__init__(data, auto_id="complaint_%s")
        self.jobs = {str(each.pk): each for each in jobs}
        fields: dict[str, Any] = self.fields
        fields["assignment"].choices = [(pk, each.partner.name) for pk, each in self.jobs.items()]

    @property
    def job(self) -> Assignment:
        """Whom the complaint is against. Only of a form that is valid."""
        return self.jobs[self.cleaned_data["assignment"]]
