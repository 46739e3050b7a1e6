"""What a step would break if it were done now, so that a page says its cost before the click. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from orders import rule_modes
from orders.commitments.judge import judge
from orders.commitments.outcomes import Finding
from orders.commitments.reading import read_case
from orders.commitments.registry import REVIEW, RULES
from orders.models import Assignment, Closure, Event, RuleMode
from orders.services.cases import case_content

WHAT_IF = "what-if"


@dataclass(frozen=True)
class Cost:
    """One breach that would follow: its rule, severity, the points it would weigh, and the numbers it rests on.

    `line` is the receipt's line it is about, from 0; `is_checked`: a person looks at it before it counts.
    """

    rule: str
    severity: str
    points: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    is_checked: bool = False

    @property
    def clause(self) -> str:
        """The charter's clause, "A1" to "C3"."""
        return self.rule[:2]

    @property
    def mark(self) -> str:
        """How a form notes that this cost was shown."""
        return f"{self.rule}:{self.severity}" + ("" if self.line is None else f"#{self.line}")


class Forecast:
    """The case of one assignment, and what one more event of the partner's would break at `now`."""

    def __init__(
        self, assignment: Assignment, events: Iterable[Event], closures: Iterable[Closure], *, now: datetime
    ) -> None:
        self.policy = assignment.policy
        self.now = now
        self.content = case_content(assignment, [event for event in events if event.at <= now], closures)

    def costs(self, kind: str, **fields: Any) -> list[Cost]:
        """The breaches the step would be recorded as, by the very judge that would record them."""
        step = {"id": WHAT_IF, "kind": str(kind), "at": self.now, "actor": "partner", **fields}
        case = read_case({**self.content, "events": [*self.content["events"], step]})
        found = [each for each in judge(case, self.now).findings if is_of_step(each.subject)]
        return [self._cost(each) for each in found if self._modes.at(each.rule, self.now) == RuleMode.Mode.LIVE]

    @cached_property
    def _modes(self) -> rule_modes.Modes:
        """Read where something would be broken at all: what is only tried or switched off costs nothing."""
        return rule_modes.read()

    def _cost(self, found: Finding) -> Cost:
        is_checked = RULES[found.rule].certainty == REVIEW
        line = found.subject.partition("#")[2]
        return Cost(
            found.rule,
            found.severity,
            points=0 if is_checked else self.policy.points_for(found.severity),
            facts=found.facts,
            line=int(line) if line else None,
            is_checked=is_checked,
        )


def is_of_step(subject: str) -> bool:
    """Whether a finding is about the step itself, or one line of it."""
    return subject.partition("#")[0] == WHAT_IF
