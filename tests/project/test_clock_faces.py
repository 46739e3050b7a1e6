"""A running clock says the time that is left without the hours in which it rests."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import translation

from rada.web import clock_faces
from rada.web.clock import VIETNAM


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def at(text):
    day, hour = text.split()
    return datetime.combine(datetime(2026, 11, int(day), tzinfo=VIETNAM).date(), time.fromisoformat(hour), VIETNAM)


def test_a_clock_in_the_daytime_says_what_is_left_and_when_it_is_due():
    face = clock_faces.face(at("22 14:20"), at("22 13:38"), "care")

    assert (face.left_words, face.due_words, face.rest_words) == ("42 minutes left", "due 14:20 today", "")


def test_the_night_is_not_counted_as_care_time():
    face = clock_faces.face(at("23 08:40"), at("22 20:45"), "care")

    assert face.left_words == "55 minutes of care time left"
    assert face.rest_words == "the clock rests from 21:00 to 08:00"


def test_a_resting_clock_says_until_when_it_rests():
    face = clock_faces.face(at("23 08:40"), at("22 23:10"), "care")

    assert (face.left_words, face.icon) == ("40 minutes of care time left", "rest")
    assert face.rest_words == "the clock rests until 08:00 tomorrow"


def test_a_plain_clock_runs_through_the_night():
    face = clock_faces.face(at("23 08:40"), at("22 20:40"))

    assert (face.left_words, face.rest_words) == ("12 hours left", "")


def test_closures_and_nights_that_overlap_are_taken_out_once():
    storm = (at("22 20:00"), at("23 09:00"))
    night = (at("22 21:00"), at("23 08:00"))

    face = clock_faces.face(at("23 10:00"), at("22 19:00"), "care", rests=[storm, night])

    assert face.left_words == "2 hours of care time left"


@pytest.mark.parametrize(
    ("now", "tone"),
    [
        ("14:04:59", ""),
        ("14:05:00", "soon"),
        ("14:20:00", "soon"),
        ("14:20:00.000001", "broken"),
        ("14:45:00", "broken"),
    ],
)
def test_a_clock_turns_amber_before_red_and_red_only_after_the_due_instant(now, tone):
    face = clock_faces.face(at("22 14:20"), at(f"22 {now}"), span_minutes=45)

    assert face.tone == tone


def test_a_broken_clock_says_how_late_it_is():
    face = clock_faces.face(at("22 08:40"), at("22 09:05"), "care")

    assert (face.left_words, face.icon) == ("25 minutes late", "late")


@pytest.mark.parametrize(("span", "soon"), [(6, 5), (15, 5), (60, 20), (1560, 60), (None, 30)])
def test_a_clock_turns_amber_in_the_last_third_within_bounds(span, soon):
    face = clock_faces.face(at("22 14:20"), at("22 13:00"), span_minutes=span)

    assert face.soon_minutes == soon


def test_nights_that_only_touch_the_span_are_whole_ones():
    nights = clock_faces.nights(at("22 22:00"), at("24 07:00"))

    assert nights == [(at("22 21:00"), at("23 08:00")), (at("23 21:00"), at("24 08:00"))]


def test_a_span_within_one_day_touches_no_night():
    nights = clock_faces.nights(at("22 08:00"), at("22 21:00"))

    assert nights == []


def test_hours_united_are_disjoint_and_in_order():
    first, second = (at("22 10:00"), at("22 12:00")), (at("22 11:00"), at("22 13:00"))
    empty = (at("22 15:00"), at("22 15:00"))

    merged = clock_faces.united([second, empty, first])

    assert merged == ((at("22 10:00"), at("22 13:00")),)
    assert clock_faces.running(at("22 09:00"), at("22 14:00"), merged) == timedelta(hours=2)
