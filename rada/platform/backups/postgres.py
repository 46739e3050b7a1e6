"""pg_dump and pg_restore on the database of the settings; no password stands in a command line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from rada.launcher import binaries
from rada.platform.backups import BackupError

OUR_SCHEMAS = "nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
NO_TIME_OUTS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


@contextmanager
def snapshot() -> Iterator[str]:
    """Let this block see the database as it is at its beginning; yields the name by which pg_dump sees the same."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(NO_TIME_OUTS)
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def server_version() -> int:
    """The server's major version."""
    return connection.get_database_version()[0]


def is_empty() -> bool:
    """Whether the database has no table, view or sequence yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT NOT EXISTS (SELECT FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE {OUR_SCHEMAS})"  # noqa: S608 no word of it is anybody's
        )
        return bool(cursor.fetchone()[0])


def rows_of_tables() -> dict[str, int]:
    """How many rows each of our tables has, counted."""
    with connection.cursor() as cursor:
        counted = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 a name of the catalogue
            counted[table] = cursor.fetchone()[0]
        return counted


def dump(into: Path, *, snapshot: str, jobs: int) -> None:
    """Write what the snapshot sees into a new folder. Raises BackupError with pg_dump's own reason."""
    options = ["--format=directory", f"--file={into}", f"--snapshot={snapshot}", f"--jobs={jobs}"]
    _run("pg_dump", [*options, "--no-owner", "--no-privileges"], at_least=server_version())


def restore(source: Path, *, jobs: int, written_by: int) -> None:
    """Fill the empty database with what `dump` wrote from a server of this version.

    Raises BackupError with pg_restore's own reason.
    """
    options = ["--format=directory", "--exit-on-error", f"--jobs={jobs}", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*options, str(source)], at_least=max(written_by, server_version()), named_by="--dbname")


def _run(program: str, options: list[str], *, at_least: int, named_by: str = "") -> None:
    found = binaries.client(program, at_least=at_least)
    if found is None:
        raise BackupError(
            f"There is no {program} of PostgreSQL {at_least} or newer on this machine: install it (on Debian and "
            f"Ubuntu: apt-get install postgresql-client-{at_least})."
        )
    (_psql, *address, name), secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    done = subprocess.run(  # noqa: S603 our own words, and an address of the settings
        [found, *options, *address, "--no-password", *([named_by] if named_by else []), name],
        capture_output=True, text=True, check=False, env=os.environ | (secrets or {}),
    )  # fmt: skip
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        why = next((line for line in lines if "error:" in line), lines[-1] if lines else f"status {done.returncode}")
        raise BackupError(f"{program} failed: {why.strip()}")
