"""What a customer is promised: which remedies, how much is refunded, and the day on which somebody looks after it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import INPUT_CLASSES, UnfoldAdminCheckboxSelectMultipleWidget

from complaints.forms.desk import DeskForm
from complaints.models import Remedy
from rada.web import clock
from rada.web.clock import VIETNAM
from rada.web.form_fields import MoneyField

FOLLOWED_UP_AT = time(9)  # when the care window has been open for an hour


class RemediesForm(DeskForm):
    """Remedies with the day to look after them; `promised` of what was cleaned is what the service takes."""

    remedies = forms.MultipleChoiceField(
        label=_("What the customer gets"),
        choices=(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )
    refund_vnd = MoneyField(
        label=_("Amount of the refund"),
        least=1_000,
        most=1_000_000_000,
        required=False,
        widget=forms.TextInput(attrs={"class": " ".join(INPUT_CLASSES)}),
    )
    follow_up_on = forms.DateField(
        label=_("Look after it on"),
        help_text=_("On that day the remedy comes back to the queue until it is done."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": " ".join(INPUT_CLASSES)}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remedies"].choices = list(Remedy.Kind.choices)  # type: ignore[attr-defined]

    def clean_follow_up_on(self) -> date | None:
        """A day that lies ahead."""
        day: date | None = self.cleaned_data["follow_up_on"]
        if day is not None and day <= clock.now().astimezone(VIETNAM).date():
            raise forms.ValidationError(_now("Choose a later day than today."))
        return day

    def clean(self) -> dict[str, Any]:
        """Add `promised`; a remedy says until when, a refund how much."""
        given = super().clean() or {}
        remedies = given.get("remedies") or []
        if Remedy.Kind.REFUND in remedies and given.get("refund_vnd") is None and "refund_vnd" not in self.errors:
            self.add_error("refund_vnd", _now("Type the amount of the refund."))
        if remedies and given.get("follow_up_on") is None and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", _now("Choose the day on which somebody looks after it."))
        return {**given, "promised": self._promised(given)}

    def _promised(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """The remedies as the service takes them."""
        day, amounts = given.get("follow_up_on"), {Remedy.Kind.REFUND: given.get("refund_vnd")}
        due = datetime.combine(day, FOLLOWED_UP_AT, VIETNAM) if day is not None else None
        return [
            {"kind": kind, "amount_vnd": amounts.get(kind), "follow_up_at": due} for kind in given.get("remedies", [])
        ]


class PromiseForm(RemediesForm):
    """One remedy or several, beside the outcome or long after it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remedies"].required = True
        self.fields["remedies"].error_messages["required"] = _now("Choose what the customer gets.")
