"""PostgreSQL that stands still or takes no more connections (11, 12): people wait or are told, nothing is lost."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.db import connection

from tests.faults.browsing import Crowd
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for
from tests.faults.rig import Rig
from tests.faults.writing import Writers

SOON = 5.0  # seconds after which all is as before
AT_ONCE = 2.0
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> ALL(%s)"
)


def frozen_postgres(rig: Rig) -> list[Row]:
    """SIGSTOP to PostgreSQL and all its backends under 4 people who write."""
    writers, postgres = Writers(rig, jobs_each=3), rig.child("PostgreSQL")
    say(f"PostgreSQL stands still for {rig.size.frozen:g} s under 4 people")
    with Crowd(writers.people(), pause=0.2) as crowd:
        time.sleep(2)
        rig.freeze(postgres)
        try:
            time.sleep(rig.size.frozen)
        finally:
            rig.thaw(postgres)
        thawed = len(writers.acknowledged)
        came_back = wait_for(lambda: len(writers.acknowledged) >= thawed + 4, SOON)
    longest = max(crowd.taken.seconds)
    wrong = [] if came_back else [f"nobody could write {SOON:g} s afterwards"]
    wrong += [f"a request took {longest:.1f} s"] if longest > rig.size.frozen + SOON else []
    wrong += writers.wrongs()
    seen = f"slowest {longest:.1f} s; {len(writers.acknowledged)} acknowledged, {len(writers.unknown)} unknown"
    must = "no longer than it stood still, 0 missing"
    return [row("PostgreSQL frozen (11)", f"{rig.size.frozen:g} s, 4 people", wrong, must, seen=seen)]


def full_postgres(rig: Rig) -> list[Row]:
    """Somebody takes every connection there is, those of the web server too."""
    writers = Writers(rig, jobs_each=1)
    browser = next(iter(writers.browsers.values()))
    say("every connection of PostgreSQL is taken")
    answers = []
    with every_connection(rig):
        for _turn in range(6):
            began = time.monotonic()
            answers.append((browser.get("/today/"), time.monotonic() - began))
    wrong = [f"answered {status} after {seconds:.1f} s" for status, seconds in answers if status != 503]
    wrong += [f"503 after {seconds:.1f} s" for status, seconds in answers if seconds > AT_ONCE]
    wrong += [] if wait_for(lambda: browser.get("/today/") == 200, SOON) else [f"still away after {SOON:g} s"]
    wrong += [] if writers.write(writers.jobs[0].pk) == 302 else ["a write was not taken afterwards"]
    seen = f"{len(answers)} answers, slowest {max(seconds for _status, seconds in answers):.1f} s"
    return [row("no connection left (12)", "all of max_connections", wrong, "503 at once, then as before", seen=seen)]


@contextlib.contextmanager
def every_connection(rig: Rig) -> Iterator[None]:
    """Hold all connections of the server; those that others held are cut, and taken too."""
    taken: list[Any] = []
    try:
        take_all(rig, taken)
        with taken[0].cursor() as cursor:
            cursor.execute(OTHERS, [[each.info.backend_pid for each in taken]])
        time.sleep(0.5)
        take_all(rig, taken)
        yield
    finally:
        for each in taken:
            each.close()
        connection.close()


def take_all(rig: Rig, taken: list[Any]) -> None:
    """Connect until the server refuses."""
    with contextlib.suppress(psycopg2.OperationalError):
        while True:
            taken.append(psycopg2.connect(rig.environment["DATABASE_URL"]))
