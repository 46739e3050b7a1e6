"""`manage.py migrate`, Django's own, beside an application that goes on working."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg2.errors import LockNotAvailable  # type: ignore[import-untyped]

# Whoever waits for a table holds up everybody behind, so a try ends with `lock_timeout` and lets the others pass.
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 20.0)  # seconds
INVALID = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"


class Command(migrate.Command):
    """Try again where a table was held, and let what is long take its time: an index of a large table."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. Raises OperationalError where a table was held at the last try too."""
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        for pause in (*PAUSES, None):
            try:
                self._drop_unfinished(connection)
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if pause is None or not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self.stderr.write(f"A table is held; trying again in {pause:g} s.")
                time.sleep(pause)

    def _drop_unfinished(self, connection: Any) -> None:
        """An index whose concurrent building was cut off is of no use, and in the way of the next try."""
        with connection.cursor() as cursor:
            cursor.execute(INVALID)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # quoted by the server itself
