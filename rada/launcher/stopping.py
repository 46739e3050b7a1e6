"""Ctrl-C and its kin: a wish that is looked at where it is safe to stop, and a second one that is not polite."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopWished(Exception):
    """Somebody asked to stop while the launcher was waiting for something."""


class Stopping:
    """Counts the wishes to stop."""

    def __init__(self) -> None:
        self.wishes = 0

    def listen(self) -> None:
        """From now on, signals are wishes."""
        for number in WISHES:
            signal.signal(number, self.note)

    def note(self, *_: object) -> None:
        """One more wish."""
        self.wishes += 1

    def wait_until(self, done: Callable[[], object], seconds: float) -> bool:
        """Poll until `done` or the time is over; whether it was done.

        Raises StopWished as soon as somebody wants to stop.
        """
        end = time.monotonic() + seconds
        while not done():
            if self.wishes:
                raise StopWished
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True
