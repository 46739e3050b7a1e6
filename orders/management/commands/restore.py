"""`manage.py restore DIR`: a backup into an empty database, then the proof that everything is there."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from orders.services import restored
from rada.platform.backups import BackupError, restoring


class Command(BaseCommand):
    """Restore, migrate, erase again what was erased since, prove. Nothing else of Rada may run meanwhile."""

    help = (
        "Restore a backup into the empty database of the settings, migrate it, erase again what was erased since, and "
        "verify every timeline, projection and photo. Exit status 1 where anything differs."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, the logs since, and how many tables are filled side by side."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="what `backup` wrote")
        parser.add_argument(
            "--log", type=Path, action="append", default=[], metavar="FILE",
            help="production's log since the backup: persons it calls erased are erased again; may be repeated",
        )  # fmt: skip
        parser.add_argument("--jobs", type=int, default=2, metavar="N", help="tables at once (default 2)")

    def handle(self, *args: Any, folder: Path, log: list[Path], jobs: int, **options: Any) -> None:
        """Do it, a line for each difference; one sentence and status 1 where it cannot be done."""
        with ExitStack() as opened:
            try:
                logs = [opened.enter_context(file.open(encoding="utf-8")) for file in log]
                manifest = restoring.prove(folder)
                found = list(restoring.restore(folder, manifest, facts=restored.facts, jobs=jobs))
                call_command("migrate", verbosity=0, interactive=False)
                persons = sum(restored.erase_again(lines, since=manifest.taken_at) for lines in logs)
            except BackupError as error:
                raise CommandError(str(error)) from error
            except (OSError, ValueError) as error:
                raise CommandError(f"A log cannot be read: {error}.") from error
        extents = restored.retain_all()
        found += restored.differences()
        for difference in found:
            self.stdout.write(difference)
        self.stderr.write(
            f"Restored as of {manifest.taken_at.isoformat()}: {persons} persons and {extents} extents erased again, "
            f"{len(found)} differences."
        )
        if found:
            sys.exit(1)
