"""Fields that every form of ours shares: texts as they may be stored, and money as people type it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rada.lib.money import format_vnd, parse_vnd
from rada.lib.text import clean


class StoredText(forms.CharField):
    """A text in NFC without what no database keeps; its longest counts what will be stored."""

    def to_python(self, value: Any) -> str:
        """The text as it may be stored; ValidationError where it cannot."""
        try:
            return clean(super().to_python(value) or "")
        except ValueError as error:
            raise forms.ValidationError(str(error), code="unstorable") from None


class MoneyField(forms.Field):
    """Whole đồng, typed as `1.250.000`, `1250000`, `250k` or `1 250 000 ₫`; None for nothing typed.

    `least` and `most` are included.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Type the amount in whole đồng, for example 250.000."),
        "least": _("The amount must be at least %(limit)s."),
        "most": _("The amount must be at most %(limit)s."),
    }

    def __init__(self, *, least: int = 0, most: int = 10**12, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> int | None:
        """The amount; ValidationError for what is none."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            amount = parse_vnd(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        for code, limit, is_beyond in (
            ("least", self.least, amount < self.least),
            ("most", self.most, amount > self.most),
        ):
            if is_beyond:
                said = self.error_messages[code] % {"limit": format_vnd(limit)}
                raise forms.ValidationError(said, code=code)
        return amount

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as people write it; what was typed stays as it was typed."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) and not isinstance(value, bool) else value
