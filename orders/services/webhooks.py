"""What of an order webhooks tell: every event of its timeline, every breach and what was decided about it.

No text and no person goes out: whoever is told fetches the rest by the API, as far as they may see it. An event is told
about its order, so that events of one order arrive in the order in which they were recorded; a complaint's about the
complaint.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from orders.models import Assignment, Breach, BreachDecision, Event, EventKind
from rada.platform.webhooks import kinds, outbox
from rada.platform.webhooks.kinds import Kind
from rada.platform.webhooks.outbox import Data, Told, instant

WHERE = ("order", "assignment", "partner")
OF_AN_EVENT = (*WHERE, "event", "actor", "at", "recorded_at")
COMPLAINT = "complaint_"
FOUND = Kind("breach.found", _("a breach was found"), (
    *WHERE, "breach", "rule", "clause", "severity", "state", "points", "occurred_at", "found_at",
))  # fmt: skip
DECIDED = Kind("breach.decided", _("something was decided about a breach"), (
    *WHERE, "breach", "rule", "decision", "severity", "state", "points", "decided_at",
))  # fmt: skip


def add() -> None:
    """Let endpoints ask for these."""
    for kind in EventKind:
        more = ("complaint",) if kind.startswith(COMPLAINT) else ("status",)
        kinds.add(Kind(name_of(kind), kind.label, (*OF_AN_EVENT, *more)))
    kinds.add(FOUND, DECIDED)


def name_of(kind: str) -> str:
    """How webhooks name an event of this kind: `order.accepted`, `complaint.opened`."""
    return f"complaint.{kind.removeprefix(COMPLAINT)}" if kind.startswith(COMPLAINT) else f"order.{kind}"


def tell_events(assignment: Assignment, events: Iterable[Event], *, at: datetime) -> None:
    """Tell of new events of a locked assignment, whose status is what they led to."""
    outbox.tell((_event(assignment, event) for event in events), at=at)


def tell_found(breaches: Iterable[Breach], *, at: datetime) -> None:
    """Tell of breaches that were found; of one in the shadow nobody outside is told."""
    outbox.tell((_found(breach) for breach in breaches if breach.state != Breach.State.SHADOW), at=at)


def tell_decided(*made: BreachDecision) -> None:
    """Tell what decisions, all of one instant, made of their breaches."""
    outbox.tell(map(_decided, made), at=made[0].decided_at)


def where(assignment: Assignment) -> dict[str, str | int | None]:
    """Order, assignment and partner, by which everything here is found."""
    return {"order": assignment.order.code, "assignment": assignment.pk, "partner": assignment.partner_id}


def audience_of(assignment: Assignment) -> str:
    """Whose it is."""
    return f"partner:{assignment.partner_id}"


def _event(assignment: Assignment, event: Event) -> Told:
    data: dict[str, str | int | None] = {
        **where(assignment),
        "event": event.event_id,
        "actor": str(event.actor),
        "at": instant(event.at),
        "recorded_at": instant(event.recorded_at),
    }
    if event.kind.startswith(COMPLAINT):
        number = event.payload["complaint"]
        about, data["complaint"] = f"complaint:{assignment.order.code}:{number}", number
    else:
        about, data["status"] = f"order:{assignment.order.code}", str(assignment.status)
    return Told(name_of(event.kind), about[:80], audience_of(assignment), data)


def _decided(decision: BreachDecision) -> Told:
    breach = decision.breach
    data: Data = {
        **where(breach.assignment),
        "breach": breach.pk,
        "rule": breach.rule,
        "decision": str(decision.kind),
        "severity": str(breach.severity),
        "state": str(breach.state),
        "points": breach.points,
        "decided_at": instant(decision.decided_at),
    }
    return Told(DECIDED.name, f"breach:{breach.pk}", audience_of(breach.assignment), data)


def _found(breach: Breach) -> Told:
    data: Data = {
        **where(breach.assignment),
        "breach": breach.pk,
        "rule": breach.rule,
        "clause": breach.clause,
        "severity": str(breach.severity),
        "state": str(breach.state),
        "points": breach.points,
        "occurred_at": instant(breach.occurred_at),
        "found_at": instant(breach.found_at),
    }
    return Told(FOUND.name, f"breach:{breach.pk}", audience_of(breach.assignment), data)
