"""What breaches weigh: their policy's points, and where several are about the same thing, once.

The earliest that counts bears the points. Where it is taken back the next one bears them, by a decision that its
partner is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime

from orders import repeats
from orders.models import Assignment, Breach, BreachDecision, Event
from orders.payloads import judged_fields
from orders.services import decisions, retractions
from orders.services.cases import events_of

REPEATED, BORNE = "repeated", "borne_instead"


def unfit(assignment: Assignment, breaches: Iterable[Breach], events: Sequence[Event]) -> list[tuple[Breach, int]]:
    """Which counted breaches of one assignment weigh something else than they should, each with its right points."""
    counted = [row for row in breaches if row.state == Breach.State.COUNTED and row.rule in repeats.THINGS]
    if not counted:
        return []
    about = {row.subject.partition("#")[0] for row in counted}
    told = {event.event_id: judged_fields(event.payload) for event in events if event.event_id in about}
    again = {(row.rule, row.subject) for row in repeats.repeating(counted, told)}
    right = [
        (row, 0 if (row.rule, row.subject) in again else assignment.policy.points_for(row.severity)) for row in counted
    ]
    return [(row, points) for row, points in right if row.points != points]


def settle(assignment: Assignment, breaches: Iterable[Breach], events: Sequence[Event], *, now: datetime) -> None:
    """Let each of these stored breaches of one locked assignment weigh what it should; its partner is told."""
    for breach, points in unfit(assignment, breaches, events):
        before = retractions.graded(breach)
        breach.points = points
        breach.save(update_fields=["points"])
        decision = BreachDecision.objects.create(
            breach=breach,
            kind=BreachDecision.Kind.REWEIGHED,
            decided_at=now,
            reason=BORNE if points else REPEATED,
            before=before,
            after=retractions.graded(breach),
        )
        decisions.tell(decision)


def settle_after(decided: Breach, *, now: datetime) -> None:
    """A person decided about a breach of a locked assignment: let those about the same thing weigh what they should."""
    if decided.rule in repeats.THINGS:
        assignment = decided.assignment
        settle(assignment, assignment.breaches.all(), events_of([assignment])[assignment.pk], now=now)


def points_if_counted(breach: Breach) -> int:
    """What a breach would weigh if it counted now: nothing where an earlier one about the same thing does."""
    counted, shifts = _as_if(breach, Breach.State.COUNTED)
    return next((points for row, points in shifts if row is counted), counted.points)


def change_if(breach: Breach, state: str) -> int:
    """By how much its partner's points would change if the breach were in this state, others about it included."""
    changed, shifts = _as_if(breach, state)
    return changed.points - breach.points + sum(points - row.points for row, points in shifts)


def _as_if(breach: Breach, state: str) -> tuple[Breach, list[tuple[Breach, int]]]:
    """The breach in another state, and what would then have to weigh something else."""
    assignment, changed = breach.assignment, copy(breach)
    changed.state = state
    changed.points = assignment.policy.points_for(breach.severity) if state == Breach.State.COUNTED else 0
    if breach.rule not in repeats.THINGS:
        return changed, []
    rows = [*assignment.breaches.exclude(pk=breach.pk), changed]
    return changed, unfit(assignment, rows, events_of([assignment])[assignment.pk])
