"""Calendars the slow way: walk from one change of state to the next and ask at each step whether it is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT_AFTER = "24:00"
EVERY_DAY = {day: [["00:00", MIDNIGHT_AFTER]] for day in WEEKDAYS}

Hours = dict[str, list[list[str]]]
Closures = list[tuple[datetime, datetime]]


def minutes_of(clock: str) -> int:
    """Minutes from midnight of a wall clock such as `07:30`; `24:00` is 1440."""
    return int(clock[:2]) * 60 + int(clock[3:])


def wall(day: date, clock: str) -> datetime:
    """The instant at which a local clock shows `clock` on `day`."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
    return midnight + timedelta(minutes=minutes_of(clock))


def ranges_on(hours: Hours, day: date) -> list[list[str]]:
    """The ranges of the weekday that `day` is."""
    return hours.get(WEEKDAYS[day.weekday()], [])


def contains(hours: Hours, at: datetime) -> bool:
    """Whether a phone's clock at `at` stands inside a range, the closing minute included."""
    local = at.astimezone(LOCAL)
    shown = local.hour * 60 + local.minute
    if any(minutes_of(opens) <= shown <= minutes_of(closes) for opens, closes in ranges_on(hours, local.date())):
        return True
    yesterday = local.date() - timedelta(days=1)
    return shown == 0 and any(closes == MIDNIGHT_AFTER for _, closes in ranges_on(hours, yesterday))


def closed(closures: Closures, at: datetime) -> bool:
    """Whether `at` lies in a closure; its end does not."""
    return any(begins <= at < ends for begins, ends in closures)


def runs(hours: Hours, closures: Closures, at: datetime) -> bool:
    """Whether a clock of this calendar runs at `at`: a range is open, its end excluded, and no closure is."""
    day = at.astimezone(LOCAL).date()
    inside = any(wall(day, opens) <= at < wall(day, closes) for opens, closes in ranges_on(hours, day))
    return inside and not closed(closures, at)


def changes_after(hours: Hours, closures: Closures, start: datetime) -> Iterator[datetime]:
    """Every instant after `start` at which the calendar may open or close, in order, without end."""
    day = start.astimezone(LOCAL).date()
    last = start
    while True:
        day_ends = wall(day, MIDNIGHT_AFTER)
        marks = {day_ends}
        marks.update(wall(day, clock) for pair in ranges_on(hours, day) for clock in pair)
        marks.update(edge for pair in closures for edge in pair if wall(day, "00:00") <= edge <= day_ends)
        for mark in sorted(marks):
            if mark > last:
                yield mark
                last = mark
        day += timedelta(days=1)


def opens_ever(hours: Hours) -> bool:
    """Whether any weekday has a range at all; closures end, so nothing else keeps a calendar shut for ever."""
    return any(hours.get(day) for day in WEEKDAYS)


def add(hours: Hours, closures: Closures, start: datetime, span: timedelta) -> datetime | None:
    """The instant at which `span` has run since `start`, or None for a calendar that never opens."""
    if not opens_ever(hours):
        return None
    if not span and contains(hours, start) and not closed(closures, start):
        return start
    left, here = span, start
    for change in changes_after(hours, closures, start):
        if runs(hours, closures, here):
            if change - here >= left:
                return here + left
            left -= change - here
        here = change
    raise AssertionError("the walk has no end")
