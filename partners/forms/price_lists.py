"""One line of the price list, one promotion. Money is whole đồng, days are Vietnam's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners import terms_parts
from partners.forms.drafts import DraftForm
from partners.terms_words import KINDS, LAST_MOMENT, Names, kind_word, price_groups, price_of
from rada.web.clock import VIETNAM
from rada.web.form_fields import MoneyField, StoredText

MOST_EXPENSIVE = 1_000_000_000
PERCENT, AMOUNT = "percent", "amount"
DAYS_AHEAD = 731
PRICED = _("Type the price in whole đồng, for example 250.000.")


class PriceForm(DraftForm):
    """The most that is asked for one unit of something."""

    service = forms.ChoiceField(
        label=_("For which of your services?"), required=False,
        help_text=_("Customers order a service by its price; parts and travel have names of their own."),
    )  # fmt: skip
    name = StoredText(
        label=_("Name"), max_length=120, required=False,
        help_text=_("As customers read it on quotes and receipts."),
    )  # fmt: skip
    unit = StoredText(
        label=_("Unit"), max_length=24, help_text=_("For example: machine, piece, metre, hour, visit."),
        error_messages={"required": _("Say what the price is for: a machine, a metre, an hour…")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What is it?"))
    max = MoneyField(
        label=_("Price, at most"), least=1, most=MOST_EXPENSIVE,
        help_text=_("For one unit, with everything. A receipt above it is a breach of B1."),
        error_messages={"required": PRICED},
    )  # fmt: skip

    def __init__(self, *args: Any, code: str, price: Mapping[str, Any] | None, free: Names, **kwargs: Any) -> None:
        self.free = free
        begun: dict[str, Any] = {"seen": terms_parts.mark_of(price), "kind": "labour"}
        if price is not None:
            told = price_of(code, price, free)
            begun |= {"name": told.name, "unit": told.unit, "kind": told.kind, "max": told.max_vnd}
        super().__init__(*args, **{**kwargs, "initial": begun})
        self.fields["kind"].choices = [(kind, kind_word(kind)) for kind in KINDS]  # type: ignore[attr-defined]
        if code:
            del self.fields["service"]
        else:
            others = [("", _("something else: a part, travel, extra work"))]
            self.fields["service"].choices = [*others, *free.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A line of no service needs a name; one of a service is called like it unless named otherwise."""
        given = super().clean() or {}
        if "name" in given and not given["name"].strip():
            given["name"] = self.free.get(given.get("service", ""), "")
            if not given["name"] and "service" not in self.errors:
                self.add_error("name", _now("Give it the name that customers read."))
        return given

    def value(self) -> dict[str, Any]:
        """The line as terms hold it."""
        return {key: self.cleaned_data[key] for key in ("max", "name", "unit", "kind")}


class PromotionForm(DraftForm):
    """What is taken off, between which days, and under which conditions."""

    title = StoredText(label=_("Title"), max_length=120, error_messages={"required": _("Give the promotion a title.")})
    by = forms.ChoiceField(
        label=_("What do customers save?"), widget=forms.RadioSelect,
        choices=[(PERCENT, _("a share of the price")), (AMOUNT, _("a fixed amount"))], initial=PERCENT,
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("Share, in percent"), required=False, min_value=1, max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Type a whole number from 1 to 100.")),
    )  # fmt: skip
    cap = MoneyField(label=_("At most this much of it"), required=False, least=1, most=MOST_EXPENSIVE)
    amount = MoneyField(label=_("Fixed amount"), required=False, least=1, most=MOST_EXPENSIVE)
    first_day = forms.DateField(
        label=_("First day"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Choose the first day.")),
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("Last day"), help_text=_("Included, until midnight."), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Choose the last day.")),
    )  # fmt: skip
    min_total = MoneyField(label=_("For orders from"), required=False, most=MOST_EXPENSIVE)
    codes = forms.MultipleChoiceField(
        label=_("Only for these prices"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none and it holds for everything."),
        error_messages={"invalid_choice": _("One of these prices is not on your list any more. Please tick again.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, promotion: Mapping[str, Any] | None, prices: Mapping[str, Any], names: Names, today: date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.today = today
        begun = {"seen": terms_parts.mark_of(promotion), **(_beginning(promotion) if promotion is not None else {})}
        super().__init__(*args, **{**kwargs, "initial": begun})
        told = [price for group in price_groups(prices, names) for price in group.prices]
        self.fields["codes"].choices = [(price.code, price.name) for price in told]  # type: ignore[attr-defined]
        if not told:
            del self.fields["codes"]

    def clean(self) -> dict[str, Any]:
        """What it saves, and days in their order that are not over; each mistake beside its own field."""
        given = super().clean() or {}
        by = given.get("by")
        if by in (PERCENT, AMOUNT):
            for unused in ("amount",) if by == PERCENT else ("percent", "cap"):
                self.errors.pop(unused, None)
            if by not in self.errors and given.get(by) is None:
                missing = {PERCENT: _now("Type a whole number from 1 to 100."), AMOUNT: _now("Type the amount.")}
                self.add_error(by, missing[by])
        self._require_days(given.get("first_day"), given.get("last_day"))
        return given

    def value(self) -> dict[str, Any]:
        """The promotion as terms hold it: from the first midnight to the last moment of the last day."""
        given = self.cleaned_data
        saves = {AMOUNT: given["amount"]} if given["by"] == AMOUNT else {PERCENT: given["percent"], "cap": given["cap"]}
        midnights = [datetime.combine(given[name], time.min, VIETNAM) for name in ("first_day", "last_day")]
        return {
            "title": given["title"],
            **saves,
            "from": midnights[0].isoformat(),
            "to": (midnights[1] + LAST_MOMENT).isoformat(),
            "min_total": given["min_total"] or 0,
            "codes": sorted(given.get("codes", [])),
        }

    def _require_days(self, first: date | None, last: date | None) -> None:
        if first is None or last is None:
            return
        if last < first:
            self.add_error("last_day", _now("The last day must not be before the first."))
        elif last < self.today:
            self.add_error("last_day", _now("These days have passed. Choose today or a later day."))
        elif last > self.today + timedelta(days=DAYS_AHEAD) or first < self.today - timedelta(days=DAYS_AHEAD):
            self.add_error("last_day", _now("Choose days within two years from today."))


def _beginning(promotion: Mapping[str, Any]) -> dict[str, Any]:
    first, last = (datetime.fromisoformat(promotion[key]).astimezone(VIETNAM).date() for key in ("from", "to"))
    return {
        "title": promotion.get("title") or promotion.get("code", ""),
        "by": PERCENT if promotion.get("percent") is not None else AMOUNT,
        "first_day": first,
        "last_day": last,
        "min_total": promotion.get("min_total") or None,
        **{key: promotion.get(key) for key in ("percent", "cap", "amount", "codes")},
    }
