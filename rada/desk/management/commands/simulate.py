"""`manage.py simulate`: orders happen while one watches, day or night; clocks run out and breaches appear."""

from __future__ import annotations

import random
import signal
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from orders.services.sweeping import HEARTBEAT
from rada.desk.demo import live, seeding
from rada.desk.demo.director import Director
from rada.platform.models import Heartbeat
from rada.web import clock

FRESH = timedelta(minutes=2)


class Command(BaseCommand):
    """Customers and partners act through the real services with the real clock, until told to stop."""

    help = "Let demo orders happen while you watch (never in production). Ctrl-C ends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --speed, --minutes and --seed."""
        parser.add_argument(
            "--speed", type=_positive, default=1.0, metavar="N", help="N times shorter pauses; clocks run as ever"
        )
        parser.add_argument("--minutes", type=_positive, metavar="M", help="stop after M minutes")
        parser.add_argument("--seed", type=int, metavar="S", help="the same chances each time")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run. Raises CommandError in production."""
        try:
            seeding.refuse_in_production()
        except seeding.NotHere as error:
            raise CommandError(str(error)) from error
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        cast = live.open_simulation()
        self._tell_of_the_sweep()
        Director(
            cast=cast,
            rng=random.Random(options["seed"]),
            speed=options["speed"],
            tell=self._tell,
            is_stopping=lambda: self.stopping,
        ).run(minutes=options["minutes"])
        self._tell(_("The simulation has ended."))

    def _tell_of_the_sweep(self) -> None:
        beat = Heartbeat.objects.filter(name=HEARTBEAT).first()
        if beat is None or beat.beat_at < clock.now() - FRESH:
            self._tell(_("No sweep has passed lately: run “manage.py sweep --loop” beside, or clocks run out unseen."))

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e6:
        raise ArgumentTypeError(_("must be a number above zero"))
    return number
