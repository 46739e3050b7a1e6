"""The judge agrees with a second, plain reading of the contract on cases that neither has seen before."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.commitments.plain.broken import broken_case
from tests.commitments.plain.cases import random_case
from tests.commitments.plain.compare import PRESENT, differences, judged, smallest
from tests.commitments.plain.reading import verdict

SEEDS = range(20_000, 20_600)
RULES = {
    "A1.unanswered",
    "A1.declined_in_hours",
    "A2.cancelled",
    "A2.asked_to_cancel",
    "A2.no_feedback",
    "A3.no_appointment",
    "A3.short_notice",
    "A4.no_receipt",
    "A4.unstamped",
    "A4.photo_not_requested",
    "A4.stamp_mismatch",
    "A4.photo_reused",
    "A5.complaint_unanswered",
    "B1.late_arrival",
    "B1.no_show",
    "B1.overpriced",
    "B1.promotion_withheld",
    "B2.unapproved_part",
    "B2.over_quote",
    "B3.no_warranty_info",
    "B3.warranty_short",
    "B4.origin_missing",
    "B4.part_differs",
    "B5.checklist_skipped",
    "C1.reply_outside_window",
    "C1.reply_late",
    "C3.complaint_unanswered",
}


@pytest.fixture(scope="module")
def cases():
    """The cases of the fixed seeds, told once."""
    return [random_case(seed) for seed in SEEDS]


def told(case: dict) -> str:
    """The smallest form of a dispute and both verdicts, for the failure's message."""
    least = smallest(case)
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in (least, judged(least), verdict(least, PRESENT)))


def test_both_readings_agree_on_fixed_cases(cases):
    disputed = differences(cases)

    assert not disputed, told(disputed[0])


def test_both_readings_refuse_the_same_broken_cases():
    broken = map(broken_case, SEEDS[:300])

    disputed = differences(broken)

    assert not disputed, told(disputed[0])


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=10**6, max_value=10**12))
def test_both_readings_agree_on_cases_never_seen(seed):
    good, broken = random_case(seed), broken_case(seed)

    disputed = differences([good, broken])

    assert not disputed, told(disputed[0])


def test_the_fixed_cases_reach_every_rule_and_are_nearly_all_readable(cases):
    verdicts = [verdict(case, PRESENT) for case in cases]

    found = {finding["rule"] for said in verdicts for finding in said.get("findings", [])}

    assert found >= RULES
    assert sum("error" in said for said in verdicts) < len(verdicts) / 10


@pytest.mark.parametrize("change", ["response_minutes", "reply_minutes"])
def test_the_comparison_sees_a_judge_that_reads_another_number(change, cases, monkeypatch):
    def other_number(case, now=None):
        case = json.loads(json.dumps(case))
        holder = case["terms"] if change == "response_minutes" else case["policy"]
        holder[change] = holder.get(change, 240) + 1
        return verdict(case, now)

    monkeypatch.setattr("tests.commitments.plain.compare.verdict", other_number)

    disputed = differences(cases[:100])

    assert disputed
