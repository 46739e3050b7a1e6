"""How a fault of the platform is recorded, and what is decided about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from orders.forms.closures import WithWards
from orders.models import PlatformFault, Touched
from rada.web.form_fields import StoredText

CONFIRM, DECLINE = "confirm", "decline"
DECISIONS = [
    (CONFIRM, _("Declare it exempt: what it touched is excused")),
    (DECLINE, _("Excuse nothing")),
]


class FaultForm(WithWards):
    """When, and what was touched."""

    class Meta:
        model = PlatformFault
        fields = ("starts_at", "ends_at", "touched", "wards", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "wards" in self.fields:
            self.fields["wards"].help_text = _("Only where some wards were touched.")

    def clean(self) -> dict[str, Any]:
        """Wards where some wards were touched, and only there."""
        given = super().clean() or {}
        if "touched" in given and "wards" in given and bool(given["wards"]) != (given["touched"] == Touched.AREA):
            self.add_error("wards", _now("Name wards where some wards were touched, and only there."))
        return given


class SettleForm(forms.Form):
    """The closure that is proposed, as it would be declared, and whether it is."""

    use_required_attribute = False
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", _("Choose a decision.")), *DECISIONS],
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )
    starts_at = forms.SplitDateTimeField(label=_("exempt from"), widget=UnfoldAdminSplitDateTimeWidget())
    ends_at = forms.SplitDateTimeField(label=_("exempt until"), widget=UnfoldAdminSplitDateTimeWidget())
    note = StoredText(
        label=_("note"),
        help_text=_("Needed where nothing is excused: say why."),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(self, *args: Any, fault: PlatformFault, **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_at": fault.starts_at, "ends_at": fault.ends_at, "note": fault.note}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """It must end after it starts; nothing is declined in silence."""
        given = super().clean() or {}
        if "starts_at" in given and "ends_at" in given and given["ends_at"] <= given["starts_at"]:
            self.add_error("ends_at", _now("A closure must end after it starts."))
        if given.get("decision") == DECLINE and not given.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _now("Say why nothing is excused."))
        return given


class PreviewForm(SettleForm):
    """The same times, before anything is decided."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["decision"]
