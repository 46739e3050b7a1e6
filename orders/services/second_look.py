"""Judge a stored breach again from the stored facts and say what differs. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orders.chain import event_hash
from orders.commitments.outcomes import Finding, as_json
from orders.models import Assignment, Breach, Event
from orders.services.breaches import STANDING
from orders.services.cases import closures_touching, events_of
from orders.services.judging import judge_assignment
from orders.services.timeline import chained_facts

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


def broken_link(assignment: Assignment, events: Sequence[Event]) -> Event | None:
    """The first event whose hash does not follow from its facts and the one before; None for a whole chain."""
    previous = ""
    for event in sorted(events, key=lambda event: event.position):
        if event.previous_hash != previous or event.hash != event_hash(previous, chained_facts(event)):
            return event
        previous = event.hash
    return events[-1] if events and previous != assignment.head_hash else None


def _differing(breach: Breach, finding: Finding | None) -> tuple[str, ...]:
    if (finding is not None) != (breach.state != Breach.State.RETRACTED):
        return ("standing",)
    if finding is None or breach.state not in STANDING:
        return ()
    now = {"occurred_at": finding.occurred_at, "severity": finding.severity, "facts": as_json(finding.facts)}
    return tuple(name for name in COMPARED if getattr(breach, name) != now[name])
