"""Each benchmark runs at a small size and finds that both sides did the same work. How long it took proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from orders.benches import histories, portal, sweep
from orders.benches.registry import BenchError, Goal
from orders.models import Breach

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
ORDERS, FEW = 720, 60


@contextmanager
def in_the_tests_database(*_name: str, **_options: bool) -> Iterator[str]:
    """To migrate one more takes ten seconds. What is asked of it makes no difference."""
    yield connection.settings_dict["NAME"]


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.setattr(histories, "scratch_database", in_the_tests_database)


def benched(name, **options) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("bench", name, stdout=output, **options)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "orders", "goals"),
    [
        (
            "sweep",
            ORDERS,
            ["idle sweep", "beside row by row", "bulk insert", "an act with its breach"],
        ),
        ("portal", ORDERS, ["as HTML beside one made without thought", "beside page 1", "that count or skip"]),
        ("api", ORDERS, ["as JSON beside a plain one", "as JSON beside page 1", "statements of the list as JSON"]),
        ("desk", ORDERS, ["statements of complaints", "read whole for orders in need"]),
        ("backtest", FEW, ["one by one through the ORM", "a loop that prefetches", "memory of a trial's worker"]),
    ],
)
def test_a_bench_that_needs_a_database_does_the_same_work_on_both_sides(name, orders, goals):
    printed = benched(name, orders=[orders], rounds=1)

    assert f"{orders} orders" in printed
    for goal in goals:
        assert any(goal in line and "(goal at" in line for line in printed.splitlines()), goal


@pytest.mark.parametrize("name", ["judge", "calendar"])
def test_so_does_one_that_needs_none(name):
    assert "(goal at" in benched(name, rounds=1)


def test_the_sweeps_bench_notices_a_breach_that_is_missing():
    histories.write(ORDERS, many=3)
    broken = Breach.objects.values_list("assignment_id", flat=True)[0]
    sweep._check([broken])
    sweep._forget([broken])

    with pytest.raises(BenchError, match="not what judging says"):
        sweep._check([broken])


def test_a_bench_whose_sides_differ_says_so_and_fails(monkeypatch):
    monkeypatch.setattr(portal, "links_in", lambda answer: [1])

    with pytest.raises(CommandError, match="different rows"):
        benched("portal", orders=[ORDERS], rounds=1)


def test_goals_come_as_rows_of_the_document():
    printed = benched("judge", rounds=1, markdown=True)

    (line, *_others) = printed.splitlines()
    assert line.startswith("| a line judged beside json.loads and json.dumps |")
    assert line.endswith("| `bench judge --rounds 1` |")


@pytest.mark.parametrize(
    ("figure", "bound", "is_floor", "is_met"),
    [(1.5, 1.5, False, True), (1.51, 1.5, False, False), (40, 40, True, True), (39.9, 40, True, False)],
)
def test_a_goal_is_met_at_its_bound(figure, bound, is_floor, is_met):
    goal = Goal("work", figure, bound, is_floor=is_floor)

    assert goal.is_met is is_met
    assert ("missed" in str(goal)) is not is_met


def test_growth_compares_the_most_orders_with_the_fewest():
    grown = portal.grown({10: {"orders": 2.0, "/healthz": 1.0}, 1_000: {"orders": 3.0, "/healthz": 9.0}})

    assert grown == [Goal("orders, 1,000 orders beside 10", 1.5, 1.5)]
