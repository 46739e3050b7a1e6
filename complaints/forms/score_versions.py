"""How a new version of the score's numbers is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from complaints.models import ScoreVersion
from complaints.scores.numbers import DEFAULTS, Unusable, read
from rada.web import clock

NUMBER_LABELS: dict[str, Any] = {
    "points_days": _("Points weigh for, days"),
    "enough": _("Orders from which a rate is told"),
    "answers_percent": _("Least answer rate, percent"),
    "answers_offers": _("Answer rate: offers at least"),
    "answers_missed": _("Answer rate: misses at least"),
    "answers_days": _("Answer rate looks back, days"),
    "cancels_percent": _("Highest cancel rate, percent"),
    "cancels": _("Cancel rate: cancellations at least"),
    "cancels_days": _("Cancel rate looks back, days"),
    "remind": _("Points for a reminder"),
    "train": _("Points for a call and training"),
    "lower": _("Points for fewer offers"),
    "pause": _("Points for a pause"),
    "review": _("Points for a review of the contract"),
    "pause_days": _("A pause lasts, days"),
}


class ScoreVersionForm(forms.ModelForm):
    """A new version: its start, and every number of the score, filled with what is in force."""

    class Meta:
        model = ScoreVersion
        fields = ("starts_at", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, default in DEFAULTS.items():
            self.fields[name] = forms.IntegerField(
                label=NUMBER_LABELS[name],
                min_value=1,
                initial=default,
                widget=UnfoldAdminIntegerFieldWidget(),
            )

    def clean_starts_at(self) -> Any:
        """Not in the past: what was proposed by older numbers stays so."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at < clock.now():
            raise forms.ValidationError(_now("A version starts now or later."))
        return starts_at

    def clean(self) -> dict[str, Any]:
        """Add `numbers`: a ladder that climbs, and windows that the card has."""
        given = super().clean() or {}
        self.numbers = {name: given[name] for name in DEFAULTS if given.get(name) is not None}
        try:
            read(self.numbers)
        except Unusable as error:
            self.add_error(
                error.name, _now("This number does not fit: steps must climb, and rates look back 90 days at most.")
            )
        return given
