"""What differs between two versions of published terms, in words: added, removed, changed from old to new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from partners import areas, terms_parts
from partners.calendars import DAYS
from partners.terms_parts import Published
from partners.terms_words import (
    Names,
    day_word,
    hours_words,
    kind_word,
    name_of,
    price_of,
    promotion_words,
    response_words,
    warranty_words,
)

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
PROMOTION_FIELDS = ("title", "percent", "amount", "cap", "from", "to", "min_total", "codes")


class Change(NamedTuple):
    """One difference; `old` is empty for what was added, `new` for what was removed."""

    kind: str
    what: str
    old: str = ""
    new: str = ""

    @property
    def word(self) -> str:
        """The kind of change in a word."""
        return {ADDED: _("added"), REMOVED: _("removed"), CHANGED: _("changed")}[self.kind]


class PartChanges(NamedTuple):
    """What differs in one part of the terms."""

    part: str
    changes: list[Change]


class _Nothing:
    """Terms before the first ones."""

    content: dict[str, Any] = {}
    services: list[str] = []
    wards: list[str] = []


def difference(old: Published | None, new: Published, names: Names) -> list[PartChanges]:
    """The parts that differ, in the editor's order; none where both promise the same. `old` None: all is new."""
    before: Published = old if old is not None else _Nothing()
    found = ((part, list(_TELLERS[part](before, new, names))) for part in terms_parts.PARTS)
    return [PartChanges(part, changes) for part, changes in found if changes]


def _hours(old: Published, new: Published, names: Names) -> Iterator[Change]:
    before, after = old.content.get("hours"), new.content.get("hours", {})
    for day in DAYS:
        then, now = (before or {}).get(day, []), after.get(day, [])
        if then != now:
            was = hours_words(then) if before is not None else ""
            yield Change(CHANGED if was else ADDED, day_word(day), was, hours_words(now))


def _promises(old: Published, new: Published, names: Names) -> Iterator[Change]:
    told: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        ("response_minutes", _("Answer to an offer"), response_words),
        ("warranty_days", _("Warranty"), warranty_words),
        ("warranty_terms", _("Terms of the warranty"), lambda text: text or ""),
    )
    for key, what, words in told:
        then, now = old.content.get(key) or None, new.content.get(key) or None
        if then != now:
            yield _change(what, "" if then is None else words(then), "" if now is None else words(now))


def _services(old: Published, new: Published, names: Names) -> Iterator[Change]:
    yield from _sets(old.services, new.services, lambda code: name_of(code, names))


def _areas(old: Published, new: Published, names: Names) -> Iterator[Change]:
    yield from _sets(old.wards, new.wards, areas.ward_label)


def _prices(old: Published, new: Published, names: Names) -> Iterator[Change]:
    before, after = _read_prices(old, names), _read_prices(new, names)
    for code in _in_order(before, after):
        then, now = before.get(code), after.get(code)
        if then == now:
            continue
        if then is None or now is None or then[:1] == now[:1]:
            yield _change((now or then)[0], _told(then), _told(now))  # type: ignore[index]
        else:
            yield Change(CHANGED, now[0], f"{then[0]}: {_told(then)}", f"{now[0]}: {_told(now)}")


def _promotions(old: Published, new: Published, names: Names) -> Iterator[Change]:
    before, after = _read_promotions(old), _read_promotions(new)
    for key in _in_order(before, after):
        then, now = before.get(key), after.get(key)
        if then is None or now is None or _essence(then) != _essence(now):
            told = ["" if each is None else _promotion(each, terms, names) for each, terms in ((then, old), (now, new))]
            titled = now if now is not None else then
            yield _change(titled.get("title") or titled.get("code") or _("Promotion"), *told)  # type: ignore[union-attr]


def _checklists(old: Published, new: Published, names: Names) -> Iterator[Change]:
    before, after = (terms_parts.part_of(terms, terms_parts.CHECKLISTS) for terms in (old, new))
    for code in _in_order(before, after):
        then, now = before.get(code) or [], after.get(code) or []
        if then != now:
            yield _change(name_of(code, names), "; ".join(then), "; ".join(now))


def _change(what: str, old: str, new: str) -> Change:
    return Change(CHANGED if old and new else ADDED if new else REMOVED, what, old, new)


def _sets(old: Iterable[str], new: Iterable[str], words: Callable[[str], str]) -> Iterator[Change]:
    before, after = set(old), set(new)
    yield from (Change(ADDED, words(code)) for code in sorted(after - before))
    yield from (Change(REMOVED, words(code)) for code in sorted(before - after))


def _in_order(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    return sorted({*before, *after}, key=repr)


def _read_prices(terms: Published, names: Names) -> dict[str, tuple[str, str, str, int]]:
    read = (price_of(code, each, names) for code, each in terms.content.get("prices", {}).items())
    return {price.code: (price.name, price.words, price.kind, price.max_vnd) for price in read}


def _told(price: tuple[str, str, str, int] | None) -> str:
    return "" if price is None else f"{price[1]} ({kind_word(price[2]).lower()})"


def _read_promotions(terms: Published) -> dict[tuple[str, int], dict[str, Any]]:
    """By code; several of one code by their place among them."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for each in terms.content.get("promotions", []):
        code, place = each.get("code", ""), 0
        while (code, place) in found:
            place += 1
        found[code, place] = each
    return found


def _essence(item: Mapping[str, Any]) -> list[Any]:
    return [sorted(item.get(key) or []) if key == "codes" else item.get(key) or None for key in PROMOTION_FIELDS]


def _promotion(item: Mapping[str, Any], terms: Published, names: Names) -> str:
    words = promotion_words(item, terms.content.get("prices", {}), names)
    return ", ".join([words.gives, words.when, *words.conditions])


_TELLERS: dict[str, Callable[[Published, Published, Names], Iterator[Change]]] = {
    terms_parts.HOURS: _hours,
    terms_parts.PROMISES: _promises,
    terms_parts.SERVICES: _services,
    terms_parts.AREAS: _areas,
    terms_parts.PRICES: _prices,
    terms_parts.PROMOTIONS: _promotions,
    terms_parts.CHECKLISTS: _checklists,
}
