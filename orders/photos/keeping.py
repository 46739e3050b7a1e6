"""Photos that were taken and belong to nothing yet, and the removal of those that nothing came to refer to."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.storage import default_storage

from rada.platform.models import StoredFile


def files_of(pks: Sequence[int]) -> list[StoredFile]:
    """The photos that are still there, in the order asked."""
    found = StoredFile.objects.in_bulk(list(pks)) if pks else {}
    return [found[pk] for pk in pks if pk in found]


def small_bytes(stored: StoredFile) -> bytes:
    """The small picture; empty where its file is gone."""
    try:
        with default_storage.open(stored.thumbnail_name or stored.storage_name) as file:
            return bytes(file.read())
    except OSError:
        return b""
