"""Bring the Vietnamese catalogue up to the sources and make its .mo, with no tools of gettext."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rada.lib.catalogue import Message, compiled, missing, read_po, written_po
from rada.web.messages import messages_of_others, messages_of_project


class Command(BaseCommand):
    """`catalogue` writes django.po and django.mo; `catalogue --check` writes nothing and says what lacks."""

    help = "Add new texts to the Vietnamese catalogue, drop those no source asks for, and make django.mo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a text has no words yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, write."""
        folder = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"
        translations = read_po((folder / "django.po").read_text(encoding="utf-8"))
        wanted = messages_of_project()
        kept = {**dict.fromkeys(wanted, ""), **{m: words for m, words in translations.items() if _is_asked(m, wanted)}}
        if not options["check"]:
            (folder / "django.po").write_text(written_po(kept), encoding="utf-8")
            (folder / "django.mo").write_bytes(compiled(kept))
        lacking = missing(wanted, kept)
        for message in lacking:
            self.stdout.write(message.msgid)
        if lacking:
            raise CommandError(f"{len(lacking)} texts have no Vietnamese words yet.")
        self.stdout.write(f"{len(kept)} texts, each with its words.")


def _is_asked(message: Message, wanted: set[Message]) -> bool:
    return message in wanted or message in messages_of_others()
