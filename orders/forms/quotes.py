"""The lines of a quote as a partner types them: from the price list, or outside it. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders import pricing
from orders.forms.fields import StoredText
from orders.forms.paper_lines import PaperLineForm, Prices, Row, lines_of
from orders.pricing import MOST_LINES, PriceLine
from orders.services.quotes import above_the_list

FIELDS = ("line", "code", "kind", "name", "qty", "unit_price", "origin", "brand", "model", "warranty_days")
LONGEST_WARRANTY = 3650


class LineForm(PaperLineForm):
    """One line. `prices` is the price list by code, `tolerance` by how many percent the policy lets one exceed it."""

    kind: Any = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8)
    name = StoredText(label=gettext_lazy("What for"), required=False, max_length=160)
    origin = StoredText(label=gettext_lazy("Made in"), required=False, max_length=120)
    brand = StoredText(label=gettext_lazy("Brand"), required=False, max_length=120)
    model = StoredText(label=gettext_lazy("Model"), required=False, max_length=120)
    warranty_days = forms.IntegerField(
        label=gettext_lazy("Warranty, in days"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Type the days as a whole number.")},
    )  # fmt: skip

    def __init__(self, *args: Any, tolerance: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tolerance = tolerance
        kind = self.listed.kind if self.listed is not None else self.told_as("kind")
        self.kind = kind if kind in pricing.KINDS else pricing.LABOUR
        self._ask("name", self.listed is None, _("Say what it is, so that the customer knows what they approve."))
        self._ask("origin", self.is_part, _("Say where the part is made: the customer has a right to know (B4)."))

    @property
    def is_part(self) -> bool:
        """Whether origin, brand and model are asked."""
        return self.kind == pricing.PART

    @property
    def title(self) -> str:
        """What the line is called on the page."""
        if self.listed is not None:
            return self.listed.name
        return {
            pricing.PART: _("Part outside the price list"),
            pricing.TRAVEL: _("Travel outside the price list"),
        }.get(self.kind, _("Work outside the price list"))

    @property
    def most(self) -> int | None:
        """The most that one may cost, in đồng; None outside the price list."""
        return None if self.listed is None else self.listed.max_vnd * (100 + self.tolerance) // 100

    @property
    def is_above_the_list(self) -> bool:
        """Whether the price alone keeps a listed line from being sent under its name."""
        return any(error.code == "above" for error in self.errors.as_data().get("unit_price", []))

    @property
    def amount(self) -> int | None:
        """What the line comes to in đồng, where that can be read."""
        qty, unit_price = self.read("qty"), self.read("unit_price")
        return None if qty is None or unit_price is None else qty * unit_price

    def clean_warranty_days(self) -> int | None:
        """Whole days, up to ten years."""
        days: int | None = self.cleaned_data["warranty_days"]
        if days is not None and not 0 <= days <= LONGEST_WARRANTY:
            raise forms.ValidationError(_("Type from 0 to %(count)s days.") % {"count": LONGEST_WARRANTY})
        return days

    def clean(self) -> dict[str, Any]:
        """A listed line stays within the price list."""
        given = super().clean() or {}
        price = given.get("unit_price")
        if self.most is not None and price is not None and price > self.most:
            self.add_error("unit_price", forms.ValidationError(above_the_list(self.most), code="above"))
        return given

    def told(self) -> Row:
        """The line as a quote states it, its `line` still as it came. Only of a form that is valid."""
        given = self.cleaned_data
        row = {
            "line": given["line"],
            "kind": self.kind,
            "code": self.listed.code if self.listed is not None else None,
            "name": self.listed.name if self.listed is not None else given["name"],
            "unit_price": given["unit_price"],
            "qty": given["qty"],
        }
        if self.is_part:
            row |= {name: given[name] for name in ("origin", "brand", "model", "warranty_days")}
        return row

    def as_far_as_readable(self) -> Row | None:
        """The line for a comparison, or None where its amount cannot be read."""
        if self.amount is None:
            return None
        row = {name: self.read(name) for name in FIELDS}
        return {**row, "kind": self.kind, "code": None, "name": self.listed.name if self.listed else row["name"]}

    def _ask(self, name: str, is_asked: bool, why: str) -> None:
        self.fields[name].required = is_asked
        self.fields[name].error_messages["required"] = why


class BaseLines(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines of one quote, as many as its price list and its partner need."""

    def amount(self) -> int:
        """What the lines that can be read come to, in đồng."""
        return sum(line.amount or 0 for line in self.forms)

    def told(self) -> list[Row]:
        """The lines as a quote states them. Only of lines that are valid."""
        return [line.told() for line in self.forms]

    def priced(self) -> list[Row]:
        """The lines whose price can be read, as promotions are counted from."""
        readable = [line for line in self.forms if line.amount is not None]
        return [
            {"code": line.listed.code if line.listed else None, "unit_price": line.amount, "qty": 1}
            for line in readable
        ]


Lines = forms.formset_factory(
    LineForm, formset=BaseLines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


def lines_form(data: Any = None, rows: Sequence[Row] = (), *, prices: Prices, tolerance: int) -> BaseLines:
    """The lines as they were sent (`data`), or ready to be typed over (`rows`)."""
    return lines_of(Lines, data, rows, prices=prices, tolerance=tolerance)  # type: ignore[no-any-return]


def row_of_price(price: PriceLine, warranty_days: int | None = None) -> Row:
    """A new row for a published price, at its maximum."""
    row = {"code": price.code, "kind": price.kind, "name": price.name, "qty": 1, "unit_price": price.max_vnd}
    return {**row, "warranty_days": warranty_days} if price.kind == pricing.PART else row


def own_row(kind: str, name: str = "", warranty_days: int | None = None) -> Row:
    """A new row outside the price list."""
    row = {"code": "", "kind": kind, "name": name, "qty": 1}
    return {**row, "warranty_days": warranty_days} if kind == pricing.PART else row
