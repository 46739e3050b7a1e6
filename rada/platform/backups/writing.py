"""Write a backup: under a temporary name, renamed when it is whole.

Rows and the names of their photos are of one snapshot. Photos are never written over, so they may be copied after it;
one that is gone by then was erased, and its row with it: the manifest names it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from rada.platform.backups import BackupError, folder, postgres
from rada.platform.backups.folder import Manifest
from rada.platform.models import StoredFile
from rada.web import clock

Facts = Callable[[], dict[str, str]]


def write(target: Path, *, facts: Facts, earlier: Path | None = None, jobs: int = 2) -> Manifest:
    """Back everything up into a folder that does not exist yet; `facts` is asked inside the snapshot.

    Photos that an `earlier` backup on the same disk has are linked to it. Raises BackupError, and leaves nothing then.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; name a folder that does not.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise BackupError(f"{unfinished} is there: another backup writes it, or one was killed; remove it.") from None
    except OSError as error:
        raise BackupError(f"{unfinished} cannot be made: {error.strerror}.") from error
    try:
        return _written(unfinished, target, facts, earlier, jobs)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror} ({error.filename or target}).") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _written(unfinished: Path, target: Path, facts: Facts, earlier: Path | None, jobs: int) -> Manifest:
    manifest = _dumped(unfinished, facts, jobs)
    missing = {name: _has_row(name) for name in _copy_photos(unfinished, earlier)}
    manifest = replace(
        manifest,
        erased_meanwhile=[name for name, has_row in missing.items() if not has_row],
        lost=[name for name, has_row in missing.items() if has_row],
        files=sum(1 for _name in folder.files_in(unfinished)),
    )
    manifest.written_to(unfinished)
    folder.write_sums(unfinished)
    os.sync()
    unfinished.rename(target)
    return manifest


def _dumped(unfinished: Path, facts: Facts, jobs: int) -> Manifest:
    """The database, and the names of its photos, at one instant."""
    with postgres.snapshot() as snapshot:
        manifest = Manifest(
            taken_at=clock.now(),
            server=postgres.server_version(),
            migrations=[f"{app}.{name}" for app, name in sorted(MigrationRecorder(connection).applied_migrations())],
            rows=postgres.rows_of_tables(),
            facts=facts(),
        )
        with (unfinished / folder.PHOTOS).open("w", encoding="utf-8") as names:
            names.writelines(f"{stored}\n" for stored in _named())
        postgres.dump(unfinished / folder.DATABASE, snapshot=snapshot, jobs=jobs)
    return manifest


def _named() -> Iterator[str]:
    """The names of all files that rows know."""
    for pair in StoredFile.objects.order_by("pk").values_list("storage_name", "thumbnail_name").iterator(2000):
        yield from filter(None, pair)


def _copy_photos(unfinished: Path, earlier: Path | None) -> Iterator[str]:
    """Copy what the snapshot named; yields the names of files that are not there."""
    with (unfinished / folder.PHOTOS).open(encoding="utf-8") as names:
        for name in map(str.strip, names):
            copy = unfinished / folder.FILES / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            kept = earlier and earlier / folder.FILES / name
            if kept and kept.is_file() and default_storage.exists(name):
                os.link(kept, copy)
                continue
            try:
                photo = default_storage.open(name)
            except FileNotFoundError:
                yield name
                continue
            with photo, copy.open("wb") as written:
                shutil.copyfileobj(photo, written)


def _has_row(name: str) -> bool:
    return StoredFile.objects.filter(Q(storage_name=name) | Q(thumbnail_name=name)).exists()
