"""Until when Rada answers a complaint and decides an appeal: the same care minutes that partners answer by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from complaints.models import Appeal
from orders import selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment, Closure
from orders.services.cases import holds_for
from partners.calendars import (
    LAST_INSTANT,
    MINUTE,
    Calendar,
    Closures,
    daily,
    instant_of,
    microseconds_of,
    minute_of,
)

DECISION_MINUTES = 3900
FIRST_ANSWER_MINUTES = 240
NEXT_STEP_MINUTES = 240  # after a reply, or after the first answer
WARN_MINUTES = 30  # before either is due
LEAD_MINUTES = 240  # after it was due
# No closure that begins later touches a decision that is due within a week.
LOOK_AHEAD = timedelta(days=366)
SOONEST_DECISION = timedelta(minutes=DECISION_MINUTES)  # were care given around the clock


class StaffClock(NamedTuple):
    """A clock of Rada's own people: when they are warned, when it runs out, when the leads are told."""

    warn_at: datetime
    due_at: datetime
    lead_at: datetime


def decision_due(filed_at: datetime, assignment: Assignment, closures: Iterable[Closure]) -> datetime:
    """The instant by which an appeal is to be decided: 3,900 care minutes after it was filed."""
    return care_minutes_after(care_hours(assignment, closures), filed_at, DECISION_MINUTES)


def care_hours(assignment: Assignment, closures: Iterable[Closure]) -> Calendar:
    """The care window of an assignment's policy, without those of the closures that hold for it."""
    numbers = {**POLICY_DEFAULTS, **assignment.policy.numbers}
    opens, closes = minute_of(numbers["care_open"]) or 0, minute_of(numbers["care_close"]) or 0
    holding = [each for each in closures if holds_for(each, assignment)]
    shut = Closures([(microseconds_of(each.starts_at), microseconds_of(each.ends_at)) for each in holding])
    return daily(opens, closes, shut)


def care_minutes_after(care: Calendar, begin: datetime, minutes: int) -> datetime:
    """The instant at which so many care minutes have passed since `begin`; the end of time where that is beyond it."""
    due = care.add(microseconds_of(begin), minutes * MINUTE)
    return instant_of(min(due or LAST_INSTANT, LAST_INSTANT))  # care is given at some hour of every day


def staff_clock(care: Calendar, begin: datetime, minutes: int) -> StaffClock:
    """The clock of so many care minutes; the warning comes when WARN_MINUTES of them are left."""
    after = [minutes - WARN_MINUTES, minutes, minutes + LEAD_MINUTES]
    return StaffClock(*(care_minutes_after(care, begin, each) for each in after))


def with_due(appeals: Sequence[Appeal]) -> list[tuple[Appeal, datetime]]:
    """Each appeal with the instant by which it is to be decided; one query for the closures of all."""
    if not appeals:
        return []
    first = min(appeal.filed_at for appeal in appeals)
    last = max(appeal.filed_at for appeal in appeals)
    closures = selectors.closures_between(first, last + LOOK_AHEAD)
    return [(appeal, decision_due(appeal.filed_at, appeal.breach.assignment, closures)) for appeal in appeals]
