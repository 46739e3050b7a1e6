"""What a customer types to confirm, and to find an order again."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rada.lib.phones import parse_phone
from rada.web.form_fields import StoredText

DIGITS = 6


class CodeForm(forms.Form):
    """The six digits that were sent to the phone; spaces between them do not matter."""

    use_required_attribute = False
    confirm_code = StoredText(
        label=_("The 6 digits from the message"),
        max_length=40,
        error_messages={"required": _("Type the 6 digits from the message.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 12}),
    )

    def clean_confirm_code(self) -> str:
        """Six plain digits; ValidationError for anything else, which counts as no try."""
        typed = "".join(unicodedata.normalize("NFKC", self.cleaned_data["confirm_code"]).split()).replace("-", "")
        if not (typed.isascii() and typed.isdigit() and len(typed) == DIGITS):
            raise forms.ValidationError(_now("Type the 6 digits from the message."), code="digits")
        return typed


class FindForm(forms.Form):
    """The phone of an order, and its code where somebody knows it."""

    use_required_attribute = False
    phone = StoredText(
        label=_("Phone number that you gave with the order"),
        max_length=40,
        error_messages={"required": _("Type the phone number that you gave with the order.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    code = StoredText(
        label=_("Order code"),
        required=False,
        max_length=40,
        help_text=_("As RD-7K2F-M9QX. Without it we send a link to each of your newest three orders."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_phone(self) -> str:
        """As E.164; ValidationError with a sentence that says what to type."""
        try:
            return parse_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error), code="phone") from None

    def clean_code(self) -> str:
        """As it is stored: capitals, no spaces."""
        return "".join(self.cleaned_data["code"].split()).upper()
