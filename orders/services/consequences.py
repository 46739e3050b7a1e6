"""What follows from new events, in their own transaction: projections are settled, then the assignment is judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orders.commitments.reading import CaseError
from orders.models import Assignment, Event
from orders.services import judging, projections


def follow(assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
    """Settle the projections that `kinds` touch and judge: the way of an act. `assignment` is locked.

    A timeline that reports have made unreadable so far (an acceptance before its offer) stops nobody's act: it is
    left to the sweep, which says so.
    """
    projections.settle(assignment, events, now=now, kinds=kinds)
    try:
        judging.judge_and_store([assignment], {assignment.pk: list(events)}, now=now, look_again=True)
    except CaseError:
        assignment.judge_after = now
        assignment.save(update_fields=["judge_after"])


def settle(assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
    """Settle the projections and leave judging to the sweep: the way of reports, many at a time."""
    projections.settle(assignment, events, now=now, kinds=kinds)
    assignment.save(update_fields=["judge_after"])
