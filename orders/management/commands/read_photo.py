"""Read photos as the intake does: one file in, one line of JSON out, in the order given."""

import hashlib
import json
import os
import shutil
import stat
import sys
from argparse import ArgumentParser
from itertools import count
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from orders.photos import intake, limits
from orders.photos.refusals import PhotoRefused
from orders.stamp_codes import serial_of

LONGEST_NAME = 60


class Command(BaseCommand):
    """Decode, check, strip and read files in the process that uploads go through. It needs no database."""

    help = "Say of each file whether it is a photo, what its codes say and what it looks like; one JSON object a line"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and where to keep what is made of them."""
        parser.add_argument("files", metavar="FILE", nargs="+")
        parser.add_argument("--out", metavar="DIR", help="keep NAME.jpg and NAME.small.jpg of each photo here")

    def handle(self, *args: Any, files: list[str], out: str | None, **options: Any) -> None:
        """Write a line for each file, whatever it is; the exit status is 0 once every file has its line."""
        folder = _made(out) if out else None
        try:
            for file in files:
                self.stdout.write(json.dumps({"file": file} | _line(Path(file), folder)))
            self.stdout.flush()
        except BrokenPipeError:
            # The reader, `head` for one, has seen enough. Python would complain again when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)


def _made(out: str) -> Path:
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}") from None
    return folder


def _line(path: Path, out: Path | None) -> dict[str, Any]:
    """What is said of one file. Nothing that a file is, or that keeps it from being read, is raised."""
    said: dict[str, Any] = {
        "accepted": False, "code": None, "reason": None, "stamp_read": None, "texts": [], "sha256": None,
        "fingerprint": None, "width": None, "height": None,
    }  # fmt: skip
    try:
        _require_file(path)
        with path.open("rb") as opened:
            if os.fstat(opened.fileno()).st_size <= limits.MOST_BYTES:
                said["sha256"] = hashlib.file_digest(opened, "sha256").hexdigest()
            with intake.decoded(File(opened), texts=True) as made:
                names = _kept(made.folder, path.stem, out) if out else None
                said |= _answer(made.answer) | ({"out": names} if out else {})
    except PhotoRefused as refusal:
        said |= {"code": refusal.code, "reason": str(refusal)}
    except (OSError, ValueError):  # ValueError: a path that no system takes
        said |= {"code": "unreadable", "reason": str(PhotoRefused("unreadable"))}
    return said


def _require_file(path: Path) -> None:
    """Raise PhotoRefused for a folder, and for a pipe or device, which might never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise PhotoRefused("unreadable")


def _answer(answer: dict[str, Any]) -> dict[str, Any]:
    serials = [serial for serial in map(serial_of, answer["texts"]) if serial]
    return {
        "accepted": True, "stamp_read": serials[0] if serials else None, "texts": answer["texts"],
        "fingerprint": answer["fingerprint"], "width": answer["width"], "height": answer["height"],
    }  # fmt: skip


def _kept(made: Path, name: str, out: Path) -> list[str]:
    """Copy both pictures under a name that nothing there has yet. Raises PhotoRefused where there is no room."""
    name = name.encode(errors="replace")[:LONGEST_NAME].decode(errors="ignore") or "photo"
    stems = (name if number == 1 else f"{name}-{number}" for number in count(1))
    pairs = ((out / f"{stem}.jpg", out / f"{stem}.small.jpg") for stem in stems)
    kept, small = next(pair for pair in pairs if not any(map(os.path.lexists, pair)))
    try:
        shutil.copyfile(made / limits.KEPT_NAME, kept)
        shutil.copyfile(made / limits.SMALL_NAME, small)
    except OSError:
        kept.unlink(missing_ok=True)
        small.unlink(missing_ok=True)
        raise PhotoRefused("disk_full") from None
    return [kept.name, small.name]
