"""By when the law wants requests about personal data answered (Law 91/2025/QH15, Decree 356/2025). Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from rada.web.clock import VIETNAM

FIRST_ANSWER_WORKING_DAYS = 2
DAYS = {"copy": 20, "deletion": 20, "withdrawal": 15}
MOST_EXTENSION_DAYS = 15
SATURDAY = 5


def first_answer_due(asked_at: datetime) -> datetime:
    """The end, in Vietnam, of the second working day after the day on which it was asked."""
    return _end_of(working_days_after(_day(asked_at), FIRST_ANSWER_WORKING_DAYS))


def done_due(kind: str, asked_at: datetime) -> datetime:
    """The end of the last day on which a request of this kind is to be done: a withdrawal in 15 days, else 20."""
    return _end_of(_day(asked_at) + timedelta(days=DAYS[kind]))


def extended_due(due_at: datetime, days: int) -> datetime:
    """The due instant after an extension by whole days. Raises ValueError for none or for more than 15."""
    if not 1 <= days <= MOST_EXTENSION_DAYS:
        raise ValueError(days)
    return due_at + timedelta(days=days)


def working_days_after(day: date, count: int) -> date:
    """The working day that is so many after a day: no Saturday, no Sunday, no public holiday, Tết included."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless it is a public holiday of Vietnam or the day off in place of one."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def _end_of(day: date) -> datetime:
    """The instant at which the day is over: midnight after it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=VIETNAM)
