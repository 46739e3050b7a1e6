"""Run a benchmark: what it did, the reference measured in the same run, and the ratio."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.benches.all import BENCHES
from orders.benches.registry import BenchError, Goal


class Command(BaseCommand):
    """Time our way against another way of doing the same work, in turn, in one process."""

    help = "Run a benchmark: " + "; ".join(f"{bench.name}: {bench.shows}" for bench in BENCHES.values())
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which benchmark, and how thoroughly."""
        parser.add_argument("name", choices=sorted(BENCHES))
        parser.add_argument("--cases", metavar="FILE", help="judge: a file of cases, one JSON object a line")
        parser.add_argument(
            "--orders", type=int, nargs="+", metavar="N",
            help="how many orders the history has; several: how cost grows from the first to the last",
        )  # fmt: skip
        parser.add_argument("--rounds", type=int, metavar="N", help="how often to repeat the comparison")
        parser.add_argument("--keep", action="store_true", help="keep the history for the next bench of so many orders")
        parser.add_argument(
            "--markdown", action="store_true", help="the goals as rows of docs/performance.md; all else to stderr"
        )

    def handle(self, *args: Any, name: str, markdown: bool, keep: bool, **options: Any) -> None:
        """Print the benchmark; one sentence and status 1 where the two sides did not do the same work."""
        given = {key: options[key] for key in ("cases", "orders", "rounds") if options[key] is not None}
        try:
            goals = list(BENCHES[name].run((self.stderr if markdown else self.stdout).write, keep=keep, **given))
        except BenchError as error:
            raise CommandError(str(error)) from None
        for goal in goals:
            self.stdout.write(_row(_called(name, given), goal) if markdown else str(goal))


def _called(name: str, given: dict[str, Any]) -> str:
    """The command as somebody types it again."""
    words = [word for key, value in given.items() for word in (f"--{key}", *(value if key == "orders" else [value]))]
    return " ".join(map(str, ["bench", name, *words]))


def _row(called: str, goal: Goal) -> str:
    work, figure, wanted, outcome = goal.cells
    return f"| {work} | {figure} | {wanted} | {outcome} | `{called}` |"
