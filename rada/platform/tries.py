"""Counting tries in the database, so that a limit holds with Redis away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from rada.platform import access_tokens
from rada.platform.models import AccessToken
from rada.web import clock

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def count(purpose: str, subject: str, *, most: int, within: timedelta) -> datetime | None:
    """Count one try of the `most` that a subject has within a span; None where one was free.

    Else nothing is counted, and the answer is the instant from which one is free again.
    """
    with connection.cursor() as cursor:  # two tries at once are two tries
        cursor.execute(LOCK, [f"{purpose} {subject}"])
    AccessToken.objects.filter(purpose=purpose, expires_at__lte=clock.now()).delete()
    free_at = free_from(purpose, subject, most=most, within=within)
    if free_at is None:
        access_tokens.issue(purpose, subject, valid_for=within)  # nobody learns this token: its row is the count
    return free_at


def give_back(purpose: str, subject: str) -> None:
    """Take the last try back: it turned out to be none of those that are limited."""
    last = AccessToken.objects.filter(purpose=purpose, subject=subject).order_by("-created_at").values("pk")[:1]
    AccessToken.objects.filter(pk__in=last).delete()


def free_from(purpose: str, subject: str, *, most: int, within: timedelta) -> datetime | None:
    """The instant from which another try is free; None where one is free now. Counts nothing."""
    lately = AccessToken.objects.filter(purpose=purpose, subject=subject, created_at__gt=clock.now() - within)
    last = lately.order_by("-created_at").values_list("created_at", flat=True)[most - 1 : most]
    return last[0] + within if last else None


def minutes_until(free_at: datetime, now: datetime) -> int:
    """How many minutes to wait for a free try, rounded up; one at least."""
    return max(1, -(-int((free_at - now).total_seconds()) // 60))


def hidden(kind: str, value: str) -> str:
    """The name under which tries of a phone or an address are counted; whoever reads it cannot tell whose it is."""
    return f"{kind}:{salted_hmac('rada.platform.tries', value, algorithm='sha256').hexdigest()[:48]}"
