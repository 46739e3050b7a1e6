"""How a complaint is closed: the outcome, the commitment that was broken, what the customer is told and promised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from complaints.forms.desk import text_field
from complaints.forms.remedies import RemediesForm
from complaints.wording.desk_acts import severity_words
from orders.commitments.kinds import CLAUSES
from orders.models import PolicyVersion
from orders.models.breaches import Severity
from orders.wording import outcome_words
from partners.charter_words import clause_title

UPHELD = "upheld"
OUTCOMES = (UPHELD, "rejected", "settled")


class CloseForm(RemediesForm):
    """The outcome; under which clause and how severe where it is upheld; remedies with the day to look after them."""

    field_order = ("outcome", "clause", "severity", "told", "remedies", "refund_vnd", "follow_up_on")

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
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An upheld complaint names its clause."""
        given = super().clean()
        if given.get("outcome") == UPHELD and not given.get("clause"):
            self.add_error("clause", _now("Choose the commitment that was broken."))
        return given
