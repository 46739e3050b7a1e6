"""What did not go out: which notices a channel failed, and whether it is away as a whole."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from rada.platform.models import Delivery, Notice

MOST_LOOKED_AT = 5000


def given_up() -> QuerySet[Notice]:
    """What was tried many times and never sent."""
    return Notice.objects.filter(ended_why=Notice.Unsent.GIVEN_UP)


def lost_since(since: datetime) -> dict[str, int]:
    """How many notices of each channel ended unsent from an instant on, after a try that failed."""
    return dict(_lost(since).order_by().values_list("channel").annotate(Count("pk")))


def away_from(channel: str, *, lost_since: datetime, fewest: int) -> datetime | None:
    """When the first notice that was lost since was tried; None where they are fewer, or any went out from then."""
    lost = _lost(lost_since).filter(channel=channel)
    told = lost.aggregate(count=Count("pk", distinct=True), first=Min("deliveries__tried_at"))
    if told["count"] < fewest or went_out(channel, since=told["first"]):
        return None
    return told["first"]


def went_out(channel: str, *, since: datetime) -> bool:
    """Whether a notice of this channel was sent from an instant on."""
    return Notice.objects.filter(channel=channel, sent_at__gte=since).exists()


def failed(channel: str, begin: datetime, end: datetime) -> QuerySet[Notice]:
    """Notices that a try failed in [begin, end) and that were not sent by their first; the newest."""
    tried = Notice.objects.filter(
        channel=channel, deliveries__succeeded=False, deliveries__tried_at__gte=begin, deliveries__tried_at__lt=end
    )
    return tried.filter(Q(sent_at__isnull=True) | Q(attempts__gt=1)).order_by("-pk").distinct()[:MOST_LOOKED_AT]


def _lost(since: datetime) -> QuerySet[Notice]:
    """Given up, or overtaken while it was tried again."""
    return Notice.objects.filter(Exists(Delivery.objects.filter(notice=OuterRef("pk"))), ended_at__gte=since)
