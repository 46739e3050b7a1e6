"""Policy versions: published, never changed. The form shows the numbers in force and keeps those that differ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from orders.admin.keyed import KeyedAdmin
from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.reading import read_policy
from orders.models import PolicyVersion
from orders.models.breaches import Severity
from orders.models.policy import POINTS
from orders.services import policies
from rada.web import clock

NUMBER_LABELS: dict[str, Any] = {
    "care_open": _("Care hours from"),
    "care_close": _("Care hours until"),
    "appointment_minutes": _("Appointment after acceptance, minutes"),
    "short_notice_minutes": _("Short notice before an appointment, minutes"),
    "feedback_minutes": _("Feedback after a disagreement, minutes"),
    "receipt_hours": _("Stamped receipt after the work, hours"),
    "photo_request_hours": _("Asking for the photo after the work, hours"),
    "complaint_reply_minutes": _("Answer to a complaint, minutes"),
    "arrival_grace_minutes": _("Grace for arriving, minutes"),
    "no_show_minutes": _("Nobody came, minutes after the appointment"),
    "price_tolerance_percent": _("Tolerance above the published price, percent"),
    "reply_minutes": _("Reply before acceptance and after the work, minutes"),
    "reply_minutes_engaged": _("Reply between acceptance and end, minutes"),
    "aftercare_days": _("Replies are owed after the work for, days"),
    "outside_window_severity": _("Severity of a message outside the care hours"),
    "excused_decline_reasons": _("Reasons that excuse a declined offer"),
}


class PolicyForm(forms.ModelForm):
    """A new version: its start, and every number of the rules."""

    class Meta:
        model = PolicyVersion
        fields = ("starts_at", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            return
        standing = self._standing()
        for name, default in POLICY_DEFAULTS.items():
            self.fields[name] = number_field(
                name, default, standing.numbers.get(name, default) if standing else default
            )
        for severity, points in POINTS.items():
            self.fields[f"points_{severity}"] = forms.IntegerField(
                label=_("Points of a breach: %(severity)s") % {"severity": Severity(severity).label},
                min_value=0,
                max_value=100,
                initial=standing.points.get(severity, points) if standing else points,
                widget=UnfoldAdminIntegerFieldWidget(),
            )

    def _standing(self) -> PolicyVersion | None:
        try:
            return policies.in_force(clock.now())
        except policies.NoPolicy:
            return None

    def clean_starts_at(self) -> Any:
        """Not in the past: what was judged by older numbers stays so."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at < clock.now():
            raise forms.ValidationError(_now("A version starts now or later: orders offered before keep theirs."))
        return starts_at

    def clean(self) -> dict[str, Any]:
        """The numbers that differ from the defaults, readable by the judge."""
        cleaned = super().clean() or {}
        numbers = {name: cleaned.get(name) for name in POLICY_DEFAULTS if name in cleaned}
        numbers["outside_window_severity"] = numbers.get("outside_window_severity") or None
        if "excused_decline_reasons" in numbers:
            numbers["excused_decline_reasons"] = str(numbers["excused_decline_reasons"]).replace(",", " ").split()
        self.numbers = {name: value for name, value in numbers.items() if value != POLICY_DEFAULTS[name]}
        try:
            read_policy(self.numbers)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned


def number_field(name: str, default: Any, standing: Any) -> forms.Field:
    """The form field of one number, filled with what is in force."""
    label = NUMBER_LABELS[name]
    if name == "outside_window_severity":
        choices = [("", _("as the rule says")), *Severity.choices]
        return forms.ChoiceField(
            label=label, choices=choices, required=False, initial=standing or "", widget=UnfoldAdminSelectWidget()
        )
    if isinstance(default, int):
        return forms.IntegerField(label=label, min_value=0, initial=standing, widget=UnfoldAdminIntegerFieldWidget())
    initial = ", ".join(standing) if isinstance(standing, list) else standing
    required = not isinstance(default, list)
    return forms.CharField(label=label, initial=initial, required=required, widget=UnfoldAdminTextInputWidget())


@admin.register(PolicyVersion)
class PolicyVersionAdmin(KeyedAdmin):
    """The judge's numbers, version by version."""

    form = PolicyForm
    list_display = ("number", "starts_at", "note", "numbers", "is_demo", "created_by")
    list_select_related = ("created_by",)
    ordering = ("-number",)
    sortable_by = ()
    change_fields = ("number", "starts_at", "note", "numbers", "points", "cures", "is_demo", "created_by", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a change is a new version."""
        return False

    def get_fields(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Any:
        """The form's own fields for a new one, everything for one that stands."""
        if obj is not None:
            return self.change_fields
        points = [f"points_{severity}" for severity in POINTS]
        return ["starts_at", "note", *POLICY_DEFAULTS, *points]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form makes the numbers' fields itself."""
        if obj is None:
            kwargs["fields"] = ("starts_at", "note")
        return super().get_form(request, obj, change, **kwargs)

    def create(self, request: HttpRequest, obj: PolicyVersion, form: Any) -> PolicyVersion:
        """Publish through the service."""
        points = {severity: form.cleaned_data[f"points_{severity}"] for severity in POINTS}
        return policies.publish(
            form.numbers,
            starts_at=obj.starts_at,
            points={severity: value for severity, value in points.items() if value != POINTS[severity]},
            note=obj.note,
            by=request.user,  # type: ignore[arg-type]
        )
