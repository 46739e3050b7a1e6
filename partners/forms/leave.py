"""Which days a partner is away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rada.web.form_fields import StoredText

WRONG_DAY = _("Choose a day, for example 31/12/2026.")


class LeaveForm(forms.Form):
    """The first and the last day, both included, and a word why."""

    use_required_attribute = False
    first_day = forms.DateField(
        label=_("First day away"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": WRONG_DAY, "invalid": WRONG_DAY},
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("Last day away"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": WRONG_DAY, "invalid": WRONG_DAY},
    )  # fmt: skip
    reason = StoredText(
        label=_("Reason"), required=False, max_length=120,
        help_text=_("Your team and Rada see it, customers do not."),
    )  # fmt: skip
