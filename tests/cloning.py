"""One migrated database for all workers of a run, copied by each: to migrate takes ten seconds, a copy none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

LOCK = 20_260_914
OTHERS = "SELECT EXISTS (SELECT FROM pg_database WHERE datname LIKE %s)"
MADE_FOR = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


@contextmanager
def database_of_worker(worker: str, run: str) -> Iterator[None]:
    """Use a copy of the run's template until the end; the first worker to come migrates it, the last drops it."""
    template = f"test_{connection.settings_dict['NAME']}_template"
    own = template.replace("template", worker)
    with _alone() as cursor:
        if _made_for(cursor, template) != run:
            _migrate(template)
            cursor.execute(f"COMMENT ON DATABASE {template} IS '{run}'")
        cursor.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {own} TEMPLATE {template}")
    _use(own)
    yield
    connection.close()
    with _alone() as cursor:
        cursor.execute(f"DROP DATABASE {own} WITH (FORCE)")  # a live server's threads may still be connected
        cursor.execute(OTHERS, [template.replace("template", "gw%")])
        if not cursor.fetchone()[0]:
            cursor.execute(f"DROP DATABASE IF EXISTS {template}")


@contextmanager
def _alone() -> Iterator[Any]:
    """A cursor beside all databases, one worker at a time; the lock goes with its session."""
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")  # the first takes as long as it takes
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor


def _made_for(cursor: Any, template: str) -> str:
    cursor.execute(MADE_FOR, [template])
    found = cursor.fetchone()
    return found[0] if found else ""


def _migrate(name: str) -> None:
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
