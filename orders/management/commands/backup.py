"""`manage.py backup DIR`: database and photos together, as they are now, while everything goes on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.services import restored
from rada.platform.backups import BackupError, writing


class Command(BaseCommand):
    """A folder that is there when it is whole, and not before."""

    help = "Back up database and photos of one instant into a new folder. Needs pg_dump; Rada goes on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, an earlier backup and how many tables are written side by side."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that does not exist yet")
        parser.add_argument(
            "--earlier", type=Path, metavar="DIR", help="an earlier backup on the same disk: its photos are linked"
        )
        parser.add_argument("--jobs", type=int, default=2, metavar="N", help="tables at once (default 2)")

    def handle(self, *args: Any, folder: Path, earlier: Path | None, jobs: int, **options: Any) -> None:
        """Write it and say what it holds; one sentence and status 1 where it cannot be written."""
        try:
            manifest = writing.write(folder.absolute(), facts=restored.facts, earlier=earlier, jobs=jobs)
        except BackupError as error:
            raise CommandError(str(error)) from error
        for name in manifest.lost:
            self.stderr.write(f"{name}: a row names it, and the storage does not have it.")
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{folder}: {rows} rows and {manifest.files} files, as of {manifest.taken_at.isoformat()}.")
