"""When two breaches of a rule are about the same thing: a receipt's line or a part that was told more than once. Pure.

A receipt is corrected, a part recorded again: each time the rule says what is broken, and each stays recorded. Points
are borne once, by the earliest that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from unicodedata import normalize

Fields = Mapping[str, Any]


class Weighing(Protocol):
    """A breach that counts, stored or just found."""

    @property
    def rule(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def occurred_at(self) -> datetime: ...


W = TypeVar("W", bound=Weighing)


def repeating(breaches: Iterable[W], told: Mapping[str, Fields]) -> list[W]:
    """Those that are about the same thing as an earlier one, in their order; `told` are the events' fields by id."""
    borne: set[Hashable] = set()
    again = []
    for breach in sorted(breaches, key=lambda breach: (breach.occurred_at, breach.rule, breach.subject)):
        thing = thing_of(breach.rule, breach.subject, told)
        if thing in borne:
            again.append(breach)
        elif thing is not None:
            borne.add(thing)
    return again


def thing_of(rule: str, subject: str, told: Mapping[str, Fields]) -> Hashable | None:
    """What a breach is about, where another can be about the same; None where each is about its own."""
    event, _mark, place = subject.partition("#")
    if rule not in THINGS or event not in told:
        return None
    return (rule, THINGS[rule](told[event], place))


def _receipt_line(receipt: Fields, place: str) -> Hashable:
    """By its code and its place among the lines of that code; without a code by its place among all."""
    lines, index = receipt["lines"], int(place)
    code = lines[index]["code"]
    if code is None:
        return index
    return code, sum(line["code"] == code for line in lines[:index])


def _part(replaced: Fields, _place: str) -> Hashable:
    """By the quote's line; outside every line by how it is described."""
    if replaced["line"] is not None:
        return replaced["line"]
    return tuple(_folded(replaced.get(field)) for field in ("origin", "brand", "model"))


def _folded(text: str | None) -> str:
    return " ".join(normalize("NFC", text or "").casefold().split())


THINGS: dict[str, Callable[[Fields, str], Hashable]] = {
    "B1.overpriced": _receipt_line,
    "B2.unapproved_part": _part,
    "B4.origin_missing": _part,
    "B4.part_differs": _part,
}
