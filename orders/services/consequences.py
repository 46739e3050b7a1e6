"""What follows from new events, in their own transaction: projections are settled, then the assignment is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from orders.commitments.reading import CaseError
from orders.models import Assignment, Event
from orders.services import judging, projections

_judged_later: ContextVar[int] = ContextVar("judged_later", default=0)


def follow(assignment: Assignment, events: Sequence[Event], *, now: datetime, added: Sequence[Event]) -> None:
    """Settle the projections that the `added` events touch and judge: the way of an act. `assignment` is locked."""
    if _judged_later.get() == assignment.pk:
        assignment.judge_after = now
        settle(assignment, events, now=now, added=added)
    else:
        _project(assignment, events, now, added)
        judge(assignment, events, now=now)


def judge(assignment: Assignment, events: Sequence[Event], *, now: datetime) -> None:
    """Judge a locked assignment as it stands.

    A timeline that reports have made unreadable so far (an acceptance before its offer) stops nobody's act: it is
    left to the sweep, which says so.
    """
    try:
        judging.judge_and_store([assignment], {assignment.pk: list(events)}, now=now, look_again=True)
    except CaseError:
        assignment.judge_after = now
        assignment.save(update_fields=["judge_after"])


def settle(assignment: Assignment, events: Sequence[Event], *, now: datetime, added: Sequence[Event]) -> None:
    """Settle the projections and leave judging for later: the way of reports, many at a time."""
    _project(assignment, events, now, added)
    assignment.save(update_fields=["judge_after"])


def _project(assignment: Assignment, events: Sequence[Event], now: datetime, added: Sequence[Event]) -> None:
    projections.settle(assignment, events, now=now, kinds={event.kind for event in added}, added=added)


@contextmanager
def judged_later(assignment: Assignment) -> Iterator[None]:
    """Let the acts inside be recorded without a judgement of this assignment."""
    token = _judged_later.set(assignment.pk)
    try:
        yield
    finally:
        _judged_later.reset(token)
