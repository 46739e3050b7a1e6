"""Removes what nothing came of: photos that no row refers to, files that no row names, folders of ended requests."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CASCADE, Exists, ManyToOneRel, OneToOneRel, OuterRef, QuerySet

from orders.photos import allowance
from orders.photos.intake import FOLDER, forget, work_folder
from rada.platform.models import Heartbeat, StoredFile
from rada.web import clock

logger = logging.getLogger(__name__)

HEARTBEAT = "tidy photos"
EVERY = timedelta(hours=1)
LOOSE_FOR = timedelta(days=1)  # longer than a form keeps its references, see orders.forms.photos.KEPT_FOR
WORKED_ON_FOR = timedelta(hours=1)
LOOKED_AT = 50_000  # the newest rows; what is older was looked at in the weeks before
BATCH = 200
FOLDERS_AT_ONCE = 16  # of 256, so that each is looked into once in 16 hours


def tidy_hourly() -> int:
    """Tidy where nobody did within the hour; any number of callers may ask, any time. Returns how many files left."""
    now = clock.now()
    Heartbeat.objects.get_or_create(name=HEARTBEAT, defaults={"beat_at": now - 2 * EVERY})
    ours = Heartbeat.objects.filter(name=HEARTBEAT, beat_at__lte=now - EVERY).update(beat_at=now)
    return tidy(now) if ours else 0


def tidy(now: datetime) -> int:
    """Remove everything that is loose by now; each photo in a transaction of its own. Returns how many files left."""
    removed = 0
    loose = unused().filter(created_at__lte=now - LOOSE_FOR, pk__in=_newest())
    for pk in list(loose.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        removed += _remove(pk)
    removed += _remove_nameless(now)
    _remove_folders(now)
    allowance.forget_before(now)
    return removed


def unused() -> QuerySet[StoredFile]:
    """Photos that no row of any table refers to, but such as go with their photo."""
    found = StoredFile.objects.all()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        goes_along = isinstance(relation, OneToOneRel) and relation.on_delete is CASCADE
        if isinstance(relation, ManyToOneRel) and not goes_along:
            rows = relation.related_model._default_manager.filter(**{relation.field.attname: OuterRef("pk")})  # type: ignore[union-attr]
            found = found.exclude(Exists(rows))
    return found


def _newest() -> QuerySet[StoredFile, int]:
    return StoredFile.objects.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT]


@transaction.atomic
def _remove(pk: int) -> int:
    """Ask again whether something refers to it by now, then remove row and files.

    Nothing new can: a form's reference ends long before LOOSE_FOR, and the database refuses a row without its photo.
    """
    stored = StoredFile.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if stored is None or not unused().filter(pk=pk).exists():
        return 0
    stored.delete()
    forget([name for name in (stored.storage_name, stored.thumbnail_name) if name])
    return 1


def _remove_nameless(now: datetime) -> int:
    """Files of photos whose row was never written: their process was killed in between."""
    first = int(now.timestamp() // EVERY.total_seconds()) * FOLDERS_AT_ONCE
    removed = 0
    for number in range(first, first + FOLDERS_AT_ONCE):
        names = [name for name in _files_in(f"{FOLDER}/{number % 256:02x}") if _is_old(name, now)]
        removed += len(strangers := _without_row(names))
        forget(strangers)
    return removed


def _files_in(folder: str) -> Iterator[str]:
    try:
        _folders, files = default_storage.listdir(folder)
    except OSError:
        return
    yield from (f"{folder}/{name}" for name in files)


def _is_old(name: str, now: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) <= now - LOOSE_FOR
    except OSError:
        return False


def _without_row(names: Sequence[str]) -> list[str]:
    known = set(StoredFile.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))
    known |= set(StoredFile.objects.filter(thumbnail_name__in=names).values_list("thumbnail_name", flat=True))
    return [name for name in names if name not in known]


def _remove_folders(now: datetime) -> None:
    """What requests left on this machine that were killed while they worked."""
    for path in (*work_folder().glob("photo-*"), *Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")):
        try:
            if path.stat().st_mtime <= (now - WORKED_ON_FOR).timestamp():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError as error:
            logger.warning("%s could not be removed: %s", path.name, type(error).__name__)
