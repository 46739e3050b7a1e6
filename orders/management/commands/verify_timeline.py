"""Work out every hash of the timelines again and name the first link of each that does not hold."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders import sealing
from orders.models import Assignment, Order
from orders.services import sheet_checks, verifying


class Command(BaseCommand):
    """The proof that the past is what was written; it changes nothing."""

    help = (
        "Verify the hash chains and the texts' salted hashes, of some orders or of all. Exit status 1 where one breaks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take order codes, or the file of an evidence sheet."""
        parser.add_argument("orders", nargs="*", metavar="ORDER_CODE", help="all orders where none is named")
        parser.add_argument(
            "--sheet", type=Path, metavar="FILE", help="confirm an evidence sheet, HTML or PDF, instead"
        )

    def handle(self, *args: Any, orders: list[str], sheet: Path | None, **options: Any) -> None:
        """Print a line for each broken chain, or for each difference of a sheet, then what was looked at."""
        if sheet is None:
            self._verify(orders)
        else:
            self._confirm(sheet)

    def _verify(self, orders: list[str]) -> None:
        unknown = set(orders) - set(Order.objects.filter(code__in=orders).values_list("code", flat=True))
        if unknown:
            raise CommandError(f"There is no order {', '.join(sorted(unknown))}.", returncode=2)
        chosen = Assignment.objects.filter(order__code__in=orders) if orders else Assignment.objects.all()
        looked = broken = 0
        for _assignment, problem in verifying.breaks(chosen):
            looked += 1
            if problem is not None:
                broken += 1
                self.stdout.write(str(problem))
        self.stderr.write(f"{looked} timelines verified, {broken} broken.")
        if broken:
            sys.exit(1)

    def _confirm(self, sheet: Path) -> None:
        """Print a line for each difference between a sheet and the stored timeline."""
        try:
            found = sheet_checks.differences(sheet.read_bytes())
        except (OSError, sealing.NotSealed) as error:
            raise CommandError(f"{sheet}: {error}", returncode=2) from error
        for difference in found:
            self.stdout.write(difference)
        self.stderr.write("The sheet differs from the timeline." if found else "The sheet says what the timeline says.")
        if found:
            sys.exit(1)
