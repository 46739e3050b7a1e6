"""The benchmarks by name, and how two ways of doing the same work are timed fairly."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

Write = Callable[[str], object]


class BenchError(Exception):
    """The benchmark could not be run, or the two sides did not do the same work."""


class Goal(NamedTuple):
    """What was measured beside what we want of it, in a `unit`; `is_floor` where more is better."""

    work: str
    figure: float
    bound: float
    unit: str = "times"
    is_floor: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure is on the right side of the bound."""
        return self.figure >= self.bound if self.is_floor else self.figure <= self.bound

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Work, figure, goal and outcome in words."""
        wanted = f"{'at least' if self.is_floor else 'at most'} {self.bound:g}"
        figure = f"{self.figure:,.0f}" if self.figure >= 100 else f"{self.figure:.3g}"
        return self.work, f"{figure} {self.unit}".strip(), wanted, "met" if self.is_met else "**missed**"

    def __str__(self) -> str:
        work, figure, wanted, outcome = self.cells
        return f"  {work}: {figure} (goal {wanted}, {outcome.strip('*')})"


class Bench(NamedTuple):
    """A benchmark: its name, what it shows, and the function that prints it and returns the goals it measured."""

    name: str
    shows: str
    run: Callable[..., Iterable[Goal]]


Run = Callable[..., Iterable[Goal]]
BENCHES: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Run], Run]:
    """Register a benchmark; its function takes `write` and the command's options, and its docstring is the help."""

    def register(run: Run) -> Run:
        BENCHES[name] = Bench(name, (run.__doc__ or "").partition("\n")[0], run)
        return run

    return register


class Timing(NamedTuple):
    """Seconds of one round: the fastest, and each round's in order."""

    best: float
    rounds: list[float]


def interleaved(
    works: Mapping[str, Callable[[], Any]], rounds: int, *, timer: Callable[[], float] = time.process_time
) -> dict[str, Timing]:
    """Time each piece of work in turn, round after round, so that a busy machine is unfair to neither.

    CPU time of this process: other processes on the machine do not count. Where the database's work is meant too,
    `timer` is the clock on the wall.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            started = timer()
            work()
            taken[name].append(timer() - started)
    return {name: Timing(min(each), each) for name, each in taken.items()}


def ratio(work: Timing, reference: Timing) -> float:
    """Return how many times dearer the work is: the median over rounds of the two neighbours' ratio."""
    return statistics.median(mine / theirs for mine, theirs in zip(work.rounds, reference.rounds, strict=True))


def median(timing: Timing) -> float:
    """Seconds of the round in the middle."""
    return statistics.median(timing.rounds)
