"""Judge a stored breach again from the stored facts and say what differs. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orders.commitments.outcomes import Finding, as_json
from orders.models import Breach
from orders.services.breaches import STANDING
from orders.services.cases import closures_touching, events_of
from orders.services.judging import judge_assignment

COMPARED = ("occurred_at", "severity", "facts")


@dataclass(frozen=True)
class SecondLook:
    """What the judge says now, and the names of what differs from the row (`standing` where the breach itself does)."""

    finding: Finding | None
    differing: tuple[str, ...]
    looked_at: datetime

    @property
    def is_same(self) -> bool:
        """The judge says what the row says."""
        return not self.differing


def look_again(breach: Breach, *, now: datetime) -> SecondLook:
    """Judge the breach's assignment at `now` and compare. Raises CaseError where the facts cannot be read."""
    assignment = breach.assignment
    events = events_of([assignment])
    closures = closures_touching([assignment], events)
    verdict = judge_assignment(assignment, events[assignment.pk], closures.get(assignment.pk, []), now=now).verdict
    finding = next(
        (each for each in verdict.findings if (each.rule, each.subject) == (breach.rule, breach.subject)), None
    )
    return SecondLook(finding, _differing(breach, finding), now)


def _differing(breach: Breach, finding: Finding | None) -> tuple[str, ...]:
    if (finding is not None) != (breach.state != Breach.State.RETRACTED):
        return ("standing",)
    if finding is None or breach.state not in STANDING:
        return ()
    now = {"occurred_at": finding.occurred_at, "severity": finding.severity, "facts": as_json(finding.facts)}
    return tuple(name for name in COMPARED if getattr(breach, name) != now[name])
