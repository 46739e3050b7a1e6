"""Acts at the same instant: threads with connections of their own, let go together."""

from __future__ import annotations

import threading
from collections.abc import Callable
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


def race(*acts: Callable[[], Any]) -> list[Outcome]:
    """Run the acts at once, each in a thread with its own connection; their outcomes in the order of the acts.

    Raises TimeoutError where one of them does not come back: nothing may hang.
    """
    start = threading.Barrier(len(acts))
    outcomes: list[Outcome | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            outcomes[place] = Outcome(answer=act())
        except BaseException as error:
            outcomes[place] = Outcome(error=error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act), daemon=True) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    ended = [outcome for outcome in outcomes if outcome is not None]
    if len(ended) != len(acts):
        raise TimeoutError("an act did not come back")
    return ended


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
