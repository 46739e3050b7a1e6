"""`manage.py order_states`: print docs/order-states.md as the transition table says it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from orders.models import Status
from orders.transitions import TABLE, Transition

HEADER = """# Where an assignment can stand, and what leads there

Made by `manage.py order_states > docs/order-states.md` from `orders/transitions.py`; a test keeps them equal.
An act that has no row here is refused. A report that has none is kept, steers nothing, and waits for a person.

```mermaid
stateDiagram-v2
"""


class Command(BaseCommand):
    """The page, on standard output."""

    help = "Print the page of order states as the transition table says it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(page(), ending="")


def page() -> str:
    """The whole page as Markdown: a diagram of what moves the status, then every row of the table."""
    arrows = sorted({arrow for row in TABLE if row.target is not None for arrow in _arrows(row)})
    rows = [f"| `{row.kind.value}` | {_words(row.sources)} | {_target(row)} | {_words(row.actors)} |" for row in TABLE]
    table = ["| event | while it stands at | leads to | by |", "| --- | --- | --- | --- |", *rows]
    return HEADER + "\n".join(arrows) + "\n```\n\n" + "\n".join(table) + "\n"


def _arrows(row: Transition) -> list[str]:
    starts = ["[*]" if source == Status.NEW else source.value for source in row.sources]
    return [
        f"    {start} --> {row.target.value}: {row.kind.value}"
        for start in starts
        if row.target and start != row.target.value
    ]


def _words(values: tuple[Any, ...]) -> str:
    return ", ".join(value.value for value in values)


def _target(row: Transition) -> str:
    return row.target.value if row.target else "stays"
