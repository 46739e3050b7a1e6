"""Rada's own clock on complaints, by week: how soon the first answer came, and what became of the complaints."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, F
from django.db.models.functions import TruncWeek

from complaints.deadlines import LOOK_AHEAD, care_hours
from complaints.figures.weeks import Week
from complaints.models import CLOSED, Complaint, FirstAnswer, State
from orders.models import Closure
from orders.selectors import closures_between
from partners.calendars import MINUTE, microseconds_of
from rada.web.clock import VIETNAM

MEDIAN, SLOW = 50, 90


class Answers(NamedTuple):
    """First answers that were owed: how many, the care minutes of the middle one and of the slow tenth, how many late.

    The minutes are of those that were given; None where none was.
    """

    owed: int = 0
    median: int | None = None
    slow: int | None = None
    late: int = 0


class Complaints(NamedTuple):
    """Complaints of a week: opened in it, closed in it, and of these upheld."""

    opened: int = 0
    closed: int = 0
    upheld: int = 0


def answers_in(weeks: Sequence[Week], now: datetime) -> dict[date, Answers]:
    """By the Monday of the week in which they began to be owed; two queries. Reopened ones are owed again."""
    owed: dict[date, list[FirstAnswer]] = defaultdict(list)
    rows = FirstAnswer.objects.filter(started_at__gte=weeks[0].begins, started_at__lt=weeks[-1].ends)
    for row in rows.select_related("complaint__assignment__order", "complaint__assignment__policy"):
        owed[_monday(row.started_at)].append(row)
    closures = closures_between(weeks[0].begins, weeks[-1].ends + LOOK_AHEAD) if owed else []
    return {monday: _answers(found, closures, now) for monday, found in owed.items()}


def complaints_in(weeks: Sequence[Week]) -> dict[tuple[str, date], Complaints]:
    """By clause and Monday; under the empty clause all of a week. Two queries."""
    opened: Counter[date] = Counter()
    openings = FirstAnswer.objects.filter(event=F("complaint__opening"), started_at__lt=weeks[-1].ends)
    week = TruncWeek("started_at", tzinfo=VIETNAM)
    for begins, number in _by(openings.filter(started_at__gte=weeks[0].begins).annotate(week=week), "week"):
        opened[begins.date()] = number
    closed: Counter[date] = Counter()
    upheld: Counter[tuple[str, date]] = Counter()
    ended = Complaint.objects.filter(
        state__in=CLOSED, closed_at__gte=weeks[0].begins, closed_at__lt=weeks[-1].ends
    ).exclude(state=State.MERGED)
    week = TruncWeek("closed_at", tzinfo=VIETNAM)
    for begins, state, clause, number in _by(ended.annotate(week=week), "week", "state", "clause"):
        closed[begins.date()] += number
        if state == State.UPHELD:
            upheld[clause, begins.date()] += number
            upheld["", begins.date()] += number
    found = {(clause, monday): Complaints(upheld=number) for (clause, monday), number in upheld.items()}
    whole = {monday: Complaints(opened[monday], closed[monday], upheld["", monday]) for monday in {*opened, *closed}}
    return {**found, **{("", monday): row for monday, row in whole.items()}}


def at_percent(minutes: Sequence[int], percent: int) -> int | None:
    """The smallest of these, sorted already, that so many of a hundred do not exceed; None of none."""
    return minutes[-(-len(minutes) * percent // 100) - 1] if minutes else None


def _answers(rows: Sequence[FirstAnswer], closures: Sequence[Closure], now: datetime) -> Answers:
    minutes = sorted(_minutes(row, closures) for row in rows if row.answered_at is not None)
    late = sum((row.answered_at or now) > row.due_at for row in rows)
    return Answers(len(rows), at_percent(minutes, MEDIAN), at_percent(minutes, SLOW), late)


def _minutes(row: FirstAnswer, closures: Sequence[Closure]) -> int:
    care = care_hours(row.complaint.assignment, closures)
    begin, end = microseconds_of(row.started_at), microseconds_of(row.answered_at)  # type: ignore[arg-type]
    return care.elapsed(begin, end) // MINUTE


def _monday(at: datetime) -> date:
    local = at.astimezone(VIETNAM).date()
    return date.fromordinal(local.toordinal() - local.weekday())


def _by(rows, *columns: str):  # type: ignore[no-untyped-def]
    return rows.values_list(*columns).annotate(number=Count("pk")).order_by()
