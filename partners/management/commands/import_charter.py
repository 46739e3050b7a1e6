"""`manage.py import_charter FILE [--dry-run]`: the charter as published on the web becomes a draft version."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from partners.charter import Charter, CharterShapeError, parse_charter
from partners.charter_page import LARGEST_BYTES
from partners.services import charter as charters


class Command(BaseCommand):
    """Reads all of the file before anything is written; a refused file changes nothing."""

    help = "Read the published charter into a draft version of 3 sections and 14 clauses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether only to look."""
        parser.add_argument("file", help="the charter's page as plain text (UTF-8)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be drafted, write nothing")

    @no_translations
    def handle(self, *args: Any, file: str, dry_run: bool, **options: Any) -> None:
        """Draft, and say so. Raises CommandError with the reason where the file is refused."""
        page = _content(file)
        try:
            self.stdout.write(_looked_at(page) if dry_run else _drafted(page))
        except CharterShapeError as error:
            raise CommandError(f"{file} is refused: {error}") from error


def _content(file: str) -> bytes:
    """The file's bytes, one more at most than a charter may have: a huge file is refused unread."""
    try:
        with open(file, "rb") as page:
            return page.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _looked_at(page: bytes) -> str:
    return f"Dry run: {_size(parse_charter(page))}; nothing was written."


def _drafted(page: bytes) -> str:
    draft = charters.draft_from(page)
    number = draft.version.number
    if draft.is_new:
        return f"Draft version {number}: {_size(parse_charter(page))}."
    return f"Version {number} ({draft.version.status}) already holds this very text; nothing was written."


def _size(charter: Charter) -> str:
    return f"{len(charter.sections)} sections, {len(charter.clauses)} clauses"
