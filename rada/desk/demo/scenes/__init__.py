"""The situations of the demo: each function plays one order. What its partners broke is told beside it, and tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from rada.desk.demo.steps import Play

MODULES = ("offers", "visits", "care", "parts", "papers", "complaints", "desk", "appeals", "today", "kept")


@dataclass(frozen=True)
class Situation:
    """A play with its partner and service, the rules it breaks and those whose breach is taken back again."""

    name: str
    partner: str
    service: str
    play: Callable[[Play], object]
    breaks: tuple[str, ...]
    retracts: tuple[str, ...]


_situations: dict[str, Situation] = {}


def situation(
    partner: str, service: str, *, breaks: str = "", retracts: str = "", name: str = ""
) -> Callable[[Callable[[Play], object]], Callable[[Play], object]]:
    """Let a function play an order of this partner; `breaks` and `retracts` name rules, parted by spaces."""

    def wrap(play: Callable[[Play], object]) -> Callable[[Play], object]:
        named = name or play.__name__
        told = Situation(named, partner, service, play, tuple(breaks.split()), tuple(retracts.split()))
        _situations[named] = told
        return play

    return wrap


def situations() -> list[Situation]:
    """Every situation, in the order of playing."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
    return list(_situations.values())
