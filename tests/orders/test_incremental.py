"""Judging event by event, sweep by sweep, in any order and batching, ends where judging from scratch ends."""

from __future__ import annotations

import json
import logging
from itertools import islice
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.models import Assignment, Breach
from orders.services import rebuilding
from rada.web import clock
from tests.orders import histories

pytestmark = [pytest.mark.django_db, pytest.mark.long]
AT_A_TIME = 10


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As many histories as the options say, ten to a test."""
    if metafunc.function is test_the_tables_end_where_the_judge_ends:
        options = metafunc.config.option
        count = options.histories or (60 if options.thorough else 20)
        metafunc.parametrize("first_seed", range(40_000, 40_000 + 100 * -(-count // AT_A_TIME), 100))


def disputes_about(seed: int, case: dict[str, Any]) -> list[Any]:
    """Live through a history in its own order and batches; what the tables then say otherwise than the judge."""
    with transaction.atomic():
        assignment, now = histories.lived(case, Random(seed))
        stored, judged = histories.stored(assignment), histories.from_scratch(case, now)
        with clock.standing_at(now):
            (proof,) = rebuilding.rebuild(Assignment.objects.filter(pk=assignment.pk), repair=False)
        transaction.set_rollback(True)
    return [stored, judged, *proof.differences] if stored != judged or proof.differences else []


def test_the_tables_end_where_the_judge_ends(first_seed, caplog):
    caplog.set_level(logging.CRITICAL)  # half-told timelines that cannot be read yet are pushed back, and say so

    disputes = {
        seed: found
        for seed, case in islice(histories.readable_cases(first_seed), AT_A_TIME)
        if (found := disputes_about(seed, case))
    }

    assert disputes == {}


@pytest.mark.thorough
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first_seed=st.integers(min_value=0, max_value=10**6))
def test_so_they_do_for_any_history_that_hypothesis_finds(first_seed, caplog):
    caplog.set_level(logging.CRITICAL)

    seed, case = next(iter(histories.readable_cases(first_seed)))

    assert disputes_about(seed, case) == []


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
