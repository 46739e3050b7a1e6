"""`manage.py retain`: erase what was kept as long as it may be, now; or say what would go."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from orders.services import retention
from rada.web import clock


class Command(BaseCommand):
    """One pass, or a dry run that writes nothing."""

    help = "Erase personal data that was kept as long as it may be. With --dry-run say what would go, and why not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --dry-run and --all."""
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would go")
        parser.add_argument("--all", action="store_true", help="look at every order anew: a term was shortened")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Do it, or tell of each order that is due what would go or what holds it, then of rows that have served."""
        now = clock.now()
        if dry_run:
            self._tell(now, everything=options["all"])
            return
        if options["all"]:
            self.stdout.write(f"{retention.look_at_all(now)} orders are looked at anew.")
        self.stdout.write(f"Erased: {retention.retain(now)}.")

    def _tell(self, now: Any, *, everything: bool) -> None:
        for order in retention.orders_to_tell(now, everything=everything).iterator(chunk_size=500):
            planned = retention.plan(order, now)
            if planned.held:
                self.stdout.write(f"{order.code}: waits. {' '.join(planned.held)}")
            elif planned.due:
                self.stdout.write(f"{order.code}: {', '.join(planned.due)}")
        for kept, rows in retention.ended_rows(now).items():
            self.stdout.write(f"{kept}: {rows.order_by().count()} rows")
        self.stdout.write("Nothing was written.")
