"""`python -m rada.launcher.first_steps`: bring the database, the static files and the demo data up to date.

Progress goes to stderr; stdout carries the demo accounts alone, for the supervisor to print at the end.
"""

from __future__ import annotations

import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rada.launcher.terminal import say


def migrate() -> None:
    """Apply what is not applied yet."""
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        say(f"applying {waiting} migrations", to_stderr=True)
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Collect and compress the static files where one of them is new or changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = fingerprint_of_static_files()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == now:
        return
    say("collecting the static files", to_stderr=True)
    if settings.LOCAL:
        # Compressing takes 20 s of a processor and saves nothing on one machine; the manifest is the same.
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="utf-8")


def fingerprint_of_static_files() -> str:
    """Changes when a static file is added, removed or changed."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def seed() -> None:
    """Fill an empty database with the demo, unless RADA_DEMO=no; then print its accounts."""
    if not settings.LOCAL or os.environ.get("RADA_DEMO", "").strip().lower() in {"no", "0", "false", "off"}:
        return
    call_command("seed_demo", stdout=sys.stderr)
    call_command("seed_demo", "--accounts", stdout=sys.stdout)


def main() -> None:
    """Every step; compressing static files takes no database and goes on beside the rest."""
    django.setup()
    with ThreadPoolExecutor(max_workers=1) as beside:
        collected = beside.submit(collect_static)
        migrate()
        seed()
        collected.result()


if __name__ == "__main__":
    try:
        main()
    except (CommandError, DatabaseError, ImproperlyConfigured, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        sys.exit(f"rada · {reason or type(error).__name__}")
