"""Acts at the same instant: threads with connections of their own, let go together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

PATIENCE = 20.0


@dataclass(frozen=True)
class Outcome:
    """What one act gave back, or what it raised."""

    answer: Any = None
    error: BaseException | None = None

    @property
    def won(self) -> bool:
        """Whether it was done."""
        return self.error is None

    @property
    def sentence(self) -> str:
        """What its caller is told where it was refused."""
        return str(self.error)


def race(*acts: Callable[[], Any], pool: ThreadPoolExecutor | None = None) -> list[Outcome]:
    """Run the acts at once, each in a thread with its own connection; their outcomes in the order of the acts.

    A pool keeps its threads and their connections from race to race; it must have a thread for each act. Raises
    TimeoutError where one of them does not come back: nothing may hang.
    """
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Outcome:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return Outcome(answer=act())
        except BaseException as error:
            return Outcome(error=error)
        finally:
            if pool is None:
                connection.close()

    runners = pool or ThreadPoolExecutor(len(acts))
    try:
        return [running.result(PATIENCE) for running in [runners.submit(run, act) for act in acts]]
    finally:
        if pool is None:
            runners.shutdown(wait=False)


@contextmanager
def held_open(act: Callable[[], Any]):
    """Do the act in a transaction of another thread that commits only when the block ends."""
    done, release = threading.Event(), threading.Event()
    failure: list[BaseException] = []

    def run() -> None:
        try:
            with transaction.atomic():
                act()
                done.set()
                release.wait(PATIENCE)
        except BaseException as error:
            failure.append(error)
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    done.wait(PATIENCE)
    try:
        yield
    finally:
        release.set()
        thread.join(PATIENCE)
    if failure:
        raise failure[0]


def wait_until_somebody_waits_for_a_lock() -> None:
    """Return when it does. Raises AssertionError after two seconds in which nobody did."""
    with connection.cursor() as cursor:
        for _try in range(100):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waits for a lock")
