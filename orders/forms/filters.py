"""What narrows a list. It is sent by GET: the address keeps it, and nothing is ever refused for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from orders import search_words
from orders.commitments.kinds import CLAUSES
from orders.listings import BREACH_GROUPS, BreachFilter, Choices, OrderFilter
from orders.selectors import GROUPS
from partners.charter_words import clause_title

LABELS = {"service": _("Service"), "technician": _("Technician")}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


class Day(forms.DateField):
    """A day of Vietnam's calendar, within a century in which nobody mistypes by accident."""

    default_validators = [
        MinValueValidator(FIRST_DAY, _("Choose a day from the year 2000 on.")),
        MaxValueValidator(LAST_DAY, _("Choose a day before the year 2100.")),
    ]

    def __init__(self, **options: Any) -> None:
        messages = {"invalid": _("Type the day as day/month/year, such as 22/11/2026.")}
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, error_messages=messages, **options)


class OrderFilterForm(forms.Form):
    """The filters of the orders' list beside its search."""

    use_required_attribute = False
    first = Day(label=_("Offered from"))
    last = Day(label=_("Offered until"))
    broken = forms.BooleanField(label=_("Only orders with a breach"), required=False)

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data, auto_id="filter_%s")
        unknown = {"invalid_choice": _("Choose one from the list.")}
        for name, known in zip(("service", "technician"), choices, strict=True):
            if known:
                listed = [("", _("All")), *known]
                self.fields[name] = forms.ChoiceField(
                    label=LABELS[name], required=False, choices=listed, error_messages=unknown
                )
            self.order_fields(["service", "technician"])

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first one."))
        return self.cleaned_data

    @property
    def is_narrowing(self) -> bool:
        """Whether anything was chosen; then the filters stand open."""
        return any(self.data.get(name) for name in self.fields)

    def asked(self) -> OrderFilter:
        """What is asked for; a field with an error narrows nothing."""
        self.is_valid()
        told, group = self.cleaned_data, self.data.get("status", "")
        return OrderFilter(
            group=group if group in GROUPS else "",
            words=search_words.words_of(search_words.typed(self.data.get("q", ""))),
            service=told.get("service") or "",
            technician=int(told["technician"]) if told.get("technician") else None,
            first=told.get("first"),
            last=told.get("last"),
            broken=bool(told.get("broken")),
        )


def breach_filter(data: Any) -> BreachFilter:
    """What of the breaches an address asks for; what it does not know narrows nothing."""
    group, clause = data.get("status", ""), data.get("clause", "")
    return BreachFilter(group if group in BREACH_GROUPS else "", clause if clause in CLAUSES else "")


def clause_choices() -> list[tuple[str, str]]:
    """The 14 clauses with their titles."""
    return [(code, f"{code} · {clause_title(code)}") for code in CLAUSES]
