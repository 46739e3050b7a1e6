"""What the score counts: the one definition behind every page, export and measure. Pure: no database, no clock.

An order is here one partner's engagement with it, from the offer on. It is in the window while its offer is less than
90 times 24 hours old. Under a clause it *counts* once it has reached the stage at which that clause can be kept or
broken at all, or once a breach of the clause stands on it. Of the orders that count,

- *broken* are those with a breach that counts; how heavy it is does not matter here, so a mere notice breaks too;
- *pending* are those whose breaches all wait for a person's look: not broken yet;
- *kept* are all others. A breach that was retracted, waived, mended or overturned breaks nothing.

Points are another sum: those of every breach that counts and occurred less than 90 times 24 hours ago, whenever its
order was offered. They are frozen on the breach when it is found. How long they weigh, and every other number that a
version may change, comes from `Numbers`; the 90 days of orders that a card shows do not change.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from complaints.scores.numbers import STEPS, Numbers

WINDOW = timedelta(days=90)
WEEK = timedelta(days=7)
NEAR = 2  # points from the next step
WEEKS = 13  # the last one holds six days: 13 weeks are one day more than the window

BREAKS = "counted"  # the state of a breach that counts
WAITS = "to_check"  # and of one that a person has to look at first
STANDS = (BREAKS, WAITS)

CANCELLED_BY_PARTNER = ("A2.cancelled", "A2.asked_to_cancel")


class Fact(StrEnum):
    """What an order has been through, as far as a clause can ask."""

    ANSWERED = "was_answered"
    ACCEPTED = "was_accepted"
    APPOINTED = "was_appointed"
    COMPLETED = "was_completed"
    QUOTED = "had_a_quote_approved"
    PART = "had_a_part_replaced"
    RECEIPT = "had_a_receipt"
    COMPLAINT = "had_a_complaint"
    QUALITY_COMPLAINT = "had_a_quality_complaint"


class Stage(NamedTuple):
    """When a clause can be kept or broken: every fact of one of these ways is there. `name` is what pages call it."""

    name: str
    ways: tuple[frozenset[Fact], ...]


class Verdict(StrEnum):
    """Where one order stands under one clause."""

    KEPT = "kept"
    BROKEN = "broken"
    PENDING = "pending"
    EXCLUDED = "excluded"


def _stage(name: str, *ways: set[Fact]) -> Stage:
    return Stage(name, tuple(frozenset(way) for way in ways))


ACCEPTED = _stage("accepted", {Fact.ACCEPTED})
COMPLETED = _stage("completed", {Fact.COMPLETED})
# A1: an offer that was taken back while it could still be answered asked nothing of anybody.
STAGES: dict[str, Stage] = {
    "A1": _stage("answered", {Fact.ANSWERED}),
    "A2": ACCEPTED,
    "A3": ACCEPTED,
    "A4": COMPLETED,
    "A5": _stage("complaint", {Fact.COMPLAINT}),
    "B1": _stage("appointment", {Fact.ACCEPTED, Fact.APPOINTED}, {Fact.ACCEPTED, Fact.RECEIPT}),
    "B2": _stage("part_or_quote", {Fact.ACCEPTED, Fact.PART}, {Fact.ACCEPTED, Fact.QUOTED, Fact.RECEIPT}),
    "B3": _stage("part_and_receipt", {Fact.ACCEPTED, Fact.PART, Fact.RECEIPT}),
    "B4": _stage("part", {Fact.ACCEPTED, Fact.PART}),
    "B5": COMPLETED,
    "B6": COMPLETED,
    "C1": ACCEPTED,
    "C2": COMPLETED,
    "C3": _stage("quality_complaint", {Fact.QUALITY_COMPLAINT}),
}
CLAUSES = tuple(STAGES)
QUALITY_CATEGORIES = ("quality", "promotion")  # complaints of these are C3's, all others A5's


def has_reached(clause: str, facts: Set[Fact]) -> bool:
    """Whether an order with these facts can have kept or broken the clause."""
    return any(way <= facts for way in STAGES[clause].ways)


def verdict(clause: str, facts: Set[Fact], states: Set[str]) -> Verdict:
    """Where an order stands under a clause; `states` are those of its breaches of that clause."""
    if BREAKS in states:
        return Verdict.BROKEN
    if WAITS in states:
        return Verdict.PENDING
    return Verdict.KEPT if has_reached(clause, facts) else Verdict.EXCLUDED


def why_excluded(clause: str, facts: Set[Fact]) -> str:
    """The name of the stage that the order has not reached, the earliest one first."""
    needs_acceptance = all(Fact.ACCEPTED in way or Fact.COMPLETED in way for way in STAGES[clause].ways)
    return ACCEPTED.name if needs_acceptance and Fact.ACCEPTED not in facts else STAGES[clause].name


def begins(now: datetime, window: timedelta = WINDOW) -> datetime:
    """What lies after this instant is in the window; what lies exactly there has just left it."""
    return now - window


def expires(occurred_at: datetime, numbers: Numbers) -> datetime:
    """The instant at which a breach stops weighing."""
    return occurred_at + numbers.points_window


def step_at(points: int, numbers: Numbers) -> str:
    """The highest step of the ladder that these points reach; empty below the first."""
    return next((name for least, name in reversed(numbers.ladder) if points >= least), "")


def points_to_next(points: int, numbers: Numbers) -> int | None:
    """How many points are left until the next step of the ladder; None on the highest."""
    return next((least - points for least, _name in numbers.ladder if points < least), None)


def rank(step: str) -> int:
    """How high a step stands: 1 is the lowest, 0 is none."""
    return STEPS.index(step) + 1 if step else 0


def is_at_risk(points: int, numbers: Numbers) -> bool:
    """Somebody should look: the second step is reached, or the next one is at most two points away."""
    left = points_to_next(points, numbers)
    return points > 0 and (points >= numbers.train or (left is not None and left <= NEAR))
