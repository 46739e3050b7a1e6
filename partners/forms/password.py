"""What somebody fills in who forgot the password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rada.web.form_fields import StoredText


class ForgottenForm(forms.Form):
    """A phone number or user name. Whether an account exists is never told."""

    use_required_attribute = False
    username = StoredText(
        label=_("Phone number or user name"),
        max_length=150,
        error_messages={"required": _("Type your phone number or user name.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
