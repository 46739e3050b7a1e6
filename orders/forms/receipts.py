"""A receipt as a partner types it: its lines, the discount, the warranty, the stamp. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.forms.fields import ActForm, StoredText
from orders.forms.paper_lines import PaperLineForm, Prices, Row, lines_of
from orders.forms.parts import WantedText
from orders.forms.photos import PhotosMixin, ScanField
from orders.papers import Line
from orders.pricing import MOST_LINES, MOST_VND, PriceLine
from orders.services.stamps import serial_in
from orders.stamp_codes import serial_of
from rada.web.form_fields import MoneyField

FIELDS = ("line", "code", "name", "qty", "unit_price")
LONGEST_WARRANTY = 3650


class LineForm(PaperLineForm):
    """One line of a receipt. `prices` is the price list by code; `line` is its id in the approved quote."""

    name = WantedText(label=gettext_lazy("What for"), max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cost = ""

    @property
    def title(self) -> str:
        """What the line is called on the page."""
        return self.listed.name if self.listed is not None else _("Outside the price list")

    @property
    def stands(self) -> Line | None:
        """The line as it stands in the form; None where its amount cannot be read."""
        qty, unit_price = self.read("qty"), self.read("unit_price")
        if qty is None or unit_price is None:
            return None
        code, name = (self.listed.code, self.listed.name) if self.listed is not None else (None, self.read("name"))
        return Line(self.read("line") or "", "", code, name or "", unit_price, qty)

    def clean(self) -> dict[str, Any]:
        """A line outside the price list has a name."""
        given = super().clean() or {}
        if self.listed is None and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say what it is, so that the customer knows what they pay for."))
        return given


class BaseLines(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines of one receipt."""

    def stand(self) -> list[Line]:
        """The lines whose amount can be read."""
        return [line for form in self.forms if (line := form.stands) is not None]


Lines = forms.formset_factory(
    LineForm, formset=BaseLines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True, min_num=0
)


class ReceiptForm(PhotosMixin, ActForm):
    """What a receipt says beside its lines. `seen` is how many receipts the page knew, `total_shown` what it said."""

    cost_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    total_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    discount = MoneyField(
        label=gettext_lazy("Discount"), required=False, most=MOST_VND,
        help_text=gettext_lazy("Leave it empty: your promotion is taken off by itself. Type one to give more."),
    )  # fmt: skip
    warranty_days = forms.IntegerField(
        label=gettext_lazy("Warranty, in days"), required=False, min_value=0, max_value=LONGEST_WARRANTY,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("0 says that there is none."),
        error_messages={
            "invalid": gettext_lazy("Type the days as a whole number."),
            "min_value": gettext_lazy("Type from 0 to 3650 days."),
            "max_value": gettext_lazy("Type from 0 to 3650 days."),
        },
    )  # fmt: skip
    warranty_terms = StoredText(
        label=gettext_lazy("What the warranty covers"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    stamp = StoredText(
        label=gettext_lazy("Stamp"), required=False, max_length=64,
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "enterkeyhint": "done"}
        ),
        help_text=gettext_lazy("The letters and digits under the stamp's QR code."),
    )  # fmt: skip
    scan = ScanField(label=gettext_lazy("Photo of the stamp"), required=False)

    def clean_stamp(self) -> str:
        """The serial as stamps compare; a scanning keyboard may write the whole code."""
        typed = self.cleaned_data["stamp"]
        return serial_of(typed) or serial_in(typed)


def lines_form(data: Any = None, rows: Sequence[Row] = (), *, prices: Prices) -> BaseLines:
    """The lines as they were sent (`data`), or ready to be typed over (`rows`)."""
    return lines_of(Lines, data, rows, prices=prices)  # type: ignore[no-any-return]


def row_of(line: Line) -> Row:
    """A line of another paper, ready to be typed over."""
    return {
        "line": line.line, "code": line.code or "", "name": line.name, "qty": line.qty, "unit_price": line.unit_price,
    }  # fmt: skip


def row_of_price(price: PriceLine) -> Row:
    """A new row for a published price, at its maximum."""
    return {"line": "", "code": price.code, "name": price.name, "qty": 1, "unit_price": price.max_vnd}
