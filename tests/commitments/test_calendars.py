"""The closed form against a walk over every minute, and the edges of the window."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from partners.calendars import (
    DAY,
    HOUR,
    MINUTE,
    Calendar,
    Closures,
    always_open,
    daily,
    instant_of,
    microseconds_of,
    weekly,
)
from tests.commitments.story import at

MONDAY = microseconds_of(at("00:00"))
WEEK_OF_MINUTES = 7 * 24 * 60


@st.composite
def weeks(draw):
    ranges = []
    for day in range(7):
        for _ in range(draw(st.integers(0, 2))):
            start = draw(st.integers(0, 1439))
            ranges.append((day * 1440 + start, day * 1440 + draw(st.integers(start + 1, 1440))))
    return ranges


minutes = st.integers(0, 3 * 24 * 60).map(lambda minute: MONDAY + minute * MINUTE)
closures = st.lists(st.tuples(minutes, minutes), max_size=4)


def runs(ranges, closed, minute):
    """Whether the calendar runs during the minute that begins there: the definition, read plainly."""
    inside = (minute - MONDAY) // MINUTE % WEEK_OF_MINUTES
    return any(a <= inside < b for a, b in ranges) and not any(a <= minute < b for a, b in closed)


def walked(ranges, closed, start, end):
    return sum(MINUTE for minute in range(start, end, MINUTE) if runs(ranges, closed, minute))


@settings(max_examples=150, deadline=None)
@given(weeks(), closures, minutes, minutes)
def test_elapsed_equals_a_walk_over_every_minute(ranges, closed, start, end):
    calendar = weekly(ranges, Closures(closed))

    elapsed = calendar.elapsed(start, end)

    assert elapsed == walked(ranges, closed, start, end)


@settings(max_examples=150, deadline=None)
@given(weeks(), closures, minutes, st.integers(1, 600))
def test_add_is_the_earliest_instant_at_which_so_much_has_elapsed(ranges, closed, start, span):
    calendar = weekly(ranges, Closures(closed))
    assume(calendar.ever_opens)

    due = calendar.add(start, span * MINUTE)

    assert calendar.elapsed(start, due) == span * MINUTE
    assert calendar.elapsed(start, due - 1) == span * MINUTE - 1


@settings(max_examples=150, deadline=None)
@given(weeks(), closures, st.integers(0, 3 * DAY), st.integers(1, 9 * DAY))
def test_add_and_elapsed_are_inverse_to_the_microsecond(ranges, closed, offset, span):
    calendar = weekly(ranges, Closures(closed))
    assume(calendar.ever_opens)
    start = MONDAY + offset

    due = calendar.add(start, span)

    assert calendar.elapsed(start, due) == span
    assert calendar.elapsed(start, due - 1) < span


@settings(max_examples=150, deadline=None)
@given(weeks(), closures, minutes)
def test_nothing_to_add_is_now_where_open_else_the_next_running_minute(ranges, closed, start):
    calendar = weekly(ranges, Closures(closed))
    assume(calendar.ever_opens)

    due = calendar.add(start, 0)

    if calendar.is_open(start):
        assert due == start
    else:
        assert due == next(m for m in range(start, start + 15 * DAY, MINUTE) if runs(ranges, closed, m))


@settings(max_examples=100, deadline=None)
@given(weeks(), closures, minutes, minutes)
def test_the_stretches_that_count_add_up_to_what_elapsed(ranges, closed, start, end):
    calendar = weekly(ranges, Closures(closed))

    stretches = calendar.stretches(start, end, limit=1000)

    assert sum(stop - begin for begin, stop in stretches) == calendar.elapsed(start, end)
    assert all(stop < begin for (_, stop), (begin, _) in pairwise(stretches))


@pytest.mark.parametrize(
    ("told", "inside"),
    [
        ("07:59:59.999999", False),
        ("08:00", True),
        ("20:59:59.999999", True),
        ("21:00", True),
        ("21:00:59.999999", True),
        ("21:01", False),
    ],
)
def test_the_care_window_contains_its_closing_minute(told, inside):
    care = daily(8 * 60, 21 * 60)

    contains = care.contains(microseconds_of(at(told)))

    assert contains is inside


@pytest.mark.parametrize(("told", "inside"), [("sun 24:00", True), ("sun 24:00:59", True), ("sun 24:01", False)])
def test_a_range_that_closes_at_midnight_contains_the_minute_that_follows(told, inside):
    sunday_evening = weekly([(6 * 1440 + 18 * 60, 7 * 1440)])

    contains = sunday_evening.contains(microseconds_of(at(told)))

    assert contains is inside


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("20:00", HOUR, "21:00"),
        ("20:00", HOUR + 1, "tue 08:00:00.000001"),
        ("21:00", HOUR, "tue 09:00"),
        ("21:00:30", 0, "21:00:30"),
        ("21:01", 0, "tue 08:00"),
        ("03:00", 13 * HOUR, "21:00"),
        ("08:00", 48 * HOUR, "thu 17:00"),
    ],
)
def test_care_time_runs_from_eight_to_nine_in_the_evening(start, span, due):
    care = daily(8 * 60, 21 * 60)

    ended = care.add(microseconds_of(at(start)), span)

    assert instant_of(ended) == at(due)


def test_plain_hours_are_extended_by_the_closed_time():
    plain = always_open(Closures([(MONDAY + 2 * HOUR, MONDAY + 3 * HOUR), (MONDAY + 2 * HOUR, MONDAY + 5 * HOUR)]))

    due = plain.add(MONDAY + HOUR, 24 * HOUR)

    assert due == MONDAY + 28 * HOUR


def test_closures_that_end_before_they_begin_are_ignored_and_others_united():
    union = Closures([(50, 60), (30, 20), (10, 20), (20, 30), (55, 57), (5, 5)])

    assert (union.starts, union.ends) == ([10, 50], [30, 60])
    assert [10 in union, 29 in union, 30 in union] == [True, True, False]


def test_a_calendar_that_never_opens_has_no_due_time():
    never = weekly([])

    assert (never.add(MONDAY, HOUR), never.add(MONDAY, 0)) == (None, None)
    assert (never.elapsed(MONDAY, MONDAY + DAY), never.contains(MONDAY)) == (0, False)


def test_a_span_of_a_century_costs_no_walk():
    care: Calendar = daily(8 * 60, 21 * 60)

    due = care.add(MONDAY, 36_500 * 13 * HOUR)

    assert due == MONDAY + 36_499 * DAY + 21 * HOUR
