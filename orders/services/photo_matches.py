"""Finds a receipt's photo that was sent for another order before: the same bytes, or the same look.

photo_matches.remember(taken.stored, taken.fingerprint)          # in the transaction that keeps the photo
seen = photo_matches.lookalikes(taken.stored.digest, taken.fingerprint, outside=order)
"""

from __future__ import annotations

from django.db.models import Q

from orders.models import Order, Photo, PhotoPrint
from orders.photos import fingerprints
from rada.platform.models import StoredFile

# Key by key: asked for all of them at once, PostgreSQL believes that most photos share one, and reads every photo.
SHARING = """
    SELECT DISTINCT ON (near.id) near.id, near.file_id, near.fingerprint
    FROM unnest(%s::integer[]) AS asked(key)
    CROSS JOIN LATERAL (SELECT * FROM orders_photoprint WHERE keys @> ARRAY[asked.key] OFFSET 0) AS near
"""


def remember(stored: StoredFile, fingerprint: str) -> None:
    """Keep what a photo looks like beside its file. A file has one look; told again it stays as it was.

    Without a fingerprint nothing is kept: the file is then found by its bytes alone.
    """
    if fingerprint:
        keys = fingerprints.keys_to_store(fingerprint)
        PhotoPrint.objects.get_or_create(file=stored, defaults={"fingerprint": fingerprint, "keys": keys})


def lookalikes(digest: str, fingerprint: str, *, outside: Order) -> list[Photo]:
    """Receipt photos of other orders with these bytes or this look, the earliest first.

    `digest` is the SHA-256 of the bytes as they were sent, hexadecimal. The cost follows the photos that share a key.
    """
    same = Q(file__digest=digest) | Q(file__in=_alike(fingerprint))
    found = Photo.objects.filter(same).exclude(assignment__order=outside)
    return list(found.select_related("event", "file", "assignment").order_by("event__recorded_at", "pk"))


def _alike(fingerprint: str) -> list[int]:
    """Files whose look is close enough, among those that share a key."""
    near = PhotoPrint.objects.raw(SHARING, [fingerprints.keys_to_ask(fingerprint)])
    return [seen.file_id for seen in near.iterator() if fingerprints.is_alike(fingerprint, seen.fingerprint)]
