"""Stamps that are gone: which, what happened to them, and for Rada's people that they were found again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from orders.models import StampDecision
from orders.services.stamp_decisions import LONGEST_REASON
from rada.web.form_fields import StoredText

Kind = StampDecision.Kind
SERIAL = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


class StampsGoneForm(forms.Form):
    """One serial, or the first and the last of a stretch of one roll."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("What happened to the stamp?"),
        choices=[(Kind.LOST, _("Lost")), (Kind.VOID, _("Damaged, cannot be used"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether they are lost or damaged."),
            "invalid_choice": _("Say whether they are lost or damaged."),
        },
    )
    first = StoredText(
        label=_("Serial, or the first of several"), max_length=64, widget=forms.TextInput(attrs=SERIAL),
        error_messages={"required": _("Type the serial under the QR code.")},
    )  # fmt: skip
    last = StoredText(
        label=_("The last of several"), max_length=64, required=False, widget=forms.TextInput(attrs=SERIAL),
        help_text=_("In the order in which they stand on the roll. Leave it empty for a single stamp."),
    )  # fmt: skip
    reason = StoredText(
        label=_("How did it happen?"), max_length=LONGEST_REASON,
        error_messages={"required": _("Say in a few words what happened to the stamps.")},
    )  # fmt: skip


class StampsDeclaredForm(StampsGoneForm):
    """The same for Rada's people, who may also declare stamps found again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(Kind.LOST, _("Lost")), (Kind.VOID, _("Damaged, cannot be used")), (Kind.FOUND, _("Found again"))]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What happened to the stamp?"), choices=kinds, widget=UnfoldAdminSelectWidget()
        )
        for name in ("first", "last", "reason"):
            self.fields[name].widget = UnfoldAdminTextInputWidget()
