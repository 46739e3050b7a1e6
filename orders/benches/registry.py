"""The benchmarks by name, and how two ways of doing the same work are timed fairly."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Write = Callable[[str], object]


class BenchError(Exception):
    """The benchmark could not be run, or the two sides did not do the same work."""


class Bench(NamedTuple):
    """A benchmark: its name, what it shows, and the function that prints it."""

    name: str
    shows: str
    run: Callable[..., None]


BENCHES: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a benchmark; its function takes `write` and the command's options, and its docstring is the help."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        BENCHES[name] = Bench(name, (run.__doc__ or "").partition("\n")[0], run)
        return run

    return register


class Timing(NamedTuple):
    """CPU seconds of one round: the fastest, and each round's in order."""

    best: float
    rounds: list[float]


def interleaved(works: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, Timing]:
    """Time each piece of work in turn, round after round, so that a busy machine is unfair to neither.

    CPU time of this process, not the clock on the wall: other processes on the machine do not count.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            started = time.process_time()
            work()
            taken[name].append(time.process_time() - started)
    return {name: Timing(min(each), each) for name, each in taken.items()}


def ratio(work: Timing, reference: Timing) -> float:
    """Return how many times dearer the work is: the median over rounds of the two neighbours' ratio."""
    return statistics.median(mine / theirs for mine, theirs in zip(work.rounds, reference.rounds, strict=True))
