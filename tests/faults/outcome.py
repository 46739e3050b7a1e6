"""What a fault showed, as a row of the table at the end. Imports no Django: the servers do not run yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.rig import Rig


@dataclass(frozen=True)
class Row:
    """One claim: under which load, what was seen, what it must be."""

    fault: str
    load: str
    seen: str
    must: str
    ok: bool


class NotHere(Exception):
    """The machine has not what a fault needs; the text says what that is."""


Fault = Callable[[Rig], list[Row]]


def row(fault: str, load: str, wrong: Sequence[str], must: str, *, seen: str = "") -> Row:
    """A row that is good where nothing is wrong; otherwise it says the first things that are."""
    said = "; ".join([*wrong[:3], *([f"and {len(wrong) - 3} more"] if len(wrong) > 3 else [])])
    return Row(fault, load, " · ".join(part for part in (seen, said or "nothing wrong") if part), must, not wrong)


def say(text: str) -> None:
    """One line of progress."""
    print(f"faults · {text}", flush=True)
