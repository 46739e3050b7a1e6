"""How a measure is decided: what is told or noted, and the reason where one is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from complaints.services import measures
from complaints.wording.measures import REASON_WORDS
from orders.forms.fields import StoredText

REASONS = {"decline": measures.DECLINE_REASONS, "end": measures.END_REASONS}
NOTE_LABELS: dict[str, Any] = {
    "take": _("What the partner is told beside it"),
    "decline": _("Note"),
    "complete": _("What came of it"),
    "end": _("Note"),
}


class ActForm(forms.Form):
    """One act on a measure; a second person's confirmation needs no field."""

    use_required_attribute = False

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"id_{act}_%s"})
        self.act = act
        if act in REASONS:
            choices = [("", _now("Choose a reason.")), *((code, REASON_WORDS[code]) for code in REASONS[act])]
            self.fields["reason"] = forms.ChoiceField(
                label=_("Reason"),
                choices=choices,
                widget=UnfoldAdminSelectWidget(),
                error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")},
            )
        if act in NOTE_LABELS:
            self.fields["note"] = StoredText(
                label=NOTE_LABELS[act],
                max_length=measures.LONGEST_NOTE,
                required=act == "complete",
                widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """Another reason needs its words."""
        given = super().clean() or {}
        if given.get("reason") == "other" and not given.get("note", "").strip():
            self.add_error("note", str(measures.NothingSaid()))
        return given
