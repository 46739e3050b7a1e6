"""What can be read off a timeline: an assignment's status and instants, and the rows people look things up in.

Everything here is a pure fold of the events plus one write of the difference, so `rebuild` proves it by doing it again.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from orders import transitions
from orders.models import Assignment, Event, EventKind, OddReport, Order, Status
from orders.models.orders import HOLDS_THE_ORDER
from orders.services import followers, rows

FOLDED = ("status", "offered_at", "accepted_at", "completed_at", "ended_at", "arrive_from", "arrive_to")
HELD = "accepted while another partner holds the order"


@dataclass
class Standing:
    """Where an assignment stands after its events, and those that cannot have happened in that order."""

    status: str = Status.NEW
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    completed_at: datetime | None = None
    ended_at: datetime | None = None
    arrive_from: datetime | None = None
    arrive_to: datetime | None = None
    engaged_by: Event | None = None
    odd: list[tuple[Event, str]] = field(default_factory=list)


def standing_after(events: Sequence[Event], now: datetime, *, unsteering: Container[int] = ()) -> Standing:
    """Fold the events with `at <= now`, in the timeline's order, by the transition table.

    `unsteering` are primary keys of events that stand but steer nothing.
    """
    standing = Standing()
    for event in events:
        if event.at > now:
            continue
        row = transitions.step(event.kind, standing.status, event.actor)
        if event.pk in unsteering:
            standing.odd.append((event, HELD))
        elif row is None:
            standing.odd.append((event, f"{event.kind} while {standing.status}"))
        elif row.target is not None:
            standing.status = row.target
            _INSTANTS.get(event.kind, _no_instant)(standing, event)
    return standing


def standing_then(events: Sequence[Event], at: datetime, now: datetime) -> list[str]:
    """The status that the assignment had at an earlier instant; nothing where that is the present."""
    return [standing_after(events, at).status] if at < now else []


def settle(
    assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str], added: Sequence[Event] = ()
) -> None:
    """Bring everything that events of these kinds touch up to the timeline. `assignment` is locked and set.

    Where all that is new are `added` events, nobody has to ask what else of these kinds is missing.
    """
    standing = standing_of(assignment, events, now)
    before = assignment.status
    for name in FOLDED:
        setattr(assignment, name, getattr(standing, name))
    assignment.save(update_fields=[*FOLDED, "events_count", "head_hash"])
    if assignment.status != before:
        settle_order(assignment.order)
    _queue_odd_reports(standing, now)
    rows.settle(assignment, events, now=now, kinds=kinds, added=added)
    followers.settle(assignment, events, now=now, kinds=kinds)


def standing_of(assignment: Assignment, events: Sequence[Event], now: datetime) -> Standing:
    """Where an assignment stands, its order's other partners considered. Reads, writes nothing.

    Reported as accepted while another partner holds the order: the event stands, steers nothing, a person looks.
    """
    standing = standing_after(events, now)
    gains = standing.status in HOLDS_THE_ORDER and assignment.status not in HOLDS_THE_ORDER
    if not gains and sum(event.kind == EventKind.ACCEPTED for event in events) < 2:
        return standing
    refused = set(
        OddReport.objects.filter(event__assignment=assignment, reason=HELD).values_list("event_id", flat=True)
    )
    standing = standing_after(events, now, unsteering=refused)
    if gains and _held_by_another(assignment):
        while standing.status in HOLDS_THE_ORDER and standing.engaged_by is not None:
            refused.add(standing.engaged_by.pk)
            standing = standing_after(events, now, unsteering=refused)
    return standing


def settle_order(order: Order) -> None:
    """An order's state follows its assignments; once cancelled it stays so unless a partner holds it."""
    statuses = set(order.assignments.values_list("status", flat=True))
    state = order_state(order.state, statuses)
    if state != order.state:
        order.state = state
        order.save(update_fields=["state"])


def order_state(state: str, statuses: set[str]) -> str:
    """The state of an order whose assignments stand at these statuses."""
    if Status.COMPLETED in statuses:
        return Order.State.COMPLETED
    if statuses & set(HOLDS_THE_ORDER):
        return Order.State.ENGAGED
    return Order.State.CANCELLED if state == Order.State.CANCELLED else Order.State.OPEN


def _held_by_another(assignment: Assignment) -> bool:
    others = Assignment.objects.filter(order_id=assignment.order_id, status__in=HOLDS_THE_ORDER)
    return others.exclude(pk=assignment.pk).exists()


def _queue_odd_reports(standing: Standing, now: datetime) -> None:
    if standing.odd:
        rows_to_add = [OddReport(event=event, reason=reason[:200], created_at=now) for event, reason in standing.odd]
        OddReport.objects.bulk_create(rows_to_add, ignore_conflicts=True)


def _offered(standing: Standing, event: Event) -> None:
    standing.offered_at = event.at


def _accepted(standing: Standing, event: Event) -> None:
    standing.accepted_at = event.at
    standing.engaged_by = event


def _scheduled(standing: Standing, event: Event) -> None:
    standing.arrive_from = _instant(event.payload["arrive_from"])
    standing.arrive_to = _instant(event.payload["arrive_to"])


def _instant(text: str) -> datetime:
    """In UTC: PostgreSQL knows fewer offsets than ISO 8601."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _completed(standing: Standing, event: Event) -> None:
    standing.completed_at = standing.ended_at = event.at


def _ended(standing: Standing, event: Event) -> None:
    standing.ended_at = event.at


def _no_instant(standing: Standing, event: Event) -> None:
    """Arriving changes the status alone."""


_INSTANTS: dict[Any, Callable[[Standing, Event], None]] = {
    EventKind.OFFERED: _offered,
    EventKind.ACCEPTED: _accepted,
    EventKind.SCHEDULED: _scheduled,
    EventKind.COMPLETED: _completed,
    EventKind.CANCELLED: _ended,
    EventKind.DECLINED: _ended,
    EventKind.WITHDRAWN: _ended,
}
