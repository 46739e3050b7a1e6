"""A partner's score card, added up from counts of orders that are alike. Pure, as the definition is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from complaints.scores import definition
from complaints.scores.definition import CLAUSES, WEEKS, Fact
from complaints.scores.numbers import CONTRACT, Numbers


@dataclass(frozen=True)
class Alike:
    """How many orders share these facts. `week` is 0 for the last seven days.

    `recent` means the window of the answer rate, `lately` that of the cancel rate.
    """

    week: int
    recent: bool
    lately: bool
    facts: frozenset[Fact]
    orders: int


@dataclass(frozen=True)
class Touched:
    """Orders that are alike and have standing breaches of one clause: `broken` with one that counts, of all `orders`.

    `cancelled` are those with a cancellation that is the partner's.
    """

    clause: str
    week: int
    recent: bool
    lately: bool
    facts: frozenset[Fact]
    orders: int
    broken: int
    cancelled: int = 0


@dataclass
class Tally:
    """Orders under one clause."""

    kept: int = 0
    broken: int = 0
    pending: int = 0
    excluded: int = 0

    @property
    def counted(self) -> int:
        """All but the excluded."""
        return self.kept + self.broken + self.pending

    def percent(self, enough: int) -> int | None:
        """How many of a hundred orders that count are not broken, rounded down; None below enough orders."""
        if self.counted < enough:
            return None
        return 100 * (self.counted - self.broken) // self.counted


@dataclass
class ClauseScore:
    """One clause: the whole window, the same by week (the oldest first), and the points of its breaches."""

    clause: str
    whole: Tally = field(default_factory=Tally)
    weeks: list[Tally] = field(default_factory=lambda: [Tally() for _week in range(WEEKS)])
    points: int = 0


@dataclass
class Card:
    """Everything the score says of one partner, by the numbers in force."""

    clauses: dict[str, ClauseScore]
    recent: Tally = field(default_factory=Tally)  # A1 within the answer's window
    orders: int = 0  # all that were offered in the window
    accepted: int = 0  # within the window of cancels, as `cancelled`
    cancelled: int = 0
    numbers: Numbers = CONTRACT

    @property
    def points(self) -> int:
        """The points that weigh now."""
        return sum(score.points for score in self.clauses.values())

    @property
    def step(self) -> str:
        """The step of the ladder that the points reach."""
        return definition.step_at(self.points, self.numbers)

    @property
    def counted(self) -> int:
        """The most orders that count under one clause; an order may count under many."""
        return max(score.whole.counted for score in self.clauses.values())

    @property
    def is_enough(self) -> bool:
        """Whether there are enough orders to tell a rate."""
        return self.counted >= self.numbers.enough

    @property
    def answers_percent(self) -> int | None:
        """The rate of A1 in its own window, rounded down; None below enough offers."""
        return self.recent.percent(self.numbers.answers_offers)

    @property
    def answers_too_few(self) -> bool:
        """Under the least answer rate, with enough offers and enough misses."""
        numbers, missed, counted = self.numbers, self.recent.broken, self.recent.counted
        under = 100 * (counted - missed) < numbers.answers_percent * counted
        return counted >= numbers.answers_offers and missed >= numbers.answers_missed and under

    @property
    def cancels_percent(self) -> int | None:
        """How many of a hundred accepted orders the partner cancelled, rounded up; None below enough orders."""
        return None if self.accepted < self.numbers.enough else -(-100 * self.cancelled // self.accepted)

    @property
    def cancels_too_many(self) -> bool:
        """Over the highest cancel rate, with enough cancellations."""
        over = 100 * self.cancelled > self.numbers.cancels_percent * self.accepted
        return self.cancelled >= self.numbers.cancels and over

    def reached(self, metric: str) -> str:
        """The step that one metric reaches: the points any, a rate that is too bad the first; empty for none."""
        if metric == "points":
            return self.step
        return "remind" if {"answers": self.answers_too_few, "cancels": self.cancels_too_many}[metric] else ""


def card_of(
    alike: Iterable[Alike], touched: Iterable[Touched], points: dict[str, int], numbers: Numbers = CONTRACT
) -> Card:
    """Add up one partner's orders, the breaches on them, and the points by clause."""
    card = Card({clause: ClauseScore(clause) for clause in CLAUSES}, numbers=numbers)
    for group in alike:
        card.orders += group.orders
        card.accepted += group.orders if group.lately and Fact.ACCEPTED in group.facts else 0
        for clause in CLAUSES:
            for tally in _tallies(card, clause, group):
                _count(tally, clause, group.facts, group.orders)
    for stain in touched:
        card.cancelled += stain.cancelled if stain.lately else 0
        for tally in _tallies(card, stain.clause, stain):
            _count(tally, stain.clause, stain.facts, -stain.orders)
            tally.broken += stain.broken
            tally.pending += stain.orders - stain.broken
    for clause, sum_of_points in points.items():
        card.clauses[clause].points = sum_of_points
    return card


def _tallies(card: Card, clause: str, group: Alike | Touched) -> list[Tally]:
    score = card.clauses[clause]
    tallies = [score.whole, score.weeks[WEEKS - 1 - min(group.week, WEEKS - 1)]]
    return [*tallies, card.recent] if clause == "A1" and group.recent else tallies


def _count(tally: Tally, clause: str, facts: frozenset[Fact], orders: int) -> None:
    if definition.has_reached(clause, facts):
        tally.kept += orders
    else:
        tally.excluded += orders
