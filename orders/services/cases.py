"""From rows to the judge's input."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from orders.commitments.case import Case
from orders.commitments.reading import read_case
from orders.models import Assignment, Closure, Event, EventKind
from orders.payloads import judged_fields


def case_of(assignment: Assignment, events: Iterable[Event], closures: Iterable[Closure]) -> Case:
    """The case of an assignment; `events` in any order. Raises CaseError where the stored facts cannot be read."""
    return read_case(case_content(assignment, events, closures), terms_of=lambda _content: assignment.terms.read)


def case_content(assignment: Assignment, events: Iterable[Event], closures: Iterable[Closure]) -> dict[str, Any]:
    """The case as docs/commitments.md §6 writes it, its events in the timeline's order."""
    ordered = sorted(events, key=lambda event: (event.at, event.seq, event.position))
    return {
        "id": f"{assignment.order.reference or assignment.order.code}",
        "service": assignment.order.service.code,
        "policy": assignment.policy.numbers,
        "closures": [[closure.starts_at, closure.ends_at] for closure in closures],
        "terms": assignment.terms.content,
        "events": [
            {
                **judged_fields(event.payload),
                "id": event.event_id,
                "kind": event.kind,
                "at": event.at,
                "actor": event.actor,
            }
            for event in ordered
        ],
    }


def events_of(assignments: Sequence[Assignment]) -> dict[int, list[Event]]:
    """The events of many assignments in one query, each in the timeline's order."""
    timelines: dict[int, list[Event]] = {assignment.pk: [] for assignment in assignments}
    for event in Event.objects.filter(assignment_id__in=timelines).order_by("assignment_id", "at", "seq", "position"):
        timelines[event.assignment_id].append(event)
    return timelines


def closures_touching(
    assignments: Sequence[Assignment], events: Mapping[int, Sequence[Event]]
) -> Mapping[int, list[Closure]]:
    """The closures that hold for each assignment, by its primary key, in one query.

    A closure for many orders that ended before anything here happened moves no clock and is not read.
    """
    orders = {assignment.order_id for assignment in assignments}
    first = min((_begins(event) for timeline in events.values() for event in timeline), default=None)
    touching: dict[int, list[Closure]] = defaultdict(list)
    if first is None:
        return touching
    for closure in Closure.objects.filter(Q(order_id__in=orders) | Q(order__isnull=True, ends_at__gt=first)):
        for assignment in assignments:
            if holds_for(closure, assignment):
                touching[assignment.pk].append(closure)
    return touching


def _begins(event: Event) -> datetime:
    """The first instant a clock of this event can start at: an appointment may have been told after it was over."""
    if event.kind != EventKind.SCHEDULED:
        return event.at
    try:
        return min(event.at, datetime.fromisoformat(event.payload["arrive_to"]))
    except (KeyError, TypeError, ValueError):  # unreadable: judging its own assignment says so, and no other's
        return event.at


def holds_for(closure: Closure, assignment: Assignment) -> bool:
    """Whether a closure is about this order: named by it, or by its ward, or everywhere."""
    if closure.order_id is not None:
        return closure.order_id == assignment.order_id
    if assignment.order.is_whole_case:
        return False
    return not closure.wards or assignment.order.ward in closure.wards
