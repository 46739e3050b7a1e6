"""What an administrator says of a program that calls the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
)

from rada.platform.integrations import LONGEST_DAYS
from rada.platform.models import Integration
from rada.web.api.callers import Scope
from rada.web.form_fields import StoredText

LONGEST_OVERLAP = 90
SCOPE_WORDS: dict[Scope, Any] = {
    Scope.ORDERS_READ: _("Read orders, timelines, papers, photos and complaints"),
    Scope.ORDERS_WRITE: _("Ask for partners, cancel orders, answer quotes, review"),
    Scope.TIMELINE_ACT: _("Do the acts of an order for whom it names"),
    Scope.TIMELINE_REPORT: _("Report what happened elsewhere"),
    Scope.COMPLAINTS_WRITE: _("Open, answer and reopen complaints"),
    Scope.BREACHES_READ: _("Read breaches and appeals"),
    Scope.APPEALS_WRITE: _("Appeal for partners"),
    Scope.WEBHOOKS_MANAGE: _("Manage webhooks"),
}


class RotateForm(forms.Form):
    """How long the new token lasts, and how long those before it go on working."""

    use_required_attribute = False
    days = forms.IntegerField(
        label=_("The token works for, days"), min_value=1, max_value=LONGEST_DAYS, initial=365,
        widget=UnfoldAdminIntegerFieldWidget(),
    )  # fmt: skip
    overlap_days = forms.IntegerField(
        label=_("The tokens before it work on for, days"), min_value=0, max_value=LONGEST_OVERLAP, initial=7,
        help_text=_("Time to put the new one in place; 0 where one was seen by somebody it was not meant for."),
        widget=UnfoldAdminIntegerFieldWidget(),
    )  # fmt: skip


class MakeForm(forms.Form):
    """A new integration, and its first token."""

    use_required_attribute = False
    name = StoredText(label=_("What calls, and whose it is"), max_length=80, widget=UnfoldAdminTextInputWidget())
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=[(scope.value, words) for scope, words in SCOPE_WORDS.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("The token works for, days"), min_value=1, max_value=LONGEST_DAYS, initial=365,
        widget=UnfoldAdminIntegerFieldWidget(),
    )  # fmt: skip

    def clean_name(self) -> str:
        """A name that no other integration has."""
        name = str(self.cleaned_data["name"])
        if Integration.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is an integration of this name already."))
        return name
