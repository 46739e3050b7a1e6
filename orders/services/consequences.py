"""What follows from new events, in their own transaction: projections are settled, then the assignment is judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orders.models import Assignment, Event
from orders.services import judging, projections


def follow(assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
    """Settle the projections that `kinds` touch and judge: the way of an act. `assignment` is locked."""
    projections.settle(assignment, events, now=now, kinds=kinds)
    judging.judge_and_store([assignment], {assignment.pk: list(events)}, now=now, look_again=True)


def settle(assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
    """Settle the projections and leave judging to the sweep: the way of reports, many at a time."""
    projections.settle(assignment, events, now=now, kinds=kinds)
    assignment.save(update_fields=["judge_after"])
