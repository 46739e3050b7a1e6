"""`manage.py sweep`: judge what is due, send what waits, warn, ring. `--loop` keeps the promise without Redis."""

from __future__ import annotations

import gc
import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from orders.photos import tidying
from orders.services import carrying, fault_watch, notices, retention, ringing, scheduled, sweeping, texting, warnings
from partners.services import forgotten
from rada.lib import log_lines
from rada.platform.webhooks import sending as webhooks

logger = logging.getLogger(__name__)
# Upper apps add theirs by `sweeping.also`, before the last.
# In this order: what judging finds is warned of and sent in the same pass. Whatever waits for others comes last.
PARTS: tuple[Callable[[], object], ...] = (
    sweeping.sweep,
    scheduled.send_due,
    warnings.warn,
    notices.send_waiting,
    forgotten.send_waiting,
    texting.send_waiting,
    carrying.send_waiting,
    fault_watch.watch,
    retention.retain_hourly,
    tidying.tidy_hourly,
    webhooks.send_waiting,
    ringing.ring,
)


class Command(BaseCommand):
    """One pass, or a pass every few seconds until told to stop."""

    help = "Judge every assignment that is due, send messages that wait, warn before clocks break, send notices, ring."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --loop and --every."""
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="pause between passes (default 2)"
        )

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        """Run; with --loop a database that is away is waited for."""
        parts = (*PARTS[:-1], *sweeping.others(), PARTS[-1])
        if not loop:
            swept = sweeping.sweep()
            for part in parts[1:]:
                part()
            self.stdout.write(f"Judged {swept.judged}, failed {swept.failed}.")
            return
        gc.freeze()  # the program itself is no garbage: batches of many rows need not look through it again and again
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            for part in parts:
                self._try(part)
            time.sleep(every)

    def _try(self, part: Callable[[], object]) -> None:
        """Run one part of a pass; what befalls it holds up neither the others nor the next pass."""
        try:
            close_old_connections()
            with log_lines.about(part=part.__name__):
                part()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database is away, trying again: %s", type(error).__name__)
            connection.close()
        except Exception:
            logger.exception("%s failed", part.__name__)
            connection.close()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
