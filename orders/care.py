"""The care window of one assignment: whether a message may be sent now without a breach, and when it opens next."""

from __future__ import annotations

from datetime import datetime

from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment
from partners.calendars import Calendar, daily, instant_of, microseconds_of, minute_of


def is_open(assignment: Assignment, at: datetime) -> bool:
    """Whether the window of the pinned policy contains the instant; closures do not matter for what is sent."""
    return _window(assignment).contains(microseconds_of(at))


def opens_at(assignment: Assignment, at: datetime) -> datetime:
    """The instant itself where the window contains it, else the next opening."""
    opening = _window(assignment).add(microseconds_of(at), 0)
    return at if opening is None else instant_of(opening)


def _window(assignment: Assignment) -> Calendar:
    numbers = {**POLICY_DEFAULTS, **assignment.policy.numbers}
    return daily(minute_of(numbers["care_open"]) or 0, minute_of(numbers["care_close"]) or 0)
