"""The parts of published terms as the editor knows them: read one, write one, tell whether one has changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from rada.lib.text import fold

HOURS, PROMISES, SERVICES, AREAS = "hours", "promises", "services", "areas"
PRICES, PROMOTIONS, CHECKLISTS = "prices", "promotions", "checklists"
PARTS = (HOURS, PROMISES, SERVICES, AREAS, PRICES, PROMOTIONS, CHECKLISTS)
PROMISED = ("response_minutes", "warranty_days", "warranty_terms")
LONGEST_CODE = 40


class Published(Protocol):
    """What a version of terms and a draft have in common."""

    content: dict[str, Any]
    services: list[str]
    wards: list[str]


def part_of(terms: Published, part: str) -> Any:
    """One part as plain data; empty where nothing is said."""
    if part == SERVICES:
        return sorted(terms.services)
    if part == AREAS:
        return sorted(terms.wards)
    if part == PROMISES:
        return {key: terms.content[key] for key in PROMISED if key in terms.content}
    return terms.content.get(part, [] if part == PROMOTIONS else {})


def put(terms: Published, part: str, value: Any) -> None:
    """Write one part; what the content holds beside it stays."""
    if part == SERVICES:
        terms.services = sorted(value)
    elif part == AREAS:
        terms.wards = sorted(value)
    elif part == PROMISES:
        kept = {key: each for key, each in terms.content.items() if key not in PROMISED}
        terms.content = {**kept, **value}
    else:
        terms.content = {**terms.content, part: value}


def mark_of(value: Any) -> str:
    """A short fingerprint of plain data: equal marks, equal data."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def mark(terms: Published, part: str) -> str:
    """The mark of one part; that of the checklists minds the services too, since each has its own list."""
    value = part_of(terms, part)
    return mark_of([value, part_of(terms, SERVICES)] if part == CHECKLISTS else value)


def item_of(terms: Published, part: str, item: str) -> dict[str, Any] | None:
    """One price by its code or one promotion by its place; None where there is none."""
    value = part_of(terms, part)
    if isinstance(value, Mapping):
        return value.get(item)
    place = int(item) if item.isascii() and item.isdigit() and len(item) < 6 else len(value)
    return value[place] if place < len(value) else None


def promotions_with(terms: Published, price_code: str) -> list[dict[str, Any]]:
    """The promotions that name a price."""
    return [each for each in part_of(terms, PROMOTIONS) if price_code in each.get("codes", [])]


def code_for(name: str, taken: Collection[str], fallback: str) -> str:
    """A code made from a name, unlike every other: `THAY-TU-MAY-NEN`, then `THAY-TU-MAY-NEN-2`."""
    words = re.sub(r"[^A-Z0-9]+", "-", fold(name).upper()).strip("-")[: LONGEST_CODE - 5].strip("-") or fallback
    code, number = words, 1
    while code in taken:
        number += 1
        code = f"{words}-{number}"
    return code
