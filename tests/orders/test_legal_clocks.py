"""The law's clocks for requests about personal data, over week-ends, public holidays and Tết."""

from __future__ import annotations

from datetime import datetime

import pytest

from orders import legal_clocks
from rada.web.clock import VIETNAM


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-03-02 09:00", "2026-03-05 00:00"),  # Monday: until Wednesday is over
        ("2026-03-02 00:00", "2026-03-05 00:00"),
        ("2026-03-05 23:59", "2026-03-10 00:00"),  # Thursday: Friday and Monday
        ("2026-03-07 10:00", "2026-03-11 00:00"),  # Saturday: Monday and Tuesday
        ("2026-02-13 10:00", "2026-02-25 00:00"),  # the Friday before Tết: Monday 23 and Tuesday 24 February
        ("2026-04-29 10:00", "2026-05-06 00:00"),  # 30 April and 1 May are holidays, then a week-end
        ("2026-08-28 10:00", "2026-09-05 00:00"),  # Monday 31 August is off in exchange for a Saturday
    ],
)
def test_the_first_answer_is_due_at_the_end_of_the_second_working_day(asked, due):
    assert legal_clocks.first_answer_due(at(asked)) == at(due)


@pytest.mark.parametrize(("kind", "due"), [("deletion", "2026-03-23 00:00"), ("withdrawal", "2026-03-18 00:00")])
def test_what_is_asked_is_done_at_the_end_of_the_last_day_of_the_law(kind, due):
    assert legal_clocks.done_due(kind, at("2026-03-02 09:00")) == at(due)


def test_days_are_vietnams_whatever_zone_the_instant_is_told_in():
    late_in_vietnam = datetime.fromisoformat("2026-03-02T18:30:00+00:00")  # 01:30 on Tuesday

    assert legal_clocks.first_answer_due(late_in_vietnam) == at("2026-03-06 00:00")


@pytest.mark.parametrize("days", [0, 16, -1])
def test_an_extension_is_of_one_to_fifteen_days(days):
    with pytest.raises(ValueError, match=str(days)):
        legal_clocks.extended_due(at("2026-03-23 00:00"), days)


def test_an_extension_lengthens_the_due_instant_by_whole_days():
    assert legal_clocks.extended_due(at("2026-03-23 00:00"), 15) == at("2026-04-07 00:00")
