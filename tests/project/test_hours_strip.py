"""The drawing of a clock's hours fills its width and says what counted, what rested and what was late."""

from datetime import datetime

import pytest
from django.utils import translation

from rada.web import hours_strip
from rada.web.clock import VIETNAM


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


NIGHT = (at(21, 21), at(22, 8))


def test_a_late_reply_after_a_night_is_counted_rest_counted_late():
    drawn = hours_strip.stretches(at(21, 20, 40), at(22, 8, 40), at(22, 9, 5), [NIGHT])

    assert [(piece.kind, piece.words) for piece in drawn] == [
        ("counted", "20 min"),
        ("rest", "rests 11 h"),
        ("counted", "40 min"),
        ("late", "25 min late"),
    ]


def test_the_stretches_fill_the_width_without_gaps():
    drawn = hours_strip.stretches(at(21, 20, 40), at(22, 8, 40), at(22, 9, 5), [NIGHT])

    ends = [piece.x + piece.width for piece in drawn]
    assert drawn[0].x == 0
    assert ends[:-1] == pytest.approx([piece.x for piece in drawn[1:]], abs=0.2)
    assert ends[-1] == pytest.approx(hours_strip.WIDTH, abs=0.2)


def test_a_reply_in_time_has_no_late_stretch():
    drawn = hours_strip.stretches(at(22, 9), at(22, 10), at(22, 9, 30))

    assert [(piece.kind, piece.width) for piece in drawn] == [("counted", hours_strip.WIDTH)]


def test_a_second_night_after_the_due_instant_counts_as_late():
    drawn = hours_strip.stretches(at(22, 20), at(22, 20, 30), at(23, 9), [(at(22, 21), at(23, 8))])

    assert [piece.kind for piece in drawn] == ["counted", "late"]


def test_many_nights_leave_half_the_width_to_what_counted():
    nights = [(at(day, 21), at(day + 1, 8)) for day in range(1, 9)]

    drawn = hours_strip.stretches(at(1, 20), at(9, 9), at(9, 9), nights)

    resting = sum(piece.width for piece in drawn if piece.kind == "rest")
    assert resting == pytest.approx(hours_strip.WIDTH / 2, abs=1)


def test_a_label_without_room_is_left_out():
    nights = [(at(day, 21), at(day + 1, 8)) for day in range(1, 9)]

    drawn = hours_strip.stretches(at(1, 20), at(9, 9), at(9, 9), nights)

    assert all(len(piece.label) * hours_strip.LETTER <= piece.width for piece in drawn)
    assert all(piece.words for piece in drawn)
