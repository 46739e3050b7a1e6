"""The numbers, points and cures of a policy as form fields, filled with what stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
)

from orders.codes import DECLINE_REASONS
from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.reading import read_policy
from orders.forms.fields import StoredText
from orders.models import EventKind, PolicyDraft, PolicyVersion, Trial
from orders.models.breaches import Severity
from orders.models.policy import CURES, POINTS
from orders.services import policies
from orders.services.policy_drafts import Content
from orders.wording.policies import NUMBER_LABELS, cures_label, points_label
from orders.wording.reasons import reason_words
from rada.web import clock

POINT_FIELDS = [f"points_{severity}" for severity in POINTS]
CURE_FIELDS = {f"cures_{rule}": rule for rule in CURES}


class PolicyFields(forms.Form):
    """Every number and every severity's points. `content` is what differs from the defaults, once it is valid."""

    content: Content

    def fill(self, standing: PolicyDraft | PolicyVersion | None) -> None:
        """Make the fields, filled with what stands."""
        self._cures = dict(standing.cures) if standing else {}
        numbers = {**POLICY_DEFAULTS, **(standing.numbers if standing else {})}
        for name, default in POLICY_DEFAULTS.items():
            self.fields[name] = number_field(name, default, numbers[name])
        points = {**POINTS, **(standing.points if standing else {})}
        for severity in POINTS:
            self.fields[f"points_{severity}"] = forms.IntegerField(
                label=points_label(severity),
                min_value=0,
                max_value=100,
                initial=points[severity],
                widget=UnfoldAdminIntegerFieldWidget(),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse numbers that the judge cannot read."""
        cleaned = super().clean() or {}
        numbers = {name: cleaned.get(name) for name in POLICY_DEFAULTS if name in cleaned}
        numbers["outside_window_severity"] = numbers.get("outside_window_severity") or None
        differing = {name: value for name, value in numbers.items() if value != POLICY_DEFAULTS[name]}
        points = {severity: cleaned.get(f"points_{severity}") for severity in POINTS}
        try:
            read_policy(differing)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        self.content = Content(
            differing,
            {name: value for name, value in points.items() if value is not None and value != POINTS[name]},
            self.cleaned_cures(cleaned),
        )
        return cleaned

    def cleaned_cures(self, cleaned: dict[str, Any]) -> dict[str, list[str]]:
        """What mends each rule's breach, where it differs; without fields for it, what stands."""
        return self._cures


class DraftForm(PolicyFields):
    """A draft: what it is for, its numbers, points and cures, and the revision it was opened at."""

    use_required_attribute = False
    note = StoredText(label=_("what it is for"), max_length=200, widget=UnfoldAdminTextInputWidget())
    revision = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, draft: PolicyDraft, **kwargs: Any) -> None:
        kwargs["initial"] = {"note": draft.note, "revision": draft.revision}
        super().__init__(*args, **kwargs)
        self.fill(draft)
        table = {**CURES, **draft.cures}
        for name, rule in CURE_FIELDS.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=cures_label(rule),
                choices=[(kind, EventKind(kind).label) for kind in CURES[rule]],
                initial=table[rule],
                required=False,
                widget=UnfoldAdminCheckboxSelectMultipleWidget(),
            )

    def cleaned_cures(self, cleaned: dict[str, Any]) -> dict[str, list[str]]:
        """What differs from the table of the contract; a line that the form does not show stays."""
        chosen = {rule: cleaned.get(name, []) for name, rule in CURE_FIELDS.items()}
        others = {rule: kinds for rule, kinds in self._cures.items() if rule not in CURES}
        return others | {rule: kinds for rule, kinds in chosen.items() if kinds != list(CURES[rule])}


class VersionForm(PolicyFields, forms.ModelForm):  # type: ignore[misc]
    """A new version at once, without a draft: its start, and every number of the rules."""

    class Meta:
        model = PolicyVersion
        fields = ("starts_at", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fill(_in_force())

    def clean_starts_at(self) -> Any:
        """Not in the past: what was judged by older numbers stays so."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at < clock.now():
            raise forms.ValidationError(_now("A version starts now or later: orders offered before keep theirs."))
        return starts_at


class PublishForm(forms.Form):
    """When a draft comes into force; nothing chosen means at once."""

    use_required_attribute = False
    starts_at = forms.SplitDateTimeField(
        label=_("in force from"),
        help_text=_("Empty: at once. Orders offered before keep the numbers they have."),
        required=False,
        widget=UnfoldAdminSplitDateTimeWidget(),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput())


class TrialForm(forms.ModelForm):
    """What is tried, and on how much of history."""

    class Meta:
        model = Trial
        fields = ("draft", "version", "days")

    def clean(self) -> dict[str, Any]:
        """Either a draft or a version."""
        cleaned = super().clean() or {}
        if (cleaned.get("draft") is None) is (cleaned.get("version") is None):
            raise forms.ValidationError(_now("Choose either a draft or a version."))
        return cleaned


def number_field(name: str, default: Any, standing: Any) -> forms.Field:
    """The form field of one number, filled with what stands."""
    label = NUMBER_LABELS[name]
    if name == "outside_window_severity":
        choices = [("", _("as the rule says")), *Severity.choices]
        return forms.ChoiceField(
            label=label, choices=choices, required=False, initial=standing or "", widget=UnfoldAdminSelectWidget()
        )
    if isinstance(default, int):
        return forms.IntegerField(label=label, min_value=0, initial=standing, widget=UnfoldAdminIntegerFieldWidget())
    if isinstance(default, list):
        reasons = [(code, reason_words(code)) for code in dict.fromkeys((*DECLINE_REASONS, *standing))]
        widget = UnfoldAdminCheckboxSelectMultipleWidget()
        return forms.MultipleChoiceField(label=label, choices=reasons, required=False, initial=standing, widget=widget)
    return forms.CharField(label=label, initial=standing, widget=UnfoldAdminTextInputWidget())


def _in_force() -> PolicyVersion | None:
    try:
        return policies.in_force(clock.now())
    except policies.NoPolicy:
        return None
