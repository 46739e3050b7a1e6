"""How a complaint is closed: the outcome, the commitment that was broken, what the customer is told and promised."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
)

from complaints.forms.desk import DeskForm, text_field
from complaints.models import Remedy
from complaints.wording.desk_acts import severity_words
from orders.commitments.kinds import CLAUSES
from orders.models import PolicyVersion
from orders.models.breaches import Severity
from orders.wording import outcome_words
from partners.charter_words import clause_title
from rada.web import clock
from rada.web.clock import VIETNAM
from rada.web.form_fields import MoneyField

UPHELD = "upheld"
OUTCOMES = (UPHELD, "rejected", "settled")
FOLLOWED_UP_AT = time(9)  # when the care window has been open for an hour


class CloseForm(DeskForm):
    """The outcome; under which clause and how severe where it is upheld; remedies with the day to look after them."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=(),
        widget=UnfoldAdminRadioSelectWidget(),
        error_messages={"required": _("Choose an outcome.")},
    )
    clause = forms.ChoiceField(
        label=_("Commitment that was broken"),
        help_text=_("Only where the complaint is upheld."),
        choices=(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    severity = forms.ChoiceField(label=_("How severe"), choices=(), required=False, widget=UnfoldAdminSelectWidget())
    told = text_field(_("What the customer is told"), help_text=_("The customer reads it word for word."))
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

    def __init__(self, *args: Any, policy: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "outcome": [(outcome, outcome_words(outcome)) for outcome in OUTCOMES],
            "clause": [
                ("", _now("choose a commitment")),
                *((code, f"{code} {clause_title(code)}") for code in CLAUSES),
            ],
            "severity": [
                (severity.value, severity_words(severity.label, policy.points_for(severity)))
                for severity in sorted(Severity, key=lambda each: -policy.points_for(each))
            ],
            "remedies": list(Remedy.Kind.choices),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_follow_up_on(self) -> date | None:
        """A day that lies ahead."""
        day: date | None = self.cleaned_data["follow_up_on"]
        if day is not None and day <= clock.now().astimezone(VIETNAM).date():
            raise forms.ValidationError(_now("Choose a later day than today."))
        return day

    def clean(self) -> dict[str, Any]:
        """Add `promised`; an upheld complaint names its clause, a remedy says until when, a refund how much."""
        given = super().clean() or {}
        if given.get("outcome") == UPHELD and not given.get("clause"):
            self.add_error("clause", _now("Choose the commitment that was broken."))
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
