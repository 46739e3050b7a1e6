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
    """A rule's function, and the kinds of which one must have happened for it to have anything to say."""

    code: str
    severity: str
    on: frozenset[str]
    engaged: bool
    find: Find


RULES: dict[str, Rule] = {}
FINDERS: list[Finder] = []


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
    kinds = frozenset((on,) if isinstance(on, str) else on)

    def register(find: Find) -> Find:
        FINDERS.append(Finder(code, severity, kinds, engaged, find))
        return find

    return register
