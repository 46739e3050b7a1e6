"""Run a benchmark: what it did, the reference measured in the same run, and the ratio."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.benches.all import BENCHES
from orders.benches.registry import BenchError


class Command(BaseCommand):
    """Time our way against another way of doing the same work, in turn, in one process."""

    help = "Run a benchmark: " + "; ".join(f"{bench.name}: {bench.shows}" for bench in BENCHES.values())
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which benchmark, and how thoroughly."""
        parser.add_argument("name", choices=sorted(BENCHES))
        parser.add_argument("--cases", metavar="FILE", help="judge: a file of cases, one JSON object a line")
        parser.add_argument("--orders", type=int, metavar="N", help="backtest: how many orders the history has")
        parser.add_argument("--rounds", type=int, metavar="N", help="how often to repeat the comparison")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Print the benchmark; one sentence and status 1 where the two sides did not do the same work."""
        given = {key: options[key] for key in ("cases", "orders", "rounds") if options[key] is not None}
        try:
            BENCHES[name].run(self.stdout.write, **given)
        except BenchError as error:
            raise CommandError(str(error)) from None
