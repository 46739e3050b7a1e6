"""Do the look-up rows say what their events say? Each difference can be mended, the events never."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orders.models import Assignment, Attachment, Door, Event, EventKind, Photo, Quote, Remark, Stamp
from orders.services import attachments, rows, stamps
from orders.services.rows import PROJECTIONS, Projection

Lines = dict[int, list[dict[str, Any]]]


@dataclass(frozen=True)
class RowDifference:
    """A row that is missing (`row` None), surplus (`event` None) or says something else than its event."""

    assignment_id: int
    kind: str
    event: Event | None
    row: Any | None
    problem: str

    def __str__(self) -> str:
        return self.problem


def row_differences(timelines: Mapping[int, Sequence[Event]]) -> Iterator[RowDifference]:
    """Compare every look-up row of these assignments with its event, and its lines with the event's."""
    for kind, projection in PROJECTIONS.items():
        there: Any = projection.model._default_manager.filter(assignment_id__in=timelines)
        found = {row.event_id: row for row in there}
        lines = _lines(projection, [row.pk for row in found.values()])
        for pk, events in timelines.items():
            for event in events:
                if event.kind == kind:
                    yield from _compare(pk, kind, event, found.pop(event.pk, None), lines)
        for row in found.values():
            name = projection.model.__name__
            yield RowDifference(row.assignment_id, kind, None, row, f"{name} {row.pk} has no event of kind {kind}")


def mend(difference: RowDifference) -> None:
    """Remove a surplus row, rewrite a wrong one; a missing one is added by settling the projections."""
    projection, row, event = PROJECTIONS[difference.kind], difference.row, difference.event
    if row is None:
        return
    if event is None:
        row.delete()
        return
    columns, lines = rows.expected(difference.kind, event)
    projection.model._default_manager.filter(pk=row.pk).update(assignment_id=event.assignment_id, **columns)
    if projection.line_model is not None:
        projection.line_model._default_manager.filter(**{projection.owner: row}).delete()
        projection.line_model._default_manager.bulk_create(
            projection.line_model(**{projection.owner: row}, **line) for line in lines
        )


def quote_differences(assignment: Assignment, events: Sequence[Event], quotes: Sequence[Quote], at: Any) -> list[str]:
    """Quotes whose status is not what the answers up to `at` made it."""
    statuses = rows.quote_statuses(events, at)
    return [
        f"Quote {quote.pk} is {quote.status}, its timeline says {statuses.get(quote.event_id, Quote.Status.WAITING)}"
        for quote in quotes
        if quote.status != statuses.get(quote.event_id, Quote.Status.WAITING)
    ]


def stamp_differences(
    assignments: Sequence[Assignment], timelines: Mapping[int, Sequence[Event]]
) -> Iterator[tuple[int, Stamp, str]]:
    """Stamps of these assignments' receipts that are not bound, and bound ones that no receipt names."""
    partners = {assignment.pk: assignment.partner_id for assignment in assignments}
    named: dict[str, list[int]] = defaultdict(list)
    for pk, events in timelines.items():
        for event in events:
            if event.kind == EventKind.RECEIPT_ISSUED:
                named[stamps.folded(event.payload["stamp"])].append(pk)
    for stamp in Stamp.objects.filter(serial__in=named, state=Stamp.State.FREE).select_related("roll"):
        for pk in named[stamp.serial]:
            if partners[pk] == stamp.roll.partner_id:
                yield pk, stamp, f"stamp {stamp.serial} stands on a receipt and is not bound"
    for stamp in Stamp.objects.filter(assignment_id__in=partners):
        if stamp.assignment_id is not None and stamp.assignment_id not in named[stamp.serial]:
            yield stamp.assignment_id, stamp, f"stamp {stamp.serial} is bound and no receipt names it"


def photo_differences(timelines: Mapping[int, Sequence[Event]]) -> Iterator[tuple[int, str]]:
    """Photos that are not those their event names; of an event whose naming was erased nothing is asked.

    Only an act names photos: what a report says of any is another system's matter.
    """
    kept: dict[int, list[tuple[int, str]]] = defaultdict(list)
    beside = Attachment.objects.filter(event__assignment__in=timelines).select_related("file")
    of_receipts = Photo.objects.filter(event__assignment__in=timelines, file__isnull=False).select_related("file")
    photos: list[Attachment | Photo] = [*beside, *of_receipts]
    for photo in photos:
        kept[photo.event_id].append((photo.assignment_id, photo.file.digest))  # type: ignore[union-attr]
    acts = [event for each in timelines.values() for event in each if event.door == Door.ACT]
    naming = [event.pk for event in acts if "extra" in event.payload]
    texts = dict(Remark.objects.filter(event__in=naming, field="extra", erased_at=None).values_list("event_id", "text"))
    for event in acts:
        if "extra" in event.payload and event.pk not in texts:
            continue
        named = json.loads(texts.get(event.pk, "{}")).get(attachments.FIELD, [])
        if sorted(kept[event.pk]) != [(event.assignment_id, digest) for digest in sorted(named)]:
            yield event.assignment_id, f"the photos beside event {event.event_id} are not those it names"


def _compare(pk: int, kind: str, event: Event, row: Any | None, lines: Lines) -> Iterator[RowDifference]:
    name = PROJECTIONS[kind].model.__name__
    if row is None:
        yield RowDifference(pk, kind, event, None, f"{name} of event {event.event_id} is missing")
        return
    columns, wanted = rows.expected(kind, event)
    wrong = [column for column, value in columns.items() if getattr(row, column) != value]
    if row.assignment_id != pk:
        wrong.append("assignment")
    if PROJECTIONS[kind].line_model is not None and lines[row.pk] != wanted:
        wrong.append("lines")
    if wrong:
        problem = f"{name} of event {event.event_id} differs in {', '.join(wrong)}"
        yield RowDifference(pk, kind, event, row, problem)


def _lines(projection: Projection, owners: Sequence[int]) -> Lines:
    """The lines of rows as columns, in their order, by the row's primary key."""
    found: Lines = defaultdict(list)
    if projection.line_model is not None:
        manager = projection.line_model._default_manager
        for line in manager.filter(**{f"{projection.owner}__in": owners}).order_by("pk").values():
            del line["id"]
            found[line.pop(f"{projection.owner}_id")].append(line)
    return found
