"""How an appeal is decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from complaints.services import appeals
from orders.forms.fields import StoredText
from orders.models import Breach
from orders.wording import ruling_words


class DecisionForm(forms.Form):
    """The outcome with its reason, and what the partner is told."""

    use_required_attribute = False
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=UnfoldAdminSelectWidget(),
        error_messages={
            "required": _("Choose a decision and its reason."),
            "invalid_choice": _("Choose a decision and its reason."),
        },
    )
    note = StoredText(
        label=_("What the partner is told"),
        help_text=_("Needed where you reject, and for another reason. The partner reads it word for word."),
        max_length=appeals.LONGEST_NOTE,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [("", _now("Choose a decision and its reason.")), *choices(breach)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Add `outcome` and `reason`; a rejection and another reason need their words."""
        given = super().clean() or {}
        outcome, _colon, reason = given.get("decision", "").partition(":")
        if outcome and (outcome == appeals.REJECTED or reason == "other") and not given.get("note", "").strip():
            self.add_error("note", str(appeals.NothingSaid()))
        return {**given, "outcome": outcome, "reason": reason}


def choices(breach: Breach) -> list[tuple[str, str]]:
    """Every decision that is possible about an appeal against this breach, with its reason."""
    words = {appeals.GRANTED: _now("Grant: %(why)s"), appeals.REJECTED: _now("Reject: %(why)s")}
    return [
        (f"{outcome.value}:{reason}", word % {"why": ruling_words(reason)})
        for outcome, word in words.items()
        for reason in appeals.reasons_for(breach, outcome)
    ]
