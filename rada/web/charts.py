"""Drawings of numbers by week, small enough to stand in a line. Geometry only, for an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP, WIDTH = 8, 6
RISE, FALL = 22, 11  # the room above the line and below it
LEAST = 2.0  # one order among thousands is still seen


@dataclass(frozen=True)
class Bar:
    """One week: what stands `up` from the line and what hangs `down` from it, in the drawing's units."""

    x: int
    up: float
    down: float

    @property
    def top(self) -> float:
        """Where the upper part begins."""
        return round(RISE - self.up, 1)


def bars(weeks: Sequence[tuple[int, int]]) -> list[Bar]:
    """Weeks as (kept, broken), the oldest first; all to one scale, so that two orders are twice as long as one."""
    unit = min(
        RISE / max([1, *(kept for kept, _broken in weeks)]), FALL / max([1, *(broken for _kept, broken in weeks)])
    )
    return [
        Bar(number * STEP, _length(kept, unit, RISE), _length(broken, unit, FALL))
        for number, (kept, broken) in enumerate(weeks)
    ]


def _length(count: int, unit: float, most: int) -> float:
    return 0.0 if not count else round(min(most, max(LEAST, count * unit)), 1)
