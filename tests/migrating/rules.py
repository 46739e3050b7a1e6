"""The rules of docs/operations.md for migrations: what django-migration-linter says, and what it passes over.

`script/check` runs `main` on a database of its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from django.db.migrations import Migration, RunPython
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.base import Check, CheckMode, CheckType
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

# What was there before the rule, and before any release that had to go on while it was applied.
BASELINE = {"orders": 6, "complaints": 5, "partners": 5, "platform": 7, "desk": 1}
# Second halves of a change in two releases: the migration, and why nothing that runs still needs what goes.
ALLOWED: dict[str, str] = {}
ADDED = re.compile(r'ALTER TABLE (".*?") ADD CONSTRAINT ".*?" (CHECK|FOREIGN KEY|EXCLUDE)')


def validates_at_once(statements: list[str], **_more: object) -> bool:
    """Whether a constraint is added to a table of before and reads every row under the lock."""
    made = {match[1] for line in statements if (match := re.match(r'CREATE TABLE (".*?")', line))}
    added = ((ADDED.search(line), line) for line in statements)
    return any(found and found[1] not in made and not line.rstrip(";").endswith("NOT VALID") for found, line in added)


class Analyser(PostgresqlAnalyser):
    """With what it does not see itself."""

    migration_checks = [
        *PostgresqlAnalyser.migration_checks,
        Check(
            code="ADD_VALIDATED",
            fn=validates_at_once,
            message="ADDING a constraint that reads all rows under its lock (NOT VALID first, then VALIDATE)",
            mode=CheckMode.TRANSACTION,
            type=CheckType.ERROR,
        ),
    ]


def fills_beside_a_change(migration: Migration) -> bool:
    """Whether it fills rows and changes tables, or fills all rows in one transaction."""
    fills = [isinstance(operation, RunPython) for operation in migration.operations]
    return any(fills) and (migration.atomic or not all(fills))


def is_new(migration: Migration) -> bool:
    """Whether the rules hold for it: it is ours, newer than the baseline, and not allowed by name."""
    baseline = BASELINE.get(migration.app_label)
    named = f"{migration.app_label}.{migration.name}"
    return baseline is not None and int(migration.name[:4]) > baseline and named not in ALLOWED


def refused(*, loud: bool = False) -> list[str]:
    """The names of all new migrations that break a rule. Asks the database of the settings."""
    linter = MigrationLinter(all_warnings_as_errors=True, no_cache=True, no_output=not loud)
    linter.sql_analyser_class = Analyser
    return [name for migration in new(linter) if (name := _broken_by(linter, migration))]


def new(linter: MigrationLinter) -> Iterable[Migration]:
    """The migrations that the rules hold for, in the order of their names."""
    found = linter.migration_loader.disk_migrations
    return (found[key] for key in sorted(found) if is_new(found[key]))


def _broken_by(linter: MigrationLinter, migration: Migration) -> str:
    before = linter.nb_erroneous
    linter.lint_migration(migration)
    broken = linter.nb_erroneous > before or fills_beside_a_change(migration)
    return f"{migration.app_label}.{migration.name}" if broken else ""


def main() -> None:
    """Print what is wrong; status 1 where anything is."""
    if broken := refused(loud=True):
        sys.exit(f"Against the rules for migrations (docs/operations.md): {', '.join(broken)}.")
