"""What an app that was offline says of its act: when it happened, and under which id its sender knows it.

with stated.of(job, at=half_an_hour_ago, id="phone-7:41"):
    visits.arrive(job, by=member)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.models import Assignment

FARTHEST_BACK, FARTHEST_AHEAD = timedelta(hours=72), timedelta(minutes=2)


@dataclass(frozen=True)
class Stated:
    """What is said of the next event of one assignment; nothing is said of others that an act may touch."""

    assignment: int = 0
    at: datetime | None = None
    id: str = ""

    def is_sound(self, now: datetime) -> bool:
        """Whether an act may have happened then: at most 72 hours back, or 2 minutes ahead on a clock that is fast."""
        return self.at is None or now - FARTHEST_BACK <= self.at <= now + FARTHEST_AHEAD

    def instant(self, now: datetime) -> datetime:
        """When it happened; a clock that is fast never puts it into the future."""
        return min(self.at or now, now)


NOTHING = Stated()
_said: ContextVar[Stated] = ContextVar("stated", default=NOTHING)


@contextmanager
def of(assignment: Assignment, *, at: datetime | None = None, id: str = "") -> Iterator[None]:
    """Let the acts inside be recorded with this instant and this id."""
    token = _said.set(Stated(assignment.pk, at, id))
    try:
        yield
    finally:
        _said.reset(token)


def about(assignment: Assignment) -> Stated:
    """What is said of this assignment's next event."""
    said = _said.get()
    return said if said.assignment == assignment.pk else NOTHING
