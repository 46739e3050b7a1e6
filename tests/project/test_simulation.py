"""The simulation beside a real sweeper, as live processes on a database of their own, and what it does when refused."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from orders.models import Order, PolicyVersion
from orders.services import policies
from rada.desk.demo import live, stories
from rada.desk.demo.director import Director
from tests import factories as make

pytestmark = [pytest.mark.long, pytest.mark.thorough]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150
FRESH_BREACHES = "SELECT id, rule, extract(epoch FROM clock_timestamp() - occurred_at) FROM orders_breach"


@dataclass
class Watched:
    """What was seen: how many seconds after it occurred each breach was first there to read, and the ends."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    exit_status: int | None = None
    told: str = ""


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """An empty database with the tables, dropped afterwards."""
    given = urlsplit(os.environ.get("DATABASE_URL", "postgres://rada@127.0.0.1:5432/rada"))
    name = f"rada_simulation_{os.getpid()}"
    url = given._replace(path=f"/{name}").geturl()
    server = psycopg2.connect(given._replace(path="/postgres").geturl())
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    manage(url, "migrate", "-v0").communicate(timeout=120)
    yield url
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture(scope="module")
def watched(database_url: str) -> Watched:
    """A simulation and a sweeper, watched until a cancellation and a late reply were breaches; then told to stop."""
    sweeper = manage(database_url, "sweep", "--loop")
    simulation = manage(database_url, "simulate", "--seed", "1", "--speed", "2")
    seen = Watched()
    try:
        watch(database_url, seen, until={"A2.cancelled", "C1.reply_late"})
        simulation.send_signal(signal.SIGTERM)
        seen.told, _errors = simulation.communicate(timeout=15)
        seen.exit_status = simulation.returncode
    finally:
        for each in (sweeper, simulation):
            each.terminate()
            each.communicate(timeout=15)
    return seen


def manage(url: str, *arguments: str) -> subprocess.Popen[str]:
    """A command of manage.py beside this process."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def watch(url: str, seen: Watched, *, until: set[str]) -> None:
    known: set[int] = set()
    give_up = time.monotonic() + PATIENCE
    reader = psycopg2.connect(url)
    reader.autocommit = True
    with reader.cursor() as cursor:
        while not until <= seen.seconds.keys() and time.monotonic() < give_up:
            cursor.execute(FRESH_BREACHES)
            for pk, rule, seconds in cursor.fetchall():
                if pk not in known:
                    seen.seconds.setdefault(rule, []).append(float(seconds))
                known.add(pk)
            time.sleep(0.2)
    reader.close()


def test_a_cancellation_after_acceptance_is_a_breach_within_two_seconds(watched):
    assert max(watched.seconds["A2.cancelled"]) < 2


def test_a_reply_clock_that_runs_out_is_a_breach_within_a_minute(watched):
    assert max(watched.seconds["C1.reply_late"]) < 60


def test_the_simulation_ends_when_it_is_told_to(watched):
    assert watched.exit_status == 0
    assert "Traceback" not in watched.told


@pytest.mark.django_db
def test_a_step_that_somebody_else_made_impossible_ends_its_story_alone(monkeypatch):
    def answered_by_somebody_else(order: live.Live) -> Iterator[float]:
        order.offered()
        yield 0.0
        order.withdrawn()
        order.accepted()

    monkeypatch.setattr(stories, "chosen", lambda number, rng: answered_by_somebody_else)
    told: list[str] = []
    director = Director(live.open_simulation(), random.Random(1), 10, told.append, is_stopping=lambda: False)

    director.run(minutes=0.03)

    assert Order.objects.filter(is_demo=True).count() > 1
    assert len(told) == 3 * Order.objects.count()


@pytest.mark.django_db
def test_the_policy_of_the_simulation_is_pinned_by_demo_orders_alone():
    make.the_policy()
    live.open_simulation()
    live.open_simulation()
    now = live.clock.now()

    real, demo = policies.in_force(now), policies.in_force(now, demo=True)

    assert (real.is_demo, demo.is_demo) == (False, True)
    assert PolicyVersion.objects.filter(is_demo=True).count() == 1
    assert demo.numbers["care_close"] == "24:00"
