"""The folder of a backup: what its manifest says, and whether every file in it is what was written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from rada.platform.backups import BackupError

FORMAT = 1
MANIFEST, SUMS, PHOTOS = "manifest.json", "SHA256SUMS", "photos.txt"
DATABASE, FILES = "database", "files"
LINE = re.compile(r"([0-9a-f]{64})  (.+)\n")


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    taken_at: datetime  # the database's clock, when the snapshot was taken; aware
    server: int  # PostgreSQL's major version
    migrations: list[str]  # `orders.0001_initial`
    rows: dict[str, int]  # of each table
    facts: dict[str, str]  # what upper apps say of the snapshot, the hash of the last event for one
    erased_meanwhile: list[str] = field(default_factory=list)  # photos whose row went after the snapshot
    lost: list[str] = field(default_factory=list)  # photos whose row is there and whose file is not
    files: int = 0  # how many lie in the folder besides this one and the sums
    format: int = FORMAT

    def written_to(self, folder: Path) -> None:
        """Write it."""
        told = asdict(self) | {"taken_at": self.taken_at.isoformat()}
        (folder / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def manifest_of(folder: Path) -> Manifest:
    """What the backup says of itself. Raises BackupError where it is none that can be read here."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known = told.get("format") == FORMAT
        return Manifest(**told | {"taken_at": datetime.fromisoformat(told["taken_at"])}) if known else _unknown(folder)
    except FileNotFoundError:
        raise BackupError(f"{folder} is no finished backup: it has no {MANIFEST}.") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error}.") from error


def _unknown(folder: Path) -> Manifest:
    raise BackupError(f"{folder} has a format that this version of Rada does not know.")


def files_in(folder: Path) -> Iterator[str]:
    """Every file below the folder, relative to it; the sums themselves are none of them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (name := path.relative_to(folder).as_posix()) != SUMS:
            yield name


def sum_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Sum up every file in the folder."""
    with (folder / SUMS).open("w", encoding="utf-8") as sums:
        sums.writelines(f"{sum_of(folder / name)}  {name}\n" for name in files_in(folder))


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its sum. Raises BackupError with the first that is missing or another."""
    summed = 0
    for digest, name in _sums(folder):
        try:
            if sum_of(folder / name) != digest:
                raise BackupError(f"{folder / name} is not what was written: its checksum differs.")
        except FileNotFoundError:
            raise BackupError(f"{folder / name} is missing from the backup.") from None
        summed += 1
    if summed != manifest.files + 1:
        raise BackupError(f"{folder / SUMS} names {summed} files, the manifest {manifest.files + 1}: one was cut off.")


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        with (folder / SUMS).open(encoding="utf-8") as lines:
            for line in lines:
                if not (read := LINE.fullmatch(line)):
                    raise BackupError(f"{folder / SUMS} is damaged.")
                yield read[1], read[2]
    except FileNotFoundError:
        raise BackupError(f"{folder} is no finished backup: it has no {SUMS}.") from None
