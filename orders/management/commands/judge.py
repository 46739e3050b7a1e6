"""Judge a file of cases: one case a line in, one line a case out."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from orders.commitments.files import answer
from partners.calendars import microseconds_of
from partners.terms import UnreadableError, read_instant


class Command(BaseCommand):
    """Stream cases through the judge in constant memory. It needs no database."""

    help = "Judge the cases of a file, one JSON object a line; '-' reads standard input. Format: docs/commitments.md"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the instant to judge at for cases without one of their own."""
        parser.add_argument("cases", metavar="CASES.jsonl")
        parser.add_argument("--now", metavar="INSTANT", help="ISO 8601 with an offset; the present by default")

    def handle(self, *args: Any, cases: str, now: str | None, **options: Any) -> None:
        """Write a line for each case; the exit status is 1 where any could not be read, 2 where none was tried."""
        default_now = _default_now(now)
        try:
            with _opened(cases) as lines:
                failed = self._answer(lines, default_now)
            self.stdout.flush()
        except BrokenPipeError:
            # The reader, `head` for one, has seen enough. Python would complain again when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        if failed:
            sys.exit(1)

    def _answer(self, lines: Iterable[bytes], default_now: int) -> bool:
        failed = False
        for line in lines:
            if line.strip():
                text, is_error = answer(line, default_now)
                self.stdout.write(text)
                failed = failed or is_error
        return failed


def _default_now(text: str | None) -> int:
    # The database's clock is the one clock of all that is stored; nothing is stored here, and no database needed.
    if text is None:
        return microseconds_of(datetime.now(UTC))
    try:
        return read_instant(text, "--now")
    except UnreadableError as error:
        raise CommandError(str(error), returncode=2) from None


def _opened(path: str) -> Any:
    if path == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        lines: BinaryIO = open(path, "rb")  # noqa: SIM115  closed by the caller's with
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from None
    return lines
