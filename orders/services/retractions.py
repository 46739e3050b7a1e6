"""Why a stored breach no longer stands: the late event, or the closure, without which it would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from orders.commitments.judge import judge
from orders.commitments.reading import CaseError
from orders.models import Breach, BreachDecision, Closure, Event
from orders.services import decisions
from orders.services.cases import case_of, closures_touching

if TYPE_CHECKING:
    from orders.services.judging import Judged

Grade = tuple[datetime, str] | None  # when a breach occurred and how severe it is; None where there is none


def retract(each: Judged, breach: Breach, *, now: datetime) -> None:
    """Take a breach back, for what undid it. The row stays."""
    before = graded(breach)
    breach.state, breach.points = Breach.State.RETRACTED, 0
    decide(each, breach, BreachDecision.Kind.RETRACTED, before=before, now=now)


def decide(each: Judged, breach: Breach, kind: BreachDecision.Kind, *, before: dict[str, Any], now: datetime) -> None:
    """Store the breach as it is now, and the decision that made it so, with its cause; its partner is told."""
    breach.save(update_fields=["state", "points", "occurred_at", "severity", "evidence", "facts"])
    retracted = kind == BreachDecision.Kind.RETRACTED
    event, closure = _cause(each, breach, None if retracted else (breach.occurred_at, breach.severity), now)
    decision = BreachDecision.objects.create(
        breach=breach,
        kind=kind,
        decided_at=now,
        reason=_reason(event, closure),
        event=event,
        closure=closure,
        before=before,
        after=graded(breach),
    )
    decisions.tell(decision)


def graded(breach: Breach) -> dict[str, Any]:
    """What a decision may change of a breach, as plain JSON."""
    return {
        "state": str(breach.state),
        "points": breach.points,
        "severity": str(breach.severity),
        "occurred_at": breach.occurred_at.isoformat(),
    }


def _cause(each: Judged, breach: Breach, verdict: Grade, now: datetime) -> tuple[Event | None, Closure | None]:
    """The newest late event or closure without which the verdict on this breach would be another."""
    touching = closures_touching([each.assignment], {each.assignment.pk: each.events})
    closures = touching.get(each.assignment.pk, [])
    for event in sorted(each.events, key=lambda event: event.position, reverse=True):
        others = [other for other in each.events if other.pk != event.pk]
        if event.recorded_at >= breach.found_at and _differs(verdict, each, breach, others, closures, now):
            return event, None
    for closure in sorted(closures, key=lambda closure: closure.created_at, reverse=True):
        fewer = [other for other in closures if other.pk != closure.pk]
        if _differs(verdict, each, breach, each.events, fewer, now):
            return None, closure
    return None, None


def _differs(
    verdict: Grade, each: Judged, breach: Breach, events: Sequence[Event], closures: Sequence[Closure], now: datetime
) -> bool:
    """Whether these facts would give another verdict; facts that cannot be read without something say nothing of it."""
    try:
        findings = judge(case_of(each.assignment, events, closures), now).findings
    except CaseError:
        return False
    same = (found for found in findings if (found.rule, found.subject) == (breach.rule, breach.subject))
    return next(((found.occurred_at, found.severity) for found in same), None) != verdict


def _reason(event: Event | None, closure: Closure | None) -> str:
    if event is not None:
        return f"late event {event.event_id} ({event.kind} at {event.at.isoformat()})"
    if closure is not None:
        return f"closure {closure.reason} {closure.starts_at.isoformat()} to {closure.ends_at.isoformat()}"
    return "judged again with the facts as they stand now"
