"""Judge assignments again from their stored facts and say what changed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from orders.models import Assignment
from orders.services import rejudging
from partners.calendars import instant_of
from partners.terms import UnreadableError, read_instant


class Command(BaseCommand):
    """One, some or all; a dry run tells what would change."""

    help = "Judge again from stored facts: orders by code, assignments by id, or --all. Says what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to judge, when, and whether to write."""
        parser.add_argument("chosen", nargs="*", metavar="ORDER_CODE|ASSIGNMENT_ID")
        parser.add_argument("--all", action="store_true", help="every assignment")
        parser.add_argument("--now", metavar="INSTANT", help="ISO 8601 with an offset; the present by default")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change; may look back too")

    def handle(self, *args: Any, chosen: list[str], now: str | None, dry_run: bool, **options: Any) -> None:
        """Print a line for each change and the counts; the exit status is 1 where one could not be judged."""
        assignments = _chosen(chosen, everything=options["all"])
        counts: Counter[str] = Counter()
        for done in rejudging.rejudge(assignments, at=_instant(now), dry_run=dry_run):
            for line in [*done.changes, *done.failures]:
                self.stdout.write(str(line))
            counts.update(change.kind for change in done.changes)
            counts.update({"judged": done.judged, "failed": len(done.failures), "left": done.left})
            if self.stderr.isatty():
                self.stderr.write(f"\r{counts['judged']} judged …", ending="")
        kinds = ", ".join(f"{counts[kind]} {kind}" for kind in ("new", "retracted", "reinstated", "regraded", "cured"))
        written = " Nothing was written." if dry_run else ""
        left = f" {counts['left']} were judged later than that already and left." if counts["left"] else ""
        self.stdout.write(f"{counts['judged']} judged, {counts['failed']} failed: {kinds}.{left}{written}")
        if counts["failed"]:
            sys.exit(1)


def _chosen(names: list[str], *, everything: bool) -> QuerySet[Assignment]:
    if everything == bool(names):
        raise CommandError("Name orders or assignments, or say --all.", returncode=2)
    if everything:
        return Assignment.objects.all()
    ids = {int(name) for name in names if name.isdecimal()}
    codes = {name for name in names if not name.isdecimal()}
    found = Assignment.objects.filter(Q(pk__in=ids) | Q(order__code__in=codes))
    known = {value for row in found.values_list("pk", "order__code") for value in row}
    unknown = sorted(str(name) for name in (ids | codes) - known)
    if unknown:
        raise CommandError(f"There is no order or assignment {', '.join(unknown)}.", returncode=2)
    return found


def _instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else instant_of(read_instant(text, "--now"))
    except UnreadableError as error:
        raise CommandError(str(error), returncode=2) from None
