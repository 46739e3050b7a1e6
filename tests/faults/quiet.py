"""Waiting for what must come about by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import Error, connection

from tests.faults import invariants

QUIET_SECONDS = 90.0


def wait_for(done: Callable[[], bool], seconds: float) -> bool:
    """Poll until done or until the time is over; whether it was done. A database that is away is not done."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if done():
                return True
        except Error:
            connection.close()
        time.sleep(0.2)
    return False


def wait_for_quiet() -> list[str]:
    """Wait until nothing due waits for a sweep; the complaint where that takes too long."""
    connection.close()  # the database may have been restarted meanwhile
    if wait_for(lambda: invariants.overdue() == 0, QUIET_SECONDS):
        return []
    return [f"{invariants.overdue()} assignments still due after {QUIET_SECONDS:.0f} s"]
