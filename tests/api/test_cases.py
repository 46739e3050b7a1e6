"""Random cases told by the API in any order, in batches and one by one, with repeats: judged as the judge does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from orders.commitments import files
from orders.models import Assignment, Breach
from orders.services import loading, sweeping
from orders.services.breaches import STANDING
from partners.calendars import instant_of, microseconds_of
from partners.terms import read_instant
from rada.web import clock
from rada.web.api.callers import Scope
from tests.api.calling import Caller, an_integration
from tests.commitments.plain.cases import random_case

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FIRST, AT_ONCE = 40_000, 20
PLAIN, THOROUGH, LONG = 20, 200, 2_000  # random cases
ONE_BY_ONE = 6  # of every so many cases the events come one by one
LATE = datetime(2099, 1, 1, tzinfo=UTC)  # after every instant that a random case tells


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A few cases in every run, more where there is time."""
    option = metafunc.config.option
    last = FIRST + (LONG if option.long else THOROUGH if option.thorough else PLAIN)
    metafunc.parametrize("seeds", [range(first, first + AT_ONCE) for first in range(FIRST, last, AT_ONCE)], ids=str)


def test_random_cases_told_by_the_api_give_the_judges_breaches(seeds):
    told = [{**random_case(seed), "id": f"api-{seed}", "now": LATE.isoformat()} for seed in seeds]
    cases = [case for case in told if not judged(case).failed]
    with clock.standing_at(LATE):
        reporter = an_integration(Scope.TIMELINE_REPORT, acting_for="rada")
        for case in cases:
            tell(reporter, case, assignment_of(case), Random(case["id"]))
        sweeping.sweep()

    assert {case["id"]: found(case) for case in cases} == {case["id"]: expected(case) for case in cases}


def assignment_of(case: dict[str, Any]) -> Assignment:
    """The case's terms, policy and closures, and nothing of what happened."""
    (answer,) = loading.load([json.dumps({**case, "events": []}).encode()], now=LATE, stays=True)
    assert not answer.failed, answer
    return Assignment.objects.get(order__reference=f"{loading.REFERENCE}{case['id']}")


def tell(reporter: Caller, case: dict[str, Any], job: Assignment, rng: Random) -> None:
    """Send the events with their places, shuffled and some of them twice."""
    events = [{**event, "seq": place} for place, event in enumerate(case["events"])]
    events += rng.sample(events, len(events) // 4)
    rng.shuffle(events)
    size = 1 if int(case["id"].rpartition("-")[2]) % ONE_BY_ONE == 0 else rng.randint(2, 40)
    for start in range(0, len(events), size):
        answer = reporter.post(f"assignments/{job.pk}/reports", {"events": events[start : start + size]})
        assert answer.status_code == 200, answer.json()
        assert "refused" not in {each["state"] for each in answer.json()["results"]}, answer.json()


def found(case: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The breaches that stand."""
    standing = Breach.objects.filter(
        assignment__order__reference=f"{loading.REFERENCE}{case['id']}", state__in=STANDING
    )
    return sorted(standing.values_list("rule", "subject", "occurred_at", "severity"))


def judged(case: dict[str, Any]) -> files.Answer:
    """What `manage.py judge` writes for the case."""
    return files.answer(json.dumps(case).encode(), microseconds_of(LATE))


def expected(case: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The judge's findings."""
    told = json.loads(judged(case).text)
    return sorted(
        (each["rule"], each["subject"], instant_of(read_instant(each["occurred_at"], "at")), each["severity"])
        for each in told["findings"]
    )
