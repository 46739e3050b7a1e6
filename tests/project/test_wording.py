"""Instants, spans and people are said alike on every page."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from rada.web import wording
from rada.web.clock import VIETNAM

NOON_SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (80, "1 hour 20 minutes"),
        (179, "2 hours 59 minutes"),
        (180, "3 hours"),
        (359, "5 hours"),
        (2879, "47 hours"),
        (2880, "2 days"),
        (5759, "3 days"),
    ],
)
def test_a_span_is_said_in_the_units_that_matter_and_rounded_down(minutes, words):
    said = wording.span(minutes)

    assert said == words


def test_care_time_is_never_summed_up_to_days():
    said = wording.span(2880, days=False)

    assert said == "48 hours"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-21T20:40+07:00", "20:40 yesterday"),
        ("2026-11-22T14:20+07:00", "14:20 today"),
        ("2026-11-23T08:40+07:00", "08:40 tomorrow"),
        ("2026-11-24T20:10+07:00", "20:10 Tuesday 24/11"),
        ("2026-11-17T09:00+07:00", "09:00 Tuesday 17/11"),
        ("2026-11-29T09:00+07:00", "29/11/2026 09:00"),
        ("2026-11-22T17:00+00:00", "00:00 tomorrow"),
    ],
)
def test_a_near_day_is_named_by_the_calendar_of_vietnam(at, words):
    said = wording.instant(datetime.fromisoformat(at), NOON_SUNDAY)

    assert said == words


def test_an_instant_without_a_present_is_written_out():
    said = wording.instant(datetime.fromisoformat("2026-11-22T14:05:59+00:00"))

    assert said == "22/11/2026 21:05"


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (SimpleNamespace(full_name="Nguyễn Thị Thu Hà", gender="female"), "Ms Hà"),
        (SimpleNamespace(full_name="Trần Minh", gender="male"), "Mr Minh"),
        (SimpleNamespace(full_name="Y Phôn Niê"), "Mr/Ms Niê"),
        ("Lê An", "Mr/Ms An"),
        ("  ", "Dear customer"),
    ],
)
def test_people_are_greeted_by_their_given_name(person, words):
    said = wording.greeting(person)

    assert said == words
