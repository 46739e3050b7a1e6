"""What is asked over the queue: a colleague for many complaints at once, a name for a filter."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES

from complaints.services import alerts
from partners.models import User


class QueueActionForm(ActionForm):
    """The act, and whom the chosen complaints go to; a double click is one act."""

    handler = forms.ModelChoiceField(
        label="",
        queryset=User.objects.none(),
        required=False,
        empty_label=_("hand over to …"),
        widget=forms.Select(attrs={"class": " ".join(SELECT_CLASSES), "aria-label": _("Colleague")}),
    )
    idempotency_key = forms.CharField(label="", initial=lambda: secrets.token_urlsafe(16), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = alerts.triage()  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """A name for what the queue shows now; `query` is its address behind the question mark."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Keep this view as"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": " ".join(INPUT_CLASSES)}),
        error_messages={"required": _("Give the filter a name of at most 60 characters.")},
    )
    query = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
