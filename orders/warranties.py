"""The warranty card of one order: what is covered, from when to when. Pure; days are Vietnam's calendar days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from orders import papers
from orders.models import Event, EventKind
from rada.web.clock import VIETNAM

LONGEST_DAYS = 36_500


class Warranty(NamedTuple):
    """One line of the card; `name` is "" for the work as a whole. It covers `ends_on` itself."""

    name: str
    made: str
    days: int
    starts_on: date
    ends_on: date

    def days_left(self, today: date) -> int:
        """How many days are left after today; less than nothing once it is over."""
        return (self.ends_on - today).days


class Card(NamedTuple):
    """The whole card. `stated_days` is what the receipt says, None where none says anything."""

    lines: list[Warranty]
    terms: str
    stated_days: int | None

    @property
    def is_longer(self) -> bool:
        """Whether more was promised than the receipt says."""
        return self.stated_days is not None and any(line.days > self.stated_days for line in self.lines)


def card(events: Sequence[Event], terms: Mapping[str, Any], names: Mapping[str, str]) -> Card | None:
    """What was promised, the longest of what the receipt states, what was published, and what was quoted for a part.

    It starts on the day of the receipt that states it, else when the work was completed. None before either.
    """
    stated = next((each for each in reversed(papers.receipts(events, names)) if each.days is not None), None)
    completed = next((event for event in events if event.kind == EventKind.COMPLETED), None)
    begun = stated.event if stated is not None else completed
    if begun is None:
        return None
    least = max(terms.get("warranty_days", 0), stated.days if stated is not None and stated.days is not None else 0)
    starts_on = begun.at.astimezone(VIETNAM).date()
    lines = [_line("", "", least, starts_on)]
    for part in papers.parts(events, names):
        quoted = part.quoted.warranty_days if part.quoted is not None else None
        lines.append(_line(part.name, part.made, max(least, quoted or 0), starts_on))
    return Card(
        lines=[line for line in lines if line.days > 0],
        terms=stated.terms if stated is not None else "",
        stated_days=stated.days if stated is not None else None,
    )


def _line(name: str, made: str, days: int, starts_on: date) -> Warranty:
    return Warranty(name, made, days, starts_on, starts_on + timedelta(days=min(days, LONGEST_DAYS)))
