"""Is the past what was written? Every hash is worked out again, and every text compared with its salted hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from orders import chain, payloads
from orders.models import Assignment, Event, Remark
from orders.services.batches import in_batches
from orders.services.timeline import chained_facts


@dataclass(frozen=True)
class Break:
    """The first link of an assignment's chain that does not hold."""

    assignment: Assignment
    position: int
    event_id: str
    problem: str

    def __str__(self) -> str:
        where = f"{self.assignment.order.code}, assignment {self.assignment.pk}, position {self.position}"
        return f"{where}, event {self.event_id or '—'}: {self.problem}"


def breaks(assignments: QuerySet[Assignment]) -> Iterator[tuple[Assignment, Break | None]]:
    """Each assignment with the first broken link of its chain, or None where it holds. Streams."""
    for batch in in_batches(assignments.select_related("order")):
        timelines: dict[int, list[Event]] = {assignment.pk: [] for assignment in batch}
        found = Event.objects.filter(assignment_id__in=timelines).order_by("assignment_id", "position")
        for event in found.prefetch_related("remarks"):
            timelines[event.assignment_id].append(event)
        for assignment in batch:
            yield assignment, first_break(assignment, timelines[assignment.pk])


def first_break(assignment: Assignment, events: Sequence[Event]) -> Break | None:
    """The first link that does not hold among all of an assignment's events in the chain's order, texts at hand."""
    previous = ""
    for position, event in enumerate(events, start=1):
        problem = _problem_of(event, position, previous)
        if problem is not None:
            return Break(assignment, position, event.event_id, problem)
        previous = event.hash
    if (assignment.events_count, assignment.head_hash) != (len(events), previous):
        problem = f"the assignment counts {assignment.events_count} events and its head is another hash"
        return Break(assignment, len(events) + 1, "", problem)
    return None


def _problem_of(event: Event, position: int, previous: str) -> str | None:
    if event.position != position:
        return f"an event is missing before it: its position is {event.position}"
    if event.previous_hash != previous:
        return "it does not carry the hash of the event before it"
    if event.hash != chain.event_hash(previous, chained_facts(event)):
        return "its hash does not follow from what it says"
    return _problem_of_texts(payloads.text_hashes(event.payload), event.remarks.all())


def _problem_of_texts(hashes: dict[str, str], remarks: Any) -> str | None:
    """A text may be gone, never changed, and none may be there that the event does not know."""
    for remark in remarks:
        if remark.field not in hashes:
            return f"its text “{remark.field}” was added later"
        if not _fits(remark, hashes[remark.field]):
            return f"its text “{remark.field}” was changed"
    return None


def _fits(remark: Remark, stated: str) -> bool:
    if remark.erased_at is not None:
        return remark.text == ""
    return chain.text_hash(remark.salt, remark.text) == stated
