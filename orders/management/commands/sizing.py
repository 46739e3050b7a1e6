"""`manage.py sizing`: what an order takes in this database, and what so many a month would."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders import sizing
from orders.sizing import Mark

GIGABYTE = 1e9
MONTHS = (1, 12, 24, 36, 60)


class Command(BaseCommand):
    """Measured from the tables, multiplied by the terms of retention; the database is only read."""

    help = (
        "Print the bytes that an order takes (tables, indexes, photos, and with --since WAL), and the disk that so "
        "many orders a month need over the terms of retention."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of orders, and the files to begin and end a measuring."""
        parser.add_argument("--orders-a-month", type=int, default=1_000_000, metavar="N", help="default 1000000")
        parser.add_argument("--mark", type=Path, metavar="FILE", help="only note how large everything is now")
        parser.add_argument("--since", type=Path, metavar="FILE", help="count what came since such a note alone")

    def handle(self, *args: Any, orders_a_month: int, mark: Path | None, since: Path | None, **options: Any) -> None:
        """Note, or print the table and the arithmetic."""
        now = sizing.mark()
        if mark:
            mark.write_text(json.dumps(asdict(now)) + "\n", encoding="utf-8")
            return
        earlier = Mark(**json.loads(since.read_text(encoding="utf-8"))) if since else sizing.EMPTY
        if now.orders <= earlier.orders:
            raise CommandError("There is no order to measure.")
        self._tell(earlier, now, orders_a_month / sizing.MONTH_DAYS)
        if since:
            written = sizing.written_between(earlier, now)
            a_day = written * orders_a_month / sizing.MONTH_DAYS / GIGABYTE
            self.stdout.write(f"WAL: {written:,.0f} bytes an order, {a_day:,.1f} GB a day")

    def _tell(self, earlier: Mark, now: Mark, orders_a_day: float) -> None:
        orders = now.orders - earlier.orders
        self.stdout.write(f"{orders:,} orders, {(now.events - earlier.events) / orders:.1f} events each")
        self.stdout.write(f"{'bytes an order':<22} {'tables':>10} {'indexes':>10}   kept")
        *tables, photos = sizing.rooms(earlier, now)
        for room in (*tables, photos):
            kept = "for good" if room.days == sizing.FOR_GOOD else f"{room.days} days"
            self.stdout.write(f"{room.what:<22} {room.tables:>10,.0f} {room.indexes:>10,.0f}   {kept}")
        for months in MONTHS:
            days = months * sizing.MONTH_DAYS
            database = sum(room.after(days, orders_a_day) for room in tables) / GIGABYTE
            shown = photos.after(days, orders_a_day) / GIGABYTE
            self.stdout.write(f"after {months} months: database {database:,.0f} GB, photos {shown:,.0f} GB")
