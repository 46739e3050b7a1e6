"""What is asked over the queue: a colleague for many complaints at once, a name for a filter."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES

from partners.models import User
from rada.web.form_fields import StoredText


class QueueActionForm(ActionForm):
    """The act, and whom the chosen complaints go to; a double click is one act."""

    handler = forms.CharField(
        label="",
        required=False,
        widget=forms.Select(attrs={"class": " ".join(SELECT_CLASSES), "aria-label": _("Colleague")}),
    )
    idempotency_key = forms.CharField(label="", initial=lambda: secrets.token_urlsafe(16), widget=forms.HiddenInput)

    def offer(self, colleagues: Iterable[User]) -> None:
        """Let one of these be chosen; the act itself asks again who it is."""
        self.fields["handler"].widget.choices = [  # type: ignore[attr-defined]
            ("", _("hand over to …")),
            *((user.pk, user) for user in colleagues),
        ]


class FilterForm(forms.Form):
    """A name for what the queue shows now; `query` is its address behind the question mark."""

    use_required_attribute = False
    name = StoredText(
        label=_("Keep this view as"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": " ".join(INPUT_CLASSES)}),
        error_messages={"required": _("Give the filter a name of at most 60 characters.")},
    )
    query = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
