"""Bring the description of the API up to the code."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rada.platform.api.description import BadDescription, described

FILE = Path("docs") / "api" / "openapi.yaml"


class Command(BaseCommand):
    """`openapi` writes docs/api/openapi.yaml; with `--check` it says whether that is up to the code."""

    help = "Write the OpenAPI description of the API, or with --check compare it with the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Describe, then compare or write."""
        file = Path(settings.BASE_DIR) / FILE
        try:
            told = described()
        except BadDescription as error:
            raise CommandError(f"The API is described badly: {error}") from None
        if not options["check"]:
            file.write_text(told, encoding="utf-8")
        elif not file.is_file() or file.read_text(encoding="utf-8") != told:
            raise CommandError(f"{FILE} is out of date: run script/manage openapi.")
        self.stdout.write(f"{FILE} is up to the code.")
