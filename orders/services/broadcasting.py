"""Whom a new order is put to: partners who serve the ward and the service at the wanted time, a few at once.

Whoever Rada lowered comes after all others; then fewest waiting offers first, then whoever was offered nothing the
longest, then the older partner: the same facts give the same list. A preferred partner is asked alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment, Order, Status
from orders.services import offers
from orders.services.policies import NoPolicy
from partners.calendars import daily, instant_of, microseconds_of, minute_of, weekly
from partners.models import Partner
from partners.selectors import partners_taking_offers, terms_in_force_of
from partners.terms import read_hours
from rada.web import clock

logger = logging.getLogger(__name__)

MOST_LOOKED_AT = 100
BY_HAND = timedelta(minutes=POLICY_DEFAULTS["reply_minutes"])


@transaction.atomic
def broadcast(order: Order, *, only: Partner | None = None) -> list[int]:
    """Offer the order to the partners who fit best, at most BROADCAST_MOST, or to `only`; the assignments' keys.

    With nobody, or before a first policy is published, the order stays open and Rada's people look by hand.
    """
    fitting = eligible(order, at=clock.now(), only=only)
    try:
        return offers.broadcast(order, [next_one for next_one, _n in zip(fitting, range(most_at_once()), strict=False)])
    except NoPolicy:
        logger.error("order %s was put to nobody: no policy version is in force", order.pk)
        return []


def eligible(order: Order, *, at: datetime, only: Partner | None = None) -> Iterator[Partner]:
    """Partners who take offers at this instant for the order's ward and service and serve at the wanted time."""
    found = partners_taking_offers(ward=order.ward, service=order.service.code, at=at)
    if only is not None:
        found = found.filter(pk=only.pk)
    candidates = list(in_turn(found)[:MOST_LOOKED_AT])
    terms = terms_in_force_of([each.pk for each in candidates], at)
    for partner in candidates:
        if serves_at(terms[partner.pk].content, order.wanted_from, order.wanted_to):
            yield partner


def serves_at(content: dict[str, object], begin: datetime | None, end: datetime | None) -> bool:
    """Whether some service hours of published terms lie in the wanted window; without one any hours do."""
    if begin is None or end is None:
        return True
    hours = weekly(read_hours(content.get("hours", {})))
    return hours.elapsed(microseconds_of(begin), microseconds_of(end)) > 0


def by_hand_until(since: datetime) -> datetime:
    """By when Rada calls where nobody is left to ask since an instant: four hours of the care window later."""
    care = daily(minute_of(POLICY_DEFAULTS["care_open"]) or 0, minute_of(POLICY_DEFAULTS["care_close"]) or 0)
    due = care.add(microseconds_of(since), int(BY_HAND.total_seconds()) * 1_000_000)
    return since + BY_HAND if due is None else instant_of(due)


def most_at_once() -> int:
    """How many partners a first round asks."""
    return int(settings.BROADCAST_MOST)


def in_turn(partners: QuerySet[Partner]) -> QuerySet[Partner]:
    """The partners in the order in which they are asked."""
    own = Assignment.objects.filter(partner=OuterRef("pk")).order_by()
    waiting = own.filter(status=Status.OFFERED).values("partner").annotate(count=Count("pk")).values("count")
    offered = Assignment.objects.filter(partner=OuterRef("pk"), offered_at__isnull=False).order_by("-offered_at")
    return partners.annotate(
        waiting=Coalesce(Subquery(waiting), 0), last_offered=Subquery(offered.values("offered_at")[:1])
    ).order_by("is_lowered", "waiting", F("last_offered").asc(nulls_first=True), "pk")
