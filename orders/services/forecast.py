"""What a step would break if it were done now, so that a page says its cost before the click. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.commitments.judge import judge
from orders.commitments.reading import read_case
from orders.commitments.registry import REVIEW, RULES
from orders.models import Assignment, Closure, Event
from orders.services.cases import case_content

WHAT_IF = "what-if"


@dataclass(frozen=True)
class Cost:
    """One breach that would follow: its rule, severity, and the points it would weigh."""

    rule: str
    severity: str
    points: int

    @property
    def clause(self) -> str:
        """The charter's clause, "A1" to "C3"."""
        return self.rule[:2]

    @property
    def mark(self) -> str:
        """How a form notes that this cost was shown."""
        return f"{self.rule}:{self.severity}"


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
        findings = [found for found in judge(case, self.now).findings if found.subject == WHAT_IF]
        return [Cost(found.rule, found.severity, self._points(found.rule, found.severity)) for found in findings]

    def _points(self, rule: str, severity: str) -> int:
        return 0 if RULES[rule].certainty == REVIEW else self.policy.points_for(severity)
