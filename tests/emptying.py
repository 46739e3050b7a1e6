"""Empty the database after a test that commits: only the tables that hold rows, and what `migrate` wrote stays.

Django's own flush truncates every table and makes all permissions and roles again: a third of a second for each test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

# Made by `migrate` and its signals. Where a test changed them, Django's flush makes them again.
KEPT = ("auth_group", "auth_group_permissions", "auth_permission", "django_content_type")


@contextmanager
def quick() -> Iterator[None]:
    """Let tests that commit end with this. The database must be there."""
    flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    tables = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT]
    kept = _kept()

    def teardown(self: Any) -> None:
        nonlocal kept
        if self.available_apps is None and not self.serialized_rollback and _kept() == kept and _may_skip_triggers():
            _empty(tables)
        else:
            flush(self)
            kept = _kept()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = flush  # type: ignore[attr-defined]


def _empty(tables: list[str]) -> None:
    """Without triggers: those of the timeline refuse to delete, and no row is left for a foreign key to miss."""
    holds = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(holds)
        full = [name for (name,) in cursor.fetchall()]
        if full:
            deletes = "; ".join(f"DELETE FROM {name}" for name in full)
            cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletes}; COMMIT")


def _kept() -> list[str]:
    """What the kept tables hold, as one sum each."""
    sums = " UNION ALL ".join(
        f"SELECT md5(coalesce(string_agg(row::text, ' ' ORDER BY row::text), '')) FROM {name} AS row" for name in KEPT
    )
    with connection.cursor() as cursor:
        cursor.execute(sums)
        return [found for (found,) in cursor.fetchall()]


def _may_skip_triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def vacuumed() -> None:
    """Let plans be those of a fresh database: rows that earlier tests left dead are none to reckon with."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
