"""The edge of every promise to answer, as the fault R4 makes it by the thousand."""

from __future__ import annotations

import random

from orders.commitments.judge import judge
from orders.commitments.reading import read_case
from tests.faults.deadlines import boundary_case


def test_an_answer_near_the_due_instant_breaks_the_promise_only_after_it():
    randomly = random.Random(1)
    for number in range(300):
        case, breaks = boundary_case(randomly, f"b-{number}")

        findings, _running = judge(read_case(case), case["now"])

        assert [finding.rule for finding in findings] == (["A1.unanswered"] if breaks else []), case
