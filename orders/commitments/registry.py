"""Every rule, by code: its clause, its usual severity, and whether a person must look before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from orders.commitments.case import Case
from orders.commitments.outcomes import Broken, Clock

CERTAIN, REVIEW = "certain", "review"

Find = Callable[[Case], Iterable[Clock | Broken]]


class Rule(NamedTuple):
    """A rule's code, clause, default severity, and certainty: `certain`, or `review` where a person confirms it."""

    code: str
    clause: str
    severity: str
    certainty: str


class Finder(NamedTuple):
    """A rule's function; an engaged one has nothing to say before the acceptance."""

    code: str
    engaged: bool
    find: Find


RULES: dict[str, Rule] = {}
# Which rules an event of a kind can be the subject of: {kind: {code: finder}}, so that a case costs what it holds.
FINDERS: dict[str, dict[str, Finder]] = {}


def rule(
    code: str,
    *,
    severity: str,
    on: str | Iterable[str],
    engaged: bool = False,
    certainty: str = CERTAIN,
    variants: Mapping[str, str] | None = None,
) -> Callable[[Find], Find]:
    """Register a rule. `on` are the kinds of its subjects; an `engaged` rule needs the acceptance.

    `variants` are the other codes its outcomes may name, with their severities. ValueError when a code is taken.
    """
    for each, grade in {code: severity, **(variants or {})}.items():
        if each in RULES:
            raise ValueError(f"two rules are called {each}")
        RULES[each] = Rule(each, each[:2], grade, certainty)
    kinds = (on,) if isinstance(on, str) else tuple(on)

    def register(find: Find) -> Find:
        for kind in kinds:
            FINDERS.setdefault(kind, {})[code] = Finder(code, engaged, find)
        return find

    return register
