"""How much one person may send in a day; counted in the database, so that a restart forgives nothing."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, IntegerField, Min, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from orders.photos import limits
from orders.photos.refusals import ShareUsedUp
from rada.platform.models import IdempotencyKey
from rada.web import clock

DAY = timedelta(days=1)
PREFIX = "photos:"
CUSTOMER = "order:"


@transaction.atomic
def use(by: str, size: int) -> None:
    """Count one photo of `size` bytes for `by`, taken or not: decoding costs the same.

    Raises ShareUsedUp where the share of the last 24 hours is used up.
    """
    with connection.cursor() as cursor:  # photos sent side by side are counted one after another
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{PREFIX}{by}"])
    now = clock.now()
    sent = IdempotencyKey.objects.filter(scope=f"{PREFIX}{by}"[:80], created_at__gt=now - DAY).aggregate(
        number=Count("pk"), size=Sum(Cast(KeyTextTransform("bytes", "answer"), IntegerField())), first=Min("created_at")
    )
    number, bytes_sent = sent["number"] + 1, (sent["size"] or 0) + size
    most_photos, most_megabytes = _share_of(by)
    if number > most_photos or bytes_sent > most_megabytes * limits.MEGABYTE:
        raise ShareUsedUp(max(1, int(((sent["first"] or now) + DAY - now).total_seconds())))
    IdempotencyKey.objects.create(
        scope=f"{PREFIX}{by}"[:80], value=secrets.token_hex(16), fingerprint="", answer={"bytes": size}, created_at=now
    )


def _share_of(by: str) -> tuple[int, int]:
    """How many photos and megabytes a day: the customer of one order has less to send than whoever works for it."""
    if by.startswith(CUSTOMER):
        return settings.CUSTOMER_PHOTOS_A_DAY, settings.CUSTOMER_PHOTO_MEGABYTES_A_DAY
    return settings.PHOTOS_A_DAY, settings.PHOTO_MEGABYTES_A_DAY


def forget_before(now: datetime) -> None:
    """Remove counts that no day covers any more."""
    IdempotencyKey.objects.filter(created_at__lt=now - 2 * DAY, scope__startswith=PREFIX).delete()
