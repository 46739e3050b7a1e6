"""`manage.py sweep`: judge what is due, warn, send notices. `--loop` keeps the promise without Redis."""

from __future__ import annotations

import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from orders.services import notices, sweeping, warnings


class Command(BaseCommand):
    """One pass, or a pass every few seconds until told to stop."""

    help = "Judge every assignment that is due, warn before clocks break, send notices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --loop and --every."""
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="pause between passes (default 2)"
        )

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        """Run; with --loop a database that is away is waited for."""
        if not loop:
            swept = self._pass()
            self.stdout.write(f"Judged {swept.judged}, failed {swept.failed}.")
            return
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            try:
                close_old_connections()
                self._pass()
            except (OperationalError, InterfaceError) as error:
                self.stderr.write(f"The database is away, trying again: {type(error).__name__}")
                connection.close()
            time.sleep(every)

    def _pass(self) -> sweeping.Swept:
        swept = sweeping.sweep()
        warnings.warn()
        notices.send_waiting()
        return swept

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
