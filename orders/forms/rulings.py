"""How a person decides about a breach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from orders.models import Breach
from orders.services import rulings, weighing
from orders.services.breaches import STANDING
from orders.wording import ruling_words
from orders.wording.costs import points_words
from rada.web.form_fields import StoredText

REASONS = {"confirm": rulings.CONFIRM_REASONS, "waive": rulings.WAIVE_REASONS}
ASKED = _("Choose a decision and its reason.")


class RulingForm(forms.Form):
    """Confirm or waive, each with its reason and what it makes of the points; and a note the partner reads."""

    use_required_attribute = False
    decision = forms.CharField(label=_("Decide"), widget=UnfoldAdminSelectWidget(), error_messages={"required": ASKED})
    note = StoredText(
        label=_("Note"),
        help_text=_("Needed for another reason. The partner reads it word for word."),
        max_length=rulings.LONGEST_NOTE,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "ruling_%s", **kwargs})
        self.fields["decision"].widget.choices = [("", ASKED), *choices(breach)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Add `act` and `reason`; another reason needs its note. Whether it is still the moment, the service says."""
        given = super().clean() or {}
        act, _colon, reason = given.get("decision", "").partition(":")
        if act and reason not in REASONS.get(act, ()):
            self.add_error("decision", ASKED)
        if reason == rulings.OTHER and "note" in given and not given["note"].strip():
            self.add_error("note", str(rulings.NothingSaid()))
        return {**given, "act": act, "reason": reason}


def choices(breach: Breach) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be decided now, grouped by what it makes of the breach's points; nothing where nothing may be."""
    confirming = rulings.CONFIRM_REASONS if breach.state == Breach.State.TO_CHECK else ()
    waiving = rulings.WAIVE_REASONS if breach.state in STANDING else ()
    found = []
    if confirming:
        weight = points_words(weighing.points_if_counted(breach))
        found.append((_now("Confirm: it counts, %(points)s") % {"points": weight}, _reasons("confirm", confirming)))
    if waiving:
        told = {"points": points_words(breach.points)}
        what = _now("Waive: %(points)s taken back") if breach.points else _now("Waive: it will not count")
        found.append((what % told, _reasons("waive", waiving)))
    return found


def _reasons(act: str, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    words = {"confirm": _now("Confirm: %(why)s"), "waive": _now("Waive: %(why)s")}
    return [(f"{act}:{code}", words[act] % {"why": ruling_words(code)}) for code in codes]
