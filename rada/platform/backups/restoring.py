"""Restore a backup into an empty database and the storage of photos; nothing is written before the backup is proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.migrations.loader import MigrationLoader

from rada.platform.backups import BackupError, folder, postgres
from rada.platform.backups.folder import Manifest

Facts = Callable[[], dict[str, str]]


def prove(source: Path) -> Manifest:
    """What the backup says of itself. Raises BackupError where it is not whole, or does not fit here."""
    manifest = folder.manifest_of(source)
    folder.verify(source, manifest)
    if unknown := set(manifest.migrations) - _known_migrations():
        raise BackupError(f"A newer version of Rada made this backup; this one does not know {min(unknown)}.")
    if manifest.server > postgres.server_version():
        raise BackupError(
            f"The backup is of PostgreSQL {manifest.server}; this server is {postgres.server_version()}, an older one."
        )
    if not postgres.is_empty():
        raise BackupError("The database is not empty; restore into a fresh one.")
    return manifest


def restore(source: Path, manifest: Manifest, *, facts: Facts, jobs: int = 2) -> Iterator[str]:
    """Fill database and storage; yields a line for each difference from what was backed up.

    `facts` is what `writing.write` was given. Raises BackupError; a database that was half filled has to be made anew.
    """
    try:
        postgres.restore(source / folder.DATABASE, jobs=jobs, written_by=manifest.server)
    except BackupError as error:
        raise BackupError(f"{error} Make the database anew before you try again.") from error
    rows = postgres.rows_of_tables()
    for table in sorted(rows.keys() | manifest.rows.keys()):
        if rows.get(table) != manifest.rows.get(table):
            yield f"{table} has {rows.get(table, 'no')} rows, and had {manifest.rows.get(table, 'none')}."
    if (found := facts()) != manifest.facts:
        yield f"The end of the timelines is {found}, and was {manifest.facts}."
    yield from _put_photos(source)
    yield from (f"{name} was lost before the backup." for name in manifest.lost)


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def _put_photos(source: Path) -> Iterator[str]:
    """Store every photo under its name; one that the storage still has stays. Yields what is another one there."""
    top = source / folder.FILES
    for path in sorted(top.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(top).as_posix()
        try:
            if not default_storage.exists(name):
                with path.open("rb") as photo:
                    default_storage.save(name, File(photo))
            elif not _same(name, path):
                yield f"{name} is another file in the storage."
        except OSError as error:
            raise BackupError(f"{name} could not be put back: {error.strerror}.") from error


def _same(name: str, path: Path) -> bool:
    with default_storage.open(name) as there:
        return there.read() == path.read_bytes()
