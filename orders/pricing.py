"""The price list and the promotions of pinned terms, counted as the judge counts them. Pure; money is integer đồng.

A priced line is a mapping with `code` (or None), `unit_price` and `qty`, of a quote or of a receipt alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.terms import Promotion, read_instant, read_terms
from rada.lib.money import format_vnd

LABOUR, PART, TRAVEL = "labour", "part", "travel"
KINDS = (LABOUR, PART, TRAVEL)
# What one quote or receipt holds: lines, units of one line, đồng.
MOST_LINES, MOST_UNITS, MOST_VND = 40, 999, 10**10

Content = Mapping[str, Any]
Line = Mapping[str, Any]


class PriceLine(NamedTuple):
    """One published price: what it is for, per what unit, and the most it may cost; `kind` is "" where none is told."""

    code: str
    name: str
    unit: str
    kind: str
    max_vnd: int


class Promised(NamedTuple):
    """The discount that a published promotion promises on some lines, and why in a sentence."""

    code: str
    title: str
    discount_vnd: int
    why: str


def price_list(content: Content, service_names: Mapping[str, str] | None = None) -> list[PriceLine]:
    """The published prices by name; a price without a name of its own takes its service's, else its code."""
    names = service_names or {}
    lines = [_price_line(code, price, names) for code, price in content.get("prices", {}).items()]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.code))


def promotion_titles(content: Content) -> dict[str, str]:
    """The published promotions' titles by code; a promotion without a title is called by its code."""
    return {
        promotion.code: _text(stated, "title") or promotion.code
        for promotion, stated in zip(read_terms(content).promotions, content.get("promotions", []), strict=True)
    }


def most_allowed(code: str | None, content: Content, tolerance_percent: int) -> int | None:
    """The most one unit may cost, the policy's tolerance included; None where nothing is published for the code."""
    prices = read_terms(content).max_prices
    return None if code not in prices else prices[code] * (100 + tolerance_percent) // 100


def too_dear(code: str | None, unit_price: int, content: Content, tolerance_percent: int) -> bool:
    """Whether the judge would call this price B1.overpriced on a receipt."""
    prices = read_terms(content).max_prices
    return code in prices and unit_price * 100 > prices[code] * (100 + tolerance_percent)


def subtotal_of(lines: Sequence[Line]) -> int:
    """What the lines cost before any discount."""
    return sum(line["unit_price"] * line["qty"] for line in lines)


def best_promotion(content: Content, offered_at: datetime | None, lines: Sequence[Line]) -> Promised | None:
    """The best discount that the promotions published at the offer promise on these lines, as B1.promotion_withheld.

    None where none applies, or the best is worth nothing. `offered_at` is aware; without an offer there is none.
    """
    applying = [
        (discount, promotion.code, promotion, title)
        for promotion, title in _running(content, offered_at)
        if (discount := _promised(promotion, lines)) is not None
    ]
    if not applying:
        return None
    discount, code, promotion, title = max(applying, key=lambda found: found[:2])
    if discount <= 0:
        return None
    return Promised(code, title, discount, _why(promotion, lines, len(applying)))


def why_no_promotion(content: Content, offered_at: datetime | None, lines: Sequence[Line]) -> str:
    """In a sentence, why `best_promotion` finds none for these lines."""
    if not content.get("promotions"):
        return _("No promotion is published in the terms of this order.")
    running = _running(content, offered_at)
    if not running:
        return _("None of the published promotions was running when the order was offered.")
    lacking = [(item.min_total - _covered(item, lines), item, title) for item, title in running]
    near = min((each for each in lacking if each[0] > 0 and _covered(each[1], lines) > 0), default=None, key=_first)
    if near is None:
        return _("The promotions that were running when the order was offered cover none of these lines.")
    missing, promotion, title = near
    return _("“%(title)s” applies from %(least)s: %(missing)s more.") % {
        "title": title, "least": format_vnd(promotion.min_total), "missing": format_vnd(missing),
    }  # fmt: skip


def _first(found: tuple[int, Promotion, str]) -> int:
    return found[0]


def _price_line(code: str, price: Mapping[str, Any], names: Mapping[str, str]) -> PriceLine:
    kind = price.get("kind")
    return PriceLine(
        code=code,
        name=_text(price, "name") or names.get(code, "") or code,
        unit=_text(price, "unit"),
        kind=kind if kind in KINDS else "",
        max_vnd=price["max"],
    )


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value.strip() if isinstance(value, str) else ""


def _running(content: Content, offered_at: datetime | None) -> list[tuple[Promotion, str]]:
    """The promotions published at the offer, each with its title, its code where it has none."""
    if offered_at is None:
        return []
    at, titles = read_instant(offered_at, "offered_at"), promotion_titles(content)
    return [
        (promotion, titles[promotion.code])
        for promotion in read_terms(content).promotions
        if promotion.starts_at <= at <= promotion.ends_at
    ]


def _covered(promotion: Promotion, lines: Sequence[Line]) -> int:
    return subtotal_of([line for line in lines if not promotion.codes or line["code"] in promotion.codes])


def _promised(promotion: Promotion, lines: Sequence[Line]) -> int | None:
    subtotal = _covered(promotion, lines)
    if subtotal <= 0 or subtotal < promotion.min_total:
        return None
    if promotion.percent is None:
        return min(promotion.amount or 0, subtotal)
    discount = subtotal * promotion.percent // 100
    return discount if promotion.cap is None else min(promotion.cap, discount)


def _why(promotion: Promotion, lines: Sequence[Line], applying: int) -> str:
    numbers = {"subtotal": format_vnd(_covered(promotion, lines)), "percent": promotion.percent}
    if promotion.percent is None:
        said = _("%(amount)s off lines worth %(subtotal)s.") % {
            **numbers, "amount": format_vnd(promotion.amount or 0),
        }  # fmt: skip
    elif promotion.cap is None:
        said = _("%(percent)s%% off lines worth %(subtotal)s.") % numbers
    else:
        said = _("%(percent)s%% off lines worth %(subtotal)s, %(cap)s at most.") % {
            **numbers, "cap": format_vnd(promotion.cap),
        }  # fmt: skip
    if applying == 1:
        return said
    most = ngettext(
        "Of %(count)d promotion that applies it gives the most.",
        "Of %(count)d promotions that apply it gives the most.",
        applying,
    )
    return f"{said} {most % {'count': applying}}"
