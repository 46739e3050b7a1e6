"""Judging event by event, sweep by sweep, in any order and batching, ends where judging from scratch ends."""

from __future__ import annotations

import json
import logging
from itertools import islice
from random import Random

import pytest
from django.db import transaction

from orders.models import Assignment, Breach
from orders.services import rebuilding
from rada.web import clock
from tests.orders import histories

pytestmark = pytest.mark.django_db
AT_A_TIME = 10


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As many histories as the option says, ten to a test."""
    if "first_seed" in metafunc.fixturenames:
        count = metafunc.config.getoption("histories")
        metafunc.parametrize("first_seed", range(40_000, 40_000 + 100 * -(-count // AT_A_TIME), 100))


class Enough(Exception):
    """Ends a history without leaving anything behind."""


def test_the_tables_end_where_the_judge_ends(first_seed, caplog):
    caplog.set_level(logging.CRITICAL)  # half-told timelines that cannot be read yet are pushed back, and say so

    disputes = []
    for seed, case in islice(histories.readable_cases(first_seed), AT_A_TIME):
        with pytest.raises(Enough), transaction.atomic():
            assignment, now = histories.lived(case, Random(seed))
            if histories.stored(assignment) != histories.from_scratch(case, now):
                disputes.append((seed, histories.stored(assignment), histories.from_scratch(case, now)))
            with clock.standing_at(now):
                (proof,) = rebuilding.rebuild(Assignment.objects.filter(pk=assignment.pk), repair=False)
            if proof.differences:
                disputes.append((seed, proof.differences))
            raise Enough

    assert disputes == []


def test_histories_reach_late_retractions_and_clocks_that_run():
    seen = {"retracted": 0, "running": 0}

    for seed, case in islice(histories.readable_cases(40_000), 15):
        assignment, _now = histories.lived(case, Random(seed))
        seen["retracted"] += Breach.objects.filter(assignment=assignment, state=Breach.State.RETRACTED).count()
        seen["running"] += assignment.clocks.count()

    assert all(seen.values()), json.dumps(seen)


def test_the_comparison_sees_a_sweep_that_forgets_to_retract(monkeypatch):
    monkeypatch.setattr("orders.services.retractions.retract", lambda *args, **kwargs: None)

    disputed = 0
    for seed, case in islice(histories.readable_cases(40_000), 15):
        assignment, now = histories.lived(case, Random(seed))
        disputed += histories.stored(assignment) != histories.from_scratch(case, now)

    assert disputed
