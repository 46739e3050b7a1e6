"""How statements read their tables, as the database plans them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

LARGE = frozenset({"complaints_complaint", "orders_order", "orders_assignment", "orders_event", "orders_breach"})


def scanned(statements: Iterable[str]) -> set[str]:
    """The tables that any SELECT among the statements reads from end to end."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for statement in statements:
            if not statement.startswith("SELECT"):
                continue
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            (plan,) = cursor.fetchone()[0]
            found |= {node["Relation Name"] for node in _nodes(plan["Plan"]) if node["Node Type"] == "Seq Scan"}
    return found


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)
