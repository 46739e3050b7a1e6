"""The judge's answer, kept: breaches each once, running clocks, when to look again. Callers hold the locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from orders.commitments.case import Case
from orders.commitments.judge import judge, next_look
from orders.commitments.outcomes import Verdict
from orders.models import Assignment, Closure, Event
from orders.services import breaches, clocks, followers
from orders.services.cases import case_of, closures_touching

LOOK_AGAIN = timedelta(seconds=30)
TALLY = """
    UPDATE orders_assignment AS assignment
    SET judge_after = looked.judge_after, judged_at = looked.judged_at, judge_failures = 0, judge_error = ''
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS looked(id, judge_after, judged_at)
    WHERE assignment.id = looked.id
"""


@dataclass(frozen=True)
class Judged:
    """One assignment with its case and the judge's answer at an instant."""

    assignment: Assignment
    case: Case
    verdict: Verdict
    events: Sequence[Event]
    at: datetime


def judge_assignment(
    assignment: Assignment, events: Sequence[Event], closures: Sequence[Closure], *, now: datetime
) -> Judged:
    """Judge one assignment from its stored facts. Writes nothing."""
    case = case_of(assignment, events, closures)
    return Judged(assignment, case, judge(case, now), events, now)


def judge_and_store(
    assignments: Sequence[Assignment], events: Mapping[int, Sequence[Event]], *, now: datetime, look_again: bool = False
) -> None:
    """Judge locked assignments and keep the answer. An act is looked at once more by the sweep (`look_again`)."""
    closures = closures_touching(assignments, events)
    judged = [
        judge_assignment(assignment, events[assignment.pk], closures.get(assignment.pk, []), now=now)
        for assignment in assignments
    ]
    store(judged, now=now, look_again=look_again)


def store(judged: Sequence[Judged], *, now: datetime, look_again: bool = False) -> None:
    """Keep verdicts: breaches, clocks, and each assignment's next look. A handful of statements for any number.

    `now` is when they are found, which may be later than what they were judged at.
    """
    breaches.keep(judged, now=now)
    clocks.keep(judged)
    followers.judged(judged)
    looks = [_next_look(each, look_again) for each in judged]
    with connection.cursor() as cursor:
        cursor.execute(TALLY, [[each.assignment.pk for each in judged], looks, [each.at for each in judged]])
    for each, look in zip(judged, looks, strict=True):
        each.assignment.judge_after, each.assignment.judged_at = look, each.at


def _next_look(each: Judged, look_again: bool) -> datetime | None:
    looks = [next_look(each.case, each.at, each.verdict), each.at + LOOK_AGAIN if look_again else None]
    return min((look for look in looks if look is not None), default=None)
