"""Published terms in words: what a customer reads, the partner previews, and a difference is told in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners import areas, terms_parts
from partners.calendars import DAYS
from partners.terms_parts import Published
from rada.lib.money import format_vnd
from rada.lib.text import sort_key
from rada.web.clock import VIETNAM
from rada.web.wording import instant, minutes_words, span, weekday

LAST_MOMENT = timedelta(days=1) - timedelta(microseconds=1)
KINDS = ("labour", "part", "travel")
Names = Mapping[str, str]


class Price(NamedTuple):
    """One line of the price list; `max_vnd` is the most that is asked for one unit."""

    code: str
    name: str
    unit: str
    kind: str
    max_vnd: int

    @property
    def words(self) -> str:
        """`250.000 ₫ / machine`."""
        return f"{format_vnd(self.max_vnd)} / {self.unit}" if self.unit else format_vnd(self.max_vnd)


class PriceGroup(NamedTuple):
    """The prices of one kind."""

    kind: str
    word: str
    prices: list[Price]


class PromotionWords(NamedTuple):
    """A promotion: what it gives, when, and under which conditions."""

    code: str
    title: str
    gives: str
    when: str
    conditions: list[str]
    ends_at: datetime | None


class Sheet(NamedTuple):
    """Terms as one page shows them, in the active language."""

    hours: list[tuple[str, str]]
    response: str
    warranty: str
    warranty_terms: str
    services: list[str]
    areas: list[tuple[str, list[str]]]
    ward_count: int
    price_groups: list[PriceGroup]
    promotions: list[PromotionWords]
    checklists: list[tuple[str, list[str]]]


def sheet(terms: Published, names: Names) -> Sheet:
    """The whole sheet; `names` are the services' names by code."""
    content = terms.content
    return Sheet(
        hours=[(day_word(day), hours_words(content.get("hours", {}).get(day, []))) for day in DAYS],
        response=response_words(content.get("response_minutes")),
        warranty=warranty_words(content.get("warranty_days")),
        warranty_terms=content.get("warranty_terms", ""),
        services=sorted((name_of(code, names) for code in terms.services), key=sort_key),
        areas=wards_by_province(terms.wards),
        ward_count=len(terms.wards),
        price_groups=price_groups(content.get("prices", {}), names),
        promotions=[promotion_words(each, content.get("prices", {}), names) for each in content.get("promotions", [])],
        checklists=sorted(
            ((name_of(code, names), items) for code, items in content.get("checklists", {}).items() if items),
            key=lambda each: sort_key(each[0]),
        ),
    )


def sheet_at(terms: Published, names: Names, at: datetime) -> Sheet:
    """The sheet as customers read it at an instant: of the promotions only those that run."""
    running = [
        promotion_words(each, terms.content.get("prices", {}), names)
        for each in terms.content.get("promotions", [])
        if datetime.fromisoformat(each["from"]) <= at <= datetime.fromisoformat(each["to"])
    ]
    return sheet(terms, names)._replace(promotions=running)


def day_word(day: str) -> str:
    """`Monday`."""
    word = weekday(DAYS.index(day))
    return word[:1].upper() + word[1:]


def hours_words(ranges: Iterable[Iterable[str]]) -> str:
    """`08:00–12:00, 13:30–18:00`, or `closed`."""
    return ", ".join("–".join(pair) for pair in ranges) or _("closed")


def response_words(minutes: int | None) -> str:
    """`within 15 minutes`; a long time in hours too."""
    if minutes is None:
        return _("not told yet")
    said = minutes_words(minutes)
    return _("within %(span)s") % {"span": said if minutes < 60 else f"{said} ({span(minutes, days=False)})"}


def warranty_words(days: int | None) -> str:
    """`90 days`, or that there is none."""
    if not days:
        return _("no warranty of its own")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def name_of(code: str, names: Names) -> str:
    """A service's name; the code where nobody knows it."""
    return names.get(code, code)


def wards_by_province(codes: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Provinces with the names of their wards, both in alphabetical order; codes of no ward today stand last."""
    found: dict[str, list[str]] = {}
    unknown = []
    for code in codes:
        if areas.is_ward(code):
            ward = areas.ward(code)
            found.setdefault(areas.province(ward.province_code).name, []).append(ward.name)
        else:
            unknown.append(code)
    told = [(name, sorted(found[name], key=sort_key)) for name in sorted(found, key=sort_key)]
    return [*told, (_("No ward today"), sorted(unknown))] if unknown else told


def kind_word(kind: str) -> str:
    """What a line of the price list is for."""
    return {"part": _("Parts"), "travel": _("Travel"), "labour": _("Work")}.get(kind, _("Work"))


def price_of(code: str, price: Mapping[str, Any], names: Names) -> Price:
    """One line; the name falls back to the service's of that code, then to the code itself."""
    kind = price.get("kind")
    return Price(
        code=code,
        name=price.get("name") or name_of(code, names),
        unit=price.get("unit") or "",
        kind=kind if kind in KINDS else "labour",
        max_vnd=price["max"],
    )


def price_groups(prices: Mapping[str, Mapping[str, Any]], names: Names) -> list[PriceGroup]:
    """The price list by kind, each in alphabetical order; kinds without a line are left out."""
    lines = sorted((price_of(code, each, names) for code, each in prices.items()), key=lambda each: sort_key(each.name))
    groups = (PriceGroup(kind, kind_word(kind), [each for each in lines if each.kind == kind]) for kind in KINDS)
    return [group for group in groups if group.prices]


def promotion_words(item: Mapping[str, Any], prices: Mapping[str, Mapping[str, Any]], names: Names) -> PromotionWords:
    """A promotion as people say it."""
    begins, ends = datetime.fromisoformat(item["from"]), datetime.fromisoformat(item["to"])
    conditions = []
    if item.get("min_total"):
        conditions.append(_("for orders from %(amount)s") % {"amount": format_vnd(item["min_total"])})
    if item.get("codes"):
        told = (price_of(code, prices[code], names).name if code in prices else code for code in item["codes"])
        conditions.append(_("only for: %(names)s") % {"names": ", ".join(sorted(told, key=sort_key))})
    title = item.get("title") or item.get("code") or _("Promotion")
    return PromotionWords(item.get("code", ""), title, _gives(item), days_words(begins, ends), conditions, ends)


def days_words(begins: datetime, ends: datetime) -> str:
    """`01/03/2026 – 31/03/2026` for whole days of Vietnam, with the times otherwise."""
    first, last = begins.astimezone(VIETNAM), ends.astimezone(VIETNAM)
    is_whole = first.time() == time.min and last == datetime.combine(last.date(), time.min, VIETNAM) + LAST_MOMENT
    if not is_whole:
        return f"{instant(begins)} – {instant(ends)}"
    return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"


def summaries(told: Sheet, terms: Published) -> dict[str, str]:
    """One line about each part, for the editor's list."""
    prices, promotions = len(terms.content.get("prices", {})), len(terms.content.get("promotions", []))
    open_days = sum(1 for ranges in terms.content.get("hours", {}).values() if ranges)
    return {
        terms_parts.HOURS: ngettext("open on %(count)s day a week", "open on %(count)s days a week", open_days)
        % {"count": open_days},
        terms_parts.PROMISES: _("answers %(response)s; warranty: %(warranty)s")
        % {"response": told.response, "warranty": told.warranty},
        terms_parts.SERVICES: ngettext("%(count)s service", "%(count)s services", len(terms.services))
        % {"count": len(terms.services)},
        terms_parts.AREAS: ngettext("%(count)s ward", "%(count)s wards", told.ward_count) % {"count": told.ward_count},
        terms_parts.PRICES: ngettext("%(count)s price", "%(count)s prices", prices) % {"count": prices},
        terms_parts.PROMOTIONS: ngettext("%(count)s promotion", "%(count)s promotions", promotions)
        % {"count": promotions},
        terms_parts.CHECKLISTS: ngettext("%(count)s checklist", "%(count)s checklists", len(told.checklists))
        % {"count": len(told.checklists)},
    }


def _gives(item: Mapping[str, Any]) -> str:
    if item.get("amount") is not None:
        return _("%(amount)s off") % {"amount": format_vnd(item["amount"])}
    if item.get("cap") is not None:
        return _("%(percent)s %% off, at most %(amount)s") % {
            "percent": item["percent"],
            "amount": format_vnd(item["cap"]),
        }
    return _("%(percent)s %% off") % {"percent": item["percent"]}
