"""Every kind of notice stands in the one table that says whether it can wait, and can be told in words."""

from __future__ import annotations

import pytest

from orders.wording.notices import NOTICE_WORDS, STAFF_WORDS
from partners.channels import OF_STAFF, OF_THE_OFFICE
from rada.platform.kinds import KINDS, OFFERED, Topic, held_until
from tests.factories import HOUR, MINUTE, MONDAY

EVENING = MONDAY.replace(hour=21)
MORNING = EVENING + 11 * HOUR


def test_what_has_a_topic_has_words_and_what_has_words_has_a_topic():
    assert {level for level, kind in KINDS.items() if kind.topic} == NOTICE_WORDS.keys() | STAFF_WORDS.keys()


def test_every_topic_is_somebodys_and_has_a_channel_to_choose():
    assert {*OF_THE_OFFICE, *OF_STAFF} == set(Topic) == {topic for topic, _channel in OFFERED}


@pytest.mark.parametrize(
    ("level", "due_at", "held"),
    [
        ("offer", None, None),
        ("phone_code", None, None),
        ("breach", None, MORNING),
        ("warning", MORNING, None),
        ("warning", MORNING + MINUTE, MORNING),
        ("complaint_soon", EVENING + HOUR, None),
    ],
)
def test_the_night_holds_what_can_wait(level, due_at, held):
    facts = {"due_at": due_at.isoformat()} if due_at else {}

    assert held_until(level, facts, EVENING) == held
    assert held_until(level, facts, EVENING - MINUTE) is None
