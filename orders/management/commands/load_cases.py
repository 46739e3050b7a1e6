"""Put a file of cases into the database: each a reported order, judged, its breaches and clocks in the tables."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from orders.services import loading
from partners.calendars import instant_of
from partners.terms import UnreadableError, read_instant
from rada.web import clock

BATCH = 100


class Command(BaseCommand):
    """Stream cases into the database in constant memory; the same case twice is one order."""

    help = (
        "Load the cases of a file, one JSON object a line; '-' reads standard input. Each becomes an order named "
        "case:<id> with its own terms, policy and closures, and is judged at its own `now`, else at --now, else at "
        "present. A case judged at its own `now` or at --now stays as it was judged then: the sweep leaves it alone "
        "until a report or a closure touches it; `rejudge` judges it anew. With neither the sweep goes on with it. "
        "The same id with other content is refused; the exit status is 1 where any line was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the instant to judge at, and whether to print verdicts."""
        parser.add_argument("cases", metavar="CASES.jsonl")
        parser.add_argument("--now", metavar="INSTANT", help="ISO 8601 with an offset; the present by default")
        parser.add_argument("--print", action="store_true", help="print each case's verdict as the tables hold it")

    def handle(self, *args: Any, cases: str, now: str | None, **options: Any) -> None:
        """Load batch by batch; refused lines are told as `judge` tells them."""
        at = _instant(now)
        counts = {True: 0, False: 0}
        with _opened(cases) as lines:
            told = (line for line in lines if line.strip())
            while batch := list(islice(told, BATCH)):
                for answer in loading.load(batch, now=at or clock.now(), stays=at is not None):
                    counts[answer.failed] += 1
                    if answer.failed or options["print"]:
                        self.stdout.write(answer.text)
        self.stderr.write(f"{counts[False]} loaded, {counts[True]} refused.")
        if counts[True]:
            sys.exit(1)


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else instant_of(read_instant(text, "--now"))
    except UnreadableError as error:
        raise CommandError(str(error), returncode=2) from None


def _opened(path: str) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    try:
        return open(path, "rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from None
