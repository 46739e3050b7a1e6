"""Whether Rada can do its work: the database is there and up to date, a sweep goes round, photos can be kept."""

from __future__ import annotations

import secrets
import time
from functools import cache, lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from rada.platform import heartbeats

OK = "ok"
FOLDER = "readiness"
# Whoever asks the open page again and again makes no more than this of the storage.
WRITES_EVERY_SECONDS = 15


def standing() -> dict[str, str]:
    """Each part with `ok` or what is missing. What cannot be asked before another part is there is left out."""
    said = {"storage": _storage(int(time.monotonic() // WRITES_EVERY_SECONDS)), "database": _database()}
    if said["database"] == OK:
        said["migrations"] = _migrations()
    if said.get("migrations") == OK:
        said["sweep"] = OK if heartbeats.sweep_is_recent() else "none has passed lately"
    return said


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return "away"
    return OK


def _migrations() -> str:
    missing = len(_on_disk() - set(MigrationRecorder(connection).applied_migrations()))
    return f"{missing} to be applied" if missing else OK


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    """The migrations that the code brings along; they do not change while it runs."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations)


@lru_cache(maxsize=1)
def _storage(moment: int) -> str:
    """Whether a file can be written and removed; looked at anew in each moment."""
    try:
        default_storage.delete(default_storage.save(f"{FOLDER}/{secrets.token_hex(8)}", ContentFile(b"ready\n")))
    except OSError as error:
        return f"cannot be written: {type(error).__name__}"
    return OK
