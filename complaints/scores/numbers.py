"""The numbers of the score: for how long points weigh, when a rate is too bad, and the ladder. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

STEPS = ("remind", "train", "lower", "pause", "review")  # of the ladder, the lowest first
LONGEST_DAYS = 90  # a card looks back no farther
MOST = 1000


class Unusable(ValueError):
    """Numbers that no score can be made by; `name` is the field that is at fault."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True)
class Numbers:
    """One version's numbers, with those of the contract as defaults. The five steps are points."""

    points_days: int = 90  # a breach weighs for so many times 24 hours
    enough: int = 10  # orders; below it no rate is told
    answers_percent: int = 80
    answers_offers: int = 10
    answers_missed: int = 3
    answers_days: int = 30
    cancels_percent: int = 5
    cancels: int = 3
    cancels_days: int = 90
    remind: int = 3
    train: int = 6
    lower: int = 9
    pause: int = 12
    review: int = 15
    pause_days: int = 7

    @property
    def ladder(self) -> tuple[tuple[int, str], ...]:
        """The least points of each step and its name, the lowest step first."""
        return tuple((getattr(self, step), step) for step in STEPS)

    @property
    def points_window(self) -> timedelta:
        """How long the points of a breach weigh."""
        return timedelta(days=self.points_days)

    @property
    def answers_window(self) -> timedelta:
        """How far the answer rate looks back."""
        return timedelta(days=self.answers_days)

    @property
    def cancels_window(self) -> timedelta:
        """How far the cancel rate looks back."""
        return timedelta(days=self.cancels_days)

    @property
    def changed(self) -> dict[str, int]:
        """Those that differ from the contract's."""
        return {name: value for name, value in asdict(self).items() if value != DEFAULTS[name]}


CONTRACT = Numbers()
DEFAULTS: dict[str, int] = asdict(CONTRACT)


def read(changed: Mapping[str, Any]) -> Numbers:
    """The contract's numbers with these changes. Raises Unusable."""
    for name, value in changed.items():
        most = {"answers_percent": 100, "cancels_percent": 100, "answers_days": LONGEST_DAYS,
                "cancels_days": LONGEST_DAYS}.get(name, MOST)  # fmt: skip
        if name not in DEFAULTS or type(value) is not int or not 1 <= value <= most:
            raise Unusable(name)
    numbers = Numbers(**changed)
    climb = [least for least, _step in numbers.ladder]
    for lower, upper, step in zip(climb, climb[1:], STEPS[1:], strict=False):
        if lower >= upper:
            raise Unusable(step)
    return numbers
