"""Prove that every projection says what the timelines say, or make it so."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from orders.models import Assignment
from orders.services import rebuilding


class Command(BaseCommand):
    """With --check only tell; without it mend: never events, and breaches only by decisions."""

    help = (
        "Compare statuses, look-up rows, stamps, clocks and breaches with what the timelines say. --check prints each "
        "difference and exits 1 where there is one; without it they are mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="only say what differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Print a line for each difference, then the counts."""
        looked = waiting = differing = 0
        for proof in rebuilding.rebuild(Assignment.objects.all(), repair=not check):
            looked += 1
            waiting += proof.waits
            differing += bool(proof.differences)
            for difference in proof.differences:
                self.stdout.write(f"{proof.assignment.order.code}/{proof.assignment.pk}: {difference}")
        waits = f", {waiting} wait for the sweep" if waiting else ""
        self.stderr.write(f"{looked} looked at, {differing} {'differ' if check else 'mended'}{waits}.")
        if check and differing:
            sys.exit(1)
