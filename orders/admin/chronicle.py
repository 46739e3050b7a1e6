"""A timeline as operations read it: each event in words, with its hash and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from orders.models import Assignment, Event
from orders.services.verifying import Break, first_break
from orders.wording import event_line
from rada.web.wording import instant

LATE_SECONDS = 60


class Row(NamedTuple):
    """One event on the page."""

    event: Event
    line: str
    at: str
    recorded: str
    is_evidence: bool
    noted_by: str  # who of Rada's wrote down what the customer said


def chronicle(assignment: Assignment, *, evidence: Collection[str] = ()) -> dict[str, Any]:
    """The events in the timeline's order, and what the check of their hashes says."""
    events = list(assignment.events.select_related("by").prefetch_related("remarks").order_by("at", "seq", "position"))
    broken = first_break(assignment, sorted(events, key=lambda event: event.position))
    return {
        "rows": [_row(event, evidence) for event in events],
        "is_whole": broken is None,
        "chain_words": _chain_words(events, broken),
    }


def _row(event: Event, evidence: Collection[str]) -> Row:
    texts = {remark.field: remark.text for remark in event.remarks.all() if remark.erased_at is None}
    is_late = (event.recorded_at - event.at).total_seconds() > LATE_SECONDS
    recorded = instant(event.recorded_at) if is_late else ""
    noted_by = str(event.by) if event.is_spoken else ""
    return Row(event, event_line(event, texts), instant(event.at), recorded, event.event_id in evidence, noted_by)


def _chain_words(events: list[Event], broken: Break | None) -> str:
    if broken is None:
        return _("The chain of %(count)d events is whole.") % {"count": len(events)}
    names = {"place": broken.position, "id": broken.event_id or "—", "problem": broken.problem}
    return _("The chain is broken at event %(place)d (%(id)s): somebody changed the past. %(problem)s") % names
