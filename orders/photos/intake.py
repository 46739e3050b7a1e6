"""The one photo intake: a sent file becomes a StoredFile, or a sentence why not.

    taken = intake.take(request.FILES["photo"], by="user:12")           # taken.stored, a StoredFile
    taken = intake.take(request.FILES["photo"], by="user:12", texts=True)    # and taken.texts, taken.fingerprint
    texts = intake.read(request.FILES["scan"], by="user:12")            # the QR texts alone, nothing is stored

`by` names whose daily share is used. Forms use `orders.forms.photos` and need nothing of this.
What was sent is never decoded here and never kept: a process with limits (`child.py`) writes the photo anew.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from orders.photos import allowance, limits, processes
from orders.photos.refusals import PhotoRefused
from rada.platform.models import StoredFile
from rada.web import clock

logger = logging.getLogger(__name__)

FOLDER = "photos"
KEPT_TYPE = "image/jpeg"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True)
class Taken:
    """A photo that is kept; where that was asked, what its QR codes say and its fingerprint (`fingerprints`)."""

    stored: StoredFile
    texts: tuple[str, ...] = ()
    fingerprint: str = ""


class Decoded(NamedTuple):
    """The process's answer, the folder with what it wrote, and the SHA-256 of what was sent."""

    answer: dict[str, Any]
    folder: Path
    digest: str


def take(upload: UploadedFile[Any], *, by: str, texts: bool = False) -> Taken:
    """Keep a photo: both derivatives in private storage, then the row. Raises PhotoRefused, and keeps nothing then."""
    with _decoded(upload, by=by, texts=texts) as (answer, folder, digest):
        names = [f"{FOLDER}/{name[:2]}/{name}.jpg" for name in (secrets.token_hex(20), secrets.token_hex(20))]
        written: list[str] = []
        try:
            for name, made in zip(names, (limits.KEPT_NAME, limits.SMALL_NAME), strict=True):
                written.append(_kept(folder / made, name))
            stored = _row(answer, digest, (folder / limits.KEPT_NAME).stat().st_size, written)
        except BaseException:
            forget(names)
            raise
    return Taken(stored, tuple(answer["texts"]), answer["fingerprint"])


def read(upload: UploadedFile[Any], *, by: str) -> tuple[str, ...]:
    """What the QR codes in a photo say; nothing of the photo is kept. Raises PhotoRefused."""
    with _decoded(upload, by=by, texts=True) as (answer, _folder, _digest):
        return tuple(answer["texts"])


def forget(names: list[str]) -> None:
    """Remove files of ours; one that is not there, or cannot be removed now, is left to the hourly tidying."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.warning("a photo's file could not be removed: %s", type(error).__name__)


@contextmanager
def _decoded(upload: UploadedFile[Any], *, by: str, texts: bool) -> Iterator[Decoded]:
    """As `decoded`, counted against the daily share of `by`."""
    _require_size(upload)
    allowance.use(by, upload.size or 0)
    with decoded(upload, texts=texts) as made:
        yield made


@contextmanager
def decoded(sent: File[Any], *, texts: bool) -> Iterator[Decoded]:
    """Let the process decode a file that was sent, or any other; what it wrote goes when the block ends.

    Raises PhotoRefused.
    """
    _require_size(sent)
    try:
        with tempfile.TemporaryDirectory(prefix="photo-", dir=work_folder(), ignore_cleanup_errors=True) as made:
            folder = Path(made)
            digest = _received(sent, folder / "sent")
            yield Decoded(processes.answer_to(folder / "sent", folder, texts=texts), folder, digest)
    except OSError as error:
        if error.errno in FULL:
            raise PhotoRefused("disk_full") from None
        if error.errno == errno.EIO:
            raise PhotoRefused("storage_away") from None
        raise


def _require_size(sent: File[Any]) -> None:
    if failed := getattr(sent, "failed", ""):
        raise PhotoRefused(failed)
    if sent.size is None or sent.size > limits.MOST_BYTES:
        raise PhotoRefused("too_big")
    if not sent.size:
        raise PhotoRefused("empty")


def work_folder() -> Path:
    """Where files lie while they are decoded; on this machine alone."""
    folder = Path(settings.PHOTO_WORK_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _received(sent: File[Any], path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in sent.chunks():
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _kept(made: Path, name: str) -> str:
    with made.open("rb") as file:
        return default_storage.save(name, File(file))


@transaction.atomic
def _row(answer: dict[str, Any], digest: str, size: int, names: list[str]) -> StoredFile:
    return StoredFile.objects.create(
        digest=digest, content_type=KEPT_TYPE, size=size, width=answer["width"], height=answer["height"],
        storage_name=names[0], thumbnail_name=names[1], created_at=clock.now(),
    )  # fmt: skip
