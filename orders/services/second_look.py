"""Judge a stored breach again from the stored facts and say what differs; and, asked to, keep what is said now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied

from orders import permissions
from orders.commitments.outcomes import Finding, as_json
from orders.models import Breach
from orders.services import judging, projections, timeline
from orders.services.breaches import RETRACTABLE, STANDING
from orders.services.cases import closures_touching, events_of
from partners.actors import Actor
from rada.platform.idempotency import Key, once
from rada.web import clock

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


@once
def apply(breach: Breach, *, by: Actor, key: Key | None = None) -> None:
    """Judge the breach's assignment now and keep the answer at once, as the sweep does.

    Raises PermissionDenied, CaseError where the facts cannot be read.
    """
    if not permissions.can_rule_on_breaches(by):
        raise PermissionDenied
    assignment = timeline.lock(breach.assignment)
    events, now = events_of([assignment]), clock.now()
    kinds = {event.kind for event in events[assignment.pk]}  # what came due since the last look steers from now on
    projections.settle(assignment, events[assignment.pk], now=now, kinds=kinds)
    judging.judge_and_store([assignment], events, now=now)


def look_again(breach: Breach, *, now: datetime) -> SecondLook:
    """Judge the breach's assignment at `now` and compare. Writes nothing.

    Raises CaseError where the facts cannot be read.
    """
    assignment = breach.assignment
    events = events_of([assignment])
    closures = closures_touching([assignment], events)
    judged = judging.judge_assignment(assignment, events[assignment.pk], closures.get(assignment.pk, []), now=now)
    finding = next(
        (each for each in judged.verdict.findings if (each.rule, each.subject) == (breach.rule, breach.subject)), None
    )
    return SecondLook(finding, _differing(breach, finding), now)


def _differing(breach: Breach, finding: Finding | None) -> tuple[str, ...]:
    if (finding is not None) != (breach.state != Breach.State.RETRACTED):
        return ("standing",) if breach.state in (*RETRACTABLE, Breach.State.RETRACTED) else ()
    if finding is None or breach.state not in STANDING:
        return ()
    now = {"occurred_at": finding.occurred_at, "severity": finding.severity, "facts": as_json(finding.facts)}
    return tuple(name for name in COMPARED if getattr(breach, name) != now[name])
