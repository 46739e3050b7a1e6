"""Which receipt photos of other orders show the same: the same bytes."""

from __future__ import annotations

from orders.models import Order, Photo
from rada.platform.models import StoredFile


def remember(stored: StoredFile, fingerprint: str) -> None:
    """Let later photos be compared with this one; in the caller's transaction. Its bytes' SHA-256 is with the file."""


def lookalikes(digest: str, fingerprint: str, *, outside: Order) -> list[Photo]:
    """Receipt photos of other orders than `outside` with the same bytes, the earliest first."""
    found = Photo.objects.filter(file__digest=digest).exclude(assignment__order=outside)
    return list(found.select_related("event").order_by("event__recorded_at", "pk"))
