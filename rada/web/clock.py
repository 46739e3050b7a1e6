"""The only clock of the project: the database's. What is judged never depends on a host's own clock or time zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django.db import connection

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving since 1975


def now() -> datetime:
    """The present instant, aware, to the microsecond; inside a transaction too it moves on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
