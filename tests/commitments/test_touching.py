"""What a number of the policy touches: the tables by which a trial leaves rules out, held to the whole judge."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.judge import judge
from orders.commitments.reading import read_case
from orders.commitments.touching import READS, TOUCHES, finders_of, kinds_read, touched
from orders.commitments.variants import under
from tests.orders.histories import readable_cases

CASES = 260
LONG = 15  # events: short cases seldom come as far as the aftercare
OTHER_NUMBERS: dict[str, Any] = {
    "care_open": "10:00", "care_close": "18:00", "appointment_minutes": 7, "short_notice_minutes": 100_000,
    "feedback_minutes": 5, "receipt_hours": 1, "photo_request_hours": 0, "complaint_reply_minutes": 9,
    "arrival_grace_minutes": 0, "no_show_minutes": 3, "price_tolerance_percent": 40, "reply_minutes": 3,
    "reply_minutes_engaged": 2, "aftercare_days": 0, "outside_window_severity": "major",
    "excused_decline_reasons": ["busy", "other"],
}  # fmt: skip


@pytest.fixture(scope="module")
def cases():
    long = (case for _seed, case in readable_cases(40_000) if len(case["events"]) >= LONG)
    return list(islice(long, CASES))


def verdict(case, by=None):
    judged = judge(case, case.now) if by is None else judge(case, case.now, by=by)
    return {(found.rule, found.subject): (found.occurred_microseconds, found.severity) for found in judged.findings}


def test_every_number_is_in_the_table():
    assert set(TOUCHES) == set(POLICY_DEFAULTS) == set(OTHER_NUMBERS)
    assert {code for codes in TOUCHES.values() for code in codes} == set(READS)


@pytest.mark.parametrize("key", OTHER_NUMBERS)
def test_a_number_touches_no_rule_and_reads_no_event_beside_the_table(cases, key):
    seen = 0
    for content in cases:
        whole = read_case(content)
        tried = {**whole.policy, key: OTHER_NUMBERS[key]}
        codes = touched(whole.policy, tried)
        fewer = {**content, "events": [event for event in content["events"] if event["kind"] in kinds_read(codes)]}
        narrow = read_case(fewer)
        by = finders_of(codes)

        before, after = verdict(whole), verdict(under(whole, policy=tried))
        differing = {code for code in before.keys() | after.keys() if before.get(code) != after.get(code)}

        narrowly = verdict(narrow, by), verdict(under(narrow, policy=tried), by)
        differing_narrowly = {
            code for code in narrowly[0].keys() | narrowly[1].keys() if narrowly[0].get(code) != narrowly[1].get(code)
        }
        assert differing == differing_narrowly
        assert {code: after.get(code) for code in differing} == {code: narrowly[1].get(code) for code in differing}
        seen += bool(differing)
    assert seen, "no case tells the two policies apart"
