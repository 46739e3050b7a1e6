"""How statements read their tables, as the database plans them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

LARGE = frozenset({"complaints_complaint", "orders_order", "orders_assignment", "orders_event", "orders_breach"})
SMALL = 10_000  # rows that are read from end to end sooner than by an index


def large_now() -> set[str]:
    """Those of LARGE that hold many rows, as last analysed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s", [[*LARGE], SMALL])
        return {name for (name,) in cursor.fetchall()}


def scanned(statements: Iterable[str]) -> set[str]:
    """The tables that any SELECT among the statements reads from end to end."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for statement in statements:
            if not statement.startswith("SELECT"):
                continue
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            (plan,) = cursor.fetchone()[0]
            found |= {node["Relation Name"] for node in nodes(plan["Plan"]) if node["Node Type"] == "Seq Scan"}
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)
