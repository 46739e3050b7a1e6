"""The only clock of the project: the database's. What is judged never depends on a host's own clock or time zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone

from django.db import connection
from django.db.models import DateTimeField, Func, Value
from django.db.models.expressions import Combinable

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving since 1975

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)


def now() -> datetime:
    """The present instant, aware, to the microsecond; inside a transaction too it moves on."""
    stood = _standing_at.get()
    if stood is not None:
        return stood
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def read_along() -> Combinable:
    """The present instant, for another statement to ask along with what it asks anyway."""
    stood = _standing_at.get()
    if stood is not None:
        return Value(stood, output_field=DateTimeField())
    return Func(function="clock_timestamp", output_field=DateTimeField())


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock stand at an aware instant: for demo data that happened in the past, and for tests."""
    token = _standing_at.set(instant)
    try:
        yield
    finally:
        _standing_at.reset(token)
