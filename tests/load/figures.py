"""What locust counted, as figures: how often each step was asked, how long it took, what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_MS = 300


@dataclass
class Times:
    """How many answers took how many milliseconds; locust rounds long ones to two digits."""

    counted: Counter[int] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        """How many there are."""
        return self.counted.total()

    def percentile(self, percent: float) -> int:
        """The milliseconds that this share of the answers did not exceed; 0 where there are none."""
        wanted, seen = self.asked * percent / 100, 0
        for milliseconds in sorted(self.counted):
            seen += self.counted[milliseconds]
            if seen >= wanted:
                return milliseconds
        return 0

    def row(self) -> str:
        """Three cells of a table."""
        return " | ".join(str(self.percentile(percent)) for percent in (50, 95, 99))


@dataclass(frozen=True)
class Figures:
    """One rate's."""

    seconds: float
    steps: Mapping[str, Times]
    errors: int
    failures: Iterable[str]

    @classmethod
    def of(cls, told: list[dict[str, Any]], seconds: float) -> Figures:
        """From locust's `--json`."""
        steps = {
            each["name"]: Times(Counter({int(ms): times for ms, times in each["response_times"].items()}))
            for each in told
        }
        failed = [each["name"] for each in told if each["num_failures"]]
        return cls(seconds, steps, sum(each["num_failures"] for each in told), failed)

    @property
    def all(self) -> Times:
        """All steps together."""
        return Times(sum((each.counted for each in self.steps.values()), Counter()))

    @property
    def rate(self) -> float:
        """Requests a second that were answered."""
        return self.all.asked / self.seconds

    @property
    def bearable(self) -> bool:
        """Whether nothing failed and all but one in twenty was quick."""
        return not self.errors and self.all.asked > 0 and self.all.percentile(95) < MOST_MS
