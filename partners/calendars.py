"""Calendars in closed form: what lies inside the hours, and when so many minutes of them have passed.

Instants are integers here: microseconds since 1970-01-01T00:00Z. Spans are microseconds too. `microseconds_of` and
`instant_of` lead to and from aware datetimes.

A calendar never walks over days. `_run(t)` counts the open time between a fixed Monday and `t` with one division and
one bisection, and `_reach` is its inverse; closures are a sorted list with the open time they swallow summed up before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from operator import sub

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60

# Wall-clock hours are Asia/Ho_Chi_Minh. Viet Nam has kept +07:00 without summer time since June 1975, before any
# instant Rada can know, so a constant is exact; a zone database would cost time and could differ between machines.
LOCAL_OFFSET = 7 * HOUR
# 1970-01-01 was a Thursday: counted from three days earlier, whole weeks begin on local Mondays.
_MONDAY = LOCAL_OFFSET + 3 * DAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE_OF_CLOCK = {f"{minute // 60:02}:{minute % 60:02}": minute for minute in range(MINUTES_A_DAY + 1)}


def microseconds_of(instant: datetime) -> int:
    """Return the microseconds since 1970-01-01T00:00Z of an aware datetime. TypeError when it is naive."""
    gap = instant - EPOCH
    return (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds


def instant_of(microseconds: int) -> datetime:
    """Return the aware UTC datetime. OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=microseconds)


FIRST_INSTANT = microseconds_of(datetime.min.replace(tzinfo=UTC))
LAST_INSTANT = microseconds_of(datetime.max.replace(tzinfo=UTC))


def minute_of(clock: object) -> int | None:
    """Return the minute of the day of "00:00" to "24:00", or None where the value is no such hour."""
    return _MINUTE_OF_CLOCK.get(clock) if clock.__class__ is str else None  # type: ignore[call-overload, no-any-return]


def _union(ranges: Iterable[tuple[int, int]], unit: int = 1) -> tuple[list[int], list[int]]:
    """Return the starts and ends of the ranges' union, in order and times the unit; empty ranges are dropped."""
    starts: list[int] = []
    ends: list[int] = []
    last_end = None
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if last_end is None or start > last_end:
            starts.append(start * unit)
            ends.append(end * unit)
            last_end = end
        elif end > last_end:
            ends[-1] = end * unit
            last_end = end
    return starts, ends


class Closures:
    """Declared exemptions [from, to) in microseconds, as their union."""

    __slots__ = ("ends", "starts")

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self.starts, self.ends = _union(pairs)

    def __contains__(self, instant: int) -> bool:
        index = bisect_right(self.starts, instant) - 1
        return index >= 0 and instant < self.ends[index]


NO_CLOSURES = Closures()
_NOTHING_LOST = [0]


class Calendar:
    """Ranges that repeat every period (a day or a week), with closures taken out."""

    __slots__ = ("_after", "_closures", "_ends", "_lost", "_open_at_closure", "_period", "_starts", "_total")

    def __init__(self, starts: list[int], ends: list[int], *, period: int, closures: Closures = NO_CLOSURES) -> None:
        """Take ranges apart from each other and in order, in microseconds from the period's start (DAY or WEEK)."""
        self._period = period
        self._starts = starts
        self._ends = ends
        self._after = list(accumulate(map(sub, ends, starts)))
        self._total = self._after[-1] if starts else 0
        self._closures = closures
        self._open_at_closure: list[int] = []
        self._lost = _NOTHING_LOST
        if closures.starts:
            self._take_out(closures)

    def _take_out(self, closures: Closures) -> None:
        self._lost = [0]
        for start, end in zip(closures.starts, closures.ends, strict=True):
            run = self._run(start)
            lost = self._lost[-1]
            self._open_at_closure.append(run - lost)
            self._lost.append(lost + self._run(end) - run)

    @property
    def ever_opens(self) -> bool:
        """Whether any minute of the period is open."""
        return self._total > 0

    def contains(self, instant: int) -> bool:
        """Whether the local minute of the instant lies in a range, its closing minute included (closures ignored).

        Source: docs/commitments.md §2. A range that closes at 24:00 contains the minute 00:00 that follows it.
        """
        inside = (instant + _MONDAY) % self._period
        minute = inside - inside % MINUTE
        index = bisect_right(self._starts, minute) - 1
        if index >= 0 and minute <= self._ends[index]:
            return True
        return minute == 0 and self.ever_opens and self._ends[-1] == self._period

    def is_open(self, instant: int) -> bool:
        """Whether the calendar contains the instant and no closure does."""
        return self.contains(instant) and instant not in self._closures

    def elapsed(self, start: int, end: int) -> int:
        """Return how many microseconds of [start, end] lie in the ranges and in no closure."""
        if end <= start or not self._total:
            return 0
        if not self._open_at_closure:
            return self._run(end) - self._run(start)
        return self._open(end) - self._open(start)

    def add(self, start: int, span: int) -> int | None:
        """Return the earliest instant at which `span` microseconds have elapsed since `start`.

        A clock that ends at closing time is due at closing. A span of 0 is `start` itself where the calendar is open,
        else the next opening. None where the calendar never opens.
        """
        if not self._total:
            return None
        if span == 0:
            return start if self.is_open(start) else self._resume(start)
        if not self._open_at_closure:
            return self._reach(self._run(start) + span)
        target = self._open(start) + span
        return self._reach(target + self._lost[bisect_left(self._open_at_closure, target)])

    def stretches(self, start: int, end: int, *, limit: int = 20) -> list[tuple[int, int]]:
        """Return the first `limit` stretches of [start, end] that count, as (from, to), adjoining ones joined."""
        found: list[tuple[int, int]] = []
        for begin, stop in self._pieces(start, end):
            if found and found[-1][1] == begin:
                found[-1] = (found[-1][0], stop)
            elif len(found) == limit:
                break
            else:
                found.append((begin, stop))
        return found

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        while self._total:
            begin = self._resume(start)
            if begin >= end:
                return
            inside = (begin + _MONDAY) % self._period
            index = bisect_right(self._starts, inside) - 1
            # Round the clock there is one piece until the next closure, not one a day.
            stop = end if self._total == self._period else begin - inside + self._ends[index]
            ahead = bisect_right(self._closures.starts, begin)
            if ahead < len(self._closures.starts):
                stop = min(stop, self._closures.starts[ahead])
            yield begin, min(stop, end)
            start = stop

    def _run(self, instant: int) -> int:
        """Return the time in the ranges since the anchoring Monday, closures ignored."""
        periods, inside = divmod(instant + _MONDAY, self._period)
        index = bisect_right(self._starts, inside) - 1
        if index < 0:
            return periods * self._total
        end = self._ends[index]
        return periods * self._total + self._after[index] - (end - inside if inside < end else 0)

    def _open(self, instant: int) -> int:
        """Return the open time since the anchoring Monday, closures taken out."""
        index = bisect_right(self._closures.starts, instant)
        if index and instant < self._closures.ends[index - 1]:
            return self._open_at_closure[index - 1]
        return self._run(instant) - self._lost[index]

    def _reach(self, run: int) -> int:
        """Return the earliest instant whose `_run` is `run`."""
        periods, rest = divmod(run - 1, self._total)
        index = bisect_left(self._after, rest + 1)
        return periods * self._period + self._ends[index] - self._after[index] + rest + 1 - _MONDAY

    def _resume(self, instant: int) -> int:
        """Return the earliest instant from this one on at which a range is running and no closure is."""
        now_open = self._open(instant)
        periods, rest = divmod(now_open + self._lost[bisect_right(self._open_at_closure, now_open)], self._total)
        index = bisect_right(self._after, rest)
        return periods * self._period + self._ends[index] - self._after[index] + rest - _MONDAY


def daily(opens: int, closes: int, closures: Closures = NO_CLOSURES) -> Calendar:
    """Return the calendar of one range a day, in minutes of the day: the care window, for one."""
    return _repeated(((opens, closes),), DAY, closures)


def always_open(closures: Closures = NO_CLOSURES) -> Calendar:
    """Return the calendar of plain hours: around the clock, extended by closures."""
    return _repeated(((0, MINUTES_A_DAY),), DAY, closures)


def weekly(ranges: Iterable[tuple[int, int]], closures: Closures = NO_CLOSURES) -> Calendar:
    """Return the calendar of a week's ranges, in minutes from Monday 00:00 local time; they may overlap."""
    return _repeated(tuple(ranges), WEEK, closures)


def _repeated(ranges: tuple[tuple[int, int], ...], period: int, closures: Closures) -> Calendar:
    """A calendar from which no closure takes anything is made once for all who keep the same hours."""
    if closures is NO_CLOSURES:
        return _undisturbed(ranges, period)
    return Calendar(*_union(ranges, MINUTE), period=period, closures=closures)


@lru_cache(maxsize=4096)
def _undisturbed(ranges: tuple[tuple[int, int], ...], period: int) -> Calendar:
    return Calendar(*_union(ranges, MINUTE), period=period)
