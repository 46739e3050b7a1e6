"""How requests about personal data are noted and answered, and orders held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from orders.forms.fields import StoredText
from orders.legal_clocks import MOST_EXTENSION_DAYS
from orders.models import DataRequest, LegalHold
from orders.services import data_requests, holds, timeline
from orders.wording.personal_data import EXTENSIONS, REFUSALS

ACKNOWLEDGE, FULFIL, EXTEND, REFUSE = "acknowledge", "fulfil", "extend", "refuse"


class AnswerForm(forms.Form):
    """What Rada answers: that it works on it, that it is done, that it takes longer, or no, with the reason."""

    use_required_attribute = False
    decision = forms.ChoiceField(
        label=_("Answer"),
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")},
    )
    days = forms.IntegerField(
        label=_("Days longer"),
        help_text=_("Only where it takes longer: at most 15, once."),
        min_value=1,
        max_value=MOST_EXTENSION_DAYS,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    note = StoredText(
        label=_("What the customer is told"),
        help_text=_("Needed where it takes longer and where you refuse: say what is kept, and why."),
        max_length=data_requests.LONGEST_NOTE,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, request: DataRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [("", _now("Choose an answer.")), *choices(request)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Add `answer` and `reason`; what the customer cannot know is said in words."""
        given = super().clean() or {}
        answer, _colon, reason = given.get("decision", "").partition(":")
        if answer in {EXTEND, REFUSE} and not given.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", str(data_requests.NotSaid()))
        if answer == EXTEND and given.get("days") is None and "days" not in self.errors:
            self.add_error("days", _now("Say how many days longer it takes."))
        return {**given, "answer": answer, "reason": reason}


def choices(request: DataRequest) -> list[tuple[str, str]]:
    """Every answer that is possible now, with its reason."""
    done = _now("Delete now, for good") if request.kind == DataRequest.Kind.DELETION else _now("It is done")
    found = [(FULFIL, done)]
    if request.first_answered_at is None:
        found.insert(0, (ACKNOWLEDGE, _now("First answer: we are working on it")))
    if request.extended_at is None:
        found += [
            (f"{EXTEND}:{code}", _now("It takes longer: %(why)s") % {"why": why}) for code, why in EXTENSIONS.items()
        ]
    return found + [(f"{REFUSE}:{code}", _now("Refuse: %(why)s") % {"why": why}) for code, why in REFUSALS.items()]


class AskForm(forms.ModelForm):
    """A request that came by phone or mail, noted for the customer."""

    class Meta:
        model = DataRequest
        fields = ("order", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            own = [choice for choice in DataRequest.Kind.choices if choice[0] != DataRequest.Kind.COPY]
            self.fields["kind"].choices = own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It must not wait already."""
        given = super().clean() or {}
        if given.get("order") and given.get("kind"):
            _require(lambda: data_requests.require_askable(given["order"], given["kind"]))
        return given


class HoldForm(forms.ModelForm):
    """An order to hold, and why."""

    class Meta:
        model = LegalHold
        fields = ("order", "reason")

    def clean(self) -> dict[str, Any]:
        """The same hold must not stand."""
        given = super().clean() or {}
        if given.get("order") and given.get("reason"):
            _require(lambda: holds.require_placeable(given["order"], given["reason"]))
        return given


def _require(check: Any) -> None:
    try:
        check()
    except timeline.Refused as refused:
        raise forms.ValidationError(str(refused)) from None
