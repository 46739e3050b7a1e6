"""Notices are written in the transaction of what they tell of; a task sends them later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from rada.platform.models import Notice
from rada.web import clock

MOST_TRIES = 5


def tell(notices: Iterable[Notice]) -> None:
    """Write notices; one that stands already for the same subject, level, channel and audience is not written twice."""
    Notice.objects.bulk_create(list(notices), ignore_conflicts=True)


def notice(
    audience: str,
    subject: str,
    level: str,
    *,
    at: datetime,
    facts: dict[str, object],
    hold_until: datetime | None = None,
) -> Notice:
    """A notice for the in-portal inbox, not yet written."""
    return Notice(
        audience=audience, subject=subject[:160], level=level, facts=facts, created_at=at, hold_until=hold_until
    )


def due(now: datetime) -> QuerySet[Notice]:
    """What is not sent and whose time has come by an instant."""
    return Notice.objects.filter(Q(hold_until__isnull=True) | Q(hold_until__lte=now), sent_at__isnull=True)


@transaction.atomic
def claim(channel: Notice.Channel, *, most_tries: int, first_wait: timedelta, only: Q | None = None) -> Notice | None:
    """The oldest notice of a channel whose time has come, left to nobody else until its next try; each waits longer.

    `only` leaves the others of the channel alone. Whoever claims holds no lock while it sends, so any number of
    senders may run at once.
    """
    now = clock.now()
    waiting = due(now).select_for_update(skip_locked=True)
    notice = waiting.filter(only or Q(), channel=channel, attempts__lt=most_tries).order_by("created_at", "pk").first()
    if notice is not None:
        notice.hold_until = now + first_wait * 2**notice.attempts
        notice.attempts += 1
        notice.save(update_fields=["hold_until", "attempts"])
    return notice
