"""Care-time arithmetic in closed form, against a loop over days and a walk over minutes that give the same answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from orders.benches.registry import BenchError, Goal, Write, bench, interleaved, ratio
from partners.calendars import DAY, HOUR, LOCAL_OFFSET, MINUTE, Calendar, Closures, daily

OPENS, CLOSES = 8 * 60, 21 * 60
MONDAY = 1_772_384_400 * 1_000_000  # 2 March 2026, 00:00 local time
START = MONDAY + 10 * HOUR
CLOSED = [(MONDAY + 2 * DAY + 9 * HOUR, MONDAY + 2 * DAY + 12 * HOUR), (MONDAY + 40 * DAY, MONDAY + 44 * DAY)]
SPANS = {"a week": 7 * DAY, "a year": 365 * DAY}
GOALS = {"a week": 10, "a year": 300}
CALLS = 2000


@bench("calendar")
def bench_calendar(write: Write, *, rounds: int = 7, **_options: Any) -> list[Goal]:
    """`elapsed` and `add` of the care window over a week and a year, closures included."""
    goals = []
    care = daily(OPENS, CLOSES, Closures(CLOSED))
    for name, span in SPANS.items():
        end = START + span
        _check(care, end)
        timings = interleaved(
            {
                "closed form": _repeated(CALLS, partial(care.elapsed, START, end)),
                "day loop": _repeated(20, partial(day_loop, START, end)),
                "minute walk": partial(minute_walk, START, end),
                "add": _repeated(CALLS, partial(care.add, START, span * 13 // 24)),
            },
            rounds,
        )
        calls = {"closed form": CALLS, "day loop": 20, "minute walk": 1, "add": CALLS}
        write(f"calendar: elapsed over {name}, {len(CLOSED)} closures, {rounds} rounds, all equal")
        for way, timing in timings.items():
            write(f"  {way:<12} {timing.best / calls[way] * 1e6:12.2f} µs a call")
        faster = ratio(timings["day loop"], timings["closed form"]) * CALLS / 20
        goals.append(Goal(f"the day loop beside care time over {name}", faster, GOALS[name], is_floor=True))
    return goals


def day_loop(start: int, end: int) -> int:
    """Return the care time of [start, end] day by day, as most systems do it."""
    total = 0
    midnight = (start + LOCAL_OFFSET) // DAY * DAY - LOCAL_OFFSET
    while midnight < end:
        begin, stop = max(start, midnight + OPENS * MINUTE), min(end, midnight + CLOSES * MINUTE)
        if begin < stop:
            total += stop - begin
            for closed_from, closed_to in CLOSED:
                total -= max(0, min(stop, closed_to) - max(begin, closed_from))
        midnight += DAY
    return total


def minute_walk(start: int, end: int) -> int:
    """Return the care time of [start, end] minute by minute, which nobody can misread."""
    total = 0
    for minute in range(start, end, MINUTE):
        inside = (minute + LOCAL_OFFSET) % DAY
        if OPENS * MINUTE <= inside < CLOSES * MINUTE and not any(a <= minute < b for a, b in CLOSED):
            total += MINUTE
    return total


def _check(care: Calendar, end: int) -> None:
    elapsed = care.elapsed(START, end)
    if not elapsed == day_loop(START, end) == minute_walk(START, end):
        raise BenchError("the closed form, the day loop and the minute walk disagree")
    due = care.add(START, elapsed)
    if due is None or care.elapsed(START, due) != elapsed:
        raise BenchError("add and elapsed are not inverse")


def _repeated(times: int, work: Callable[[], Any]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            work()

    return run
