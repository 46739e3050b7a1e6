"""What the lines of quotes and receipts share: amount, price, and rows that are kept as they were typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.forms.fields import StoredText
from orders.pricing import MOST_LINES, MOST_UNITS, MOST_VND, PriceLine
from rada.web.form_fields import MoneyField

PREFIX = "lines"
Row = dict[str, Any]
Prices = Mapping[str, PriceLine]


class PaperLineForm(forms.Form):
    """One line: `prices` is the price list by code, `listed` the price it names, if any. Money is integer đồng."""

    use_required_attribute = False
    line = StoredText(widget=forms.HiddenInput, required=False, max_length=120)
    code = StoredText(widget=forms.HiddenInput, required=False, max_length=120)
    qty = forms.IntegerField(
        label=gettext_lazy("Quantity"), widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say how many."), "invalid": gettext_lazy("Type a whole number.")},
    )  # fmt: skip
    unit_price = MoneyField(
        label=gettext_lazy("Price of one"), most=MOST_VND, error_messages={"required": gettext_lazy("Say the price.")}
    )

    def __init__(self, *args: Any, prices: Prices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = prices.get(self.told_as("code"))

    def clean_qty(self) -> int:
        """From 1 to as many as a paper takes."""
        qty: int = self.cleaned_data["qty"]
        if not 1 <= qty <= MOST_UNITS:
            raise forms.ValidationError(_("Type a number from 1 to %(count)s.") % {"count": MOST_UNITS})
        return qty

    def read(self, name: str) -> Any:
        """What stands in a field as it would be stored; None where that cannot be read."""
        if self.is_bound:
            return None if name in self.errors else self.cleaned_data.get(name)
        try:
            return self.fields[name].clean(self.initial.get(name))
        except forms.ValidationError:
            return None

    def told_as(self, name: str) -> str:
        """What was sent for a field, or what it begins with, before anything is validated."""
        value = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        return str(value or "")


def lines_of(formset: Any, data: Any, rows: Sequence[Row], **of_each: Any) -> Any:
    """The lines as they were sent (`data`), or ready to be typed over (`rows`)."""
    if data is not None:
        return formset(data, prefix=PREFIX, form_kwargs={**of_each, "empty_permitted": False})
    return formset(initial=list(rows), prefix=PREFIX, form_kwargs=of_each)


def rows_sent(data: Mapping[str, Any], fields: Sequence[str]) -> list[Row]:
    """The rows as they were typed, right or wrong."""
    count = str(data.get(f"{PREFIX}-TOTAL_FORMS", ""))
    rows = range(min(int(count), MOST_LINES) if count.isascii() and count.isdigit() and len(count) < 4 else 0)
    return [{name: data.get(f"{PREFIX}-{row}-{name}", "") for name in fields} for row in rows]
