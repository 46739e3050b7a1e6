"""Notices are written in the transaction of what they tell of; a task sends them later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from rada.platform.channels.gateway import Answer
from rada.platform.models import Delivery, Notice
from rada.web import clock


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
    """What is neither sent nor ended, and whose time has come by an instant."""
    come = Q(hold_until__isnull=True) | Q(hold_until__lte=now)
    return Notice.objects.filter(come, sent_at__isnull=True, ended_at__isnull=True)


@transaction.atomic
def claim(channel: Notice.Channel, *, most_tries: int, first_wait: timedelta, only: Q | None = None) -> Notice | None:
    """The oldest notice of a channel whose time has come, left to nobody else until its next try; each waits longer.

    `only` leaves the others of the channel alone. Whoever claims holds no lock while it sends, so any number of
    senders may run at once. What was tried `most_tries` times, and not sent by the end of its last pause, is given up.
    """
    now = clock.now()
    waiting = due(now).select_for_update(skip_locked=True).filter(only or Q(), channel=channel)
    ready = waiting.order_by("created_at", "pk")
    while (notice := ready.first()) is not None and notice.attempts >= most_tries:
        _end(notice, Notice.Unsent.GIVEN_UP, now)
    if notice is not None:
        notice.hold_until = now + first_wait * 2**notice.attempts
        notice.attempts += 1
        notice.save(update_fields=["hold_until", "attempts"])
    return notice


@transaction.atomic
def note(notice: Notice, answers: Sequence[Answer]) -> bool:
    """Keep each answer of a try as evidence. Returns whether one says that it arrived: the notice is sent then."""
    now, arrived = clock.now(), any(answer.arrived for answer in answers)
    Delivery.objects.bulk_create(
        Delivery(notice=notice, tried_at=now, succeeded=each.arrived, answer=each.words[:200]) for each in answers
    )
    if arrived:
        Notice.objects.filter(pk=notice.pk).update(sent_at=now)
    return arrived


def end(notice: Notice, why: Notice.Unsent) -> None:
    """Send it no more."""
    _end(notice, why, clock.now())


def _end(notice: Notice, why: Notice.Unsent, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk, sent_at__isnull=True).update(ended_at=now, ended_why=why)
