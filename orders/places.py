"""What orders add to the portal's places, and how much waits in each."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders import permissions, selectors
from orders.models import Assignment
from orders.wording.notices import NOTICE_WORDS
from rada.platform import inbox
from rada.platform.models import Notice
from rada.web import navigation

PLACES = (
    navigation.Place("orders:today", _("Today"), "today", rank=10, rings=True),
    navigation.Place("orders:orders", _("Orders"), "orders", rank=20),
    navigation.Place("orders:breaches", _("Breaches"), "broken", rank=30),
    navigation.Place("orders:stamps", _("Stamps"), "stamp", rank=46, main=False, shown_to=permissions.is_dispatching),
    navigation.Place("orders:notices", _("Notices"), "bell", rank=60, main=False, shown_to=permissions.is_member),
)


def add() -> None:
    """Show the places of orders."""
    for place in PLACES:
        navigation.add(place)
    navigation.tally("orders:today", offers)
    navigation.tally("orders:breaches", breaches)
    navigation.tally("orders:notices", notices)


def notices(request: HttpRequest) -> QuerySet[Notice] | None:
    """Notices that were not read yet."""
    actor = request.actor  # type: ignore[attr-defined]
    return inbox.unread(selectors.inboxes_of(actor), NOTICE_WORDS) if actor.is_partner else None


def breaches(request: HttpRequest) -> QuerySet[Notice] | None:
    """Breaches that nobody was shown yet, for the office alone."""
    actor = request.actor  # type: ignore[attr-defined]
    return inbox.unread(selectors.inboxes_of(actor), ["breach"]) if actor.is_dispatching else None


def offers(request: HttpRequest) -> QuerySet[Assignment] | None:
    """Offers without an answer, for the office alone."""
    actor = request.actor  # type: ignore[attr-defined]
    return selectors.offers_waiting(actor) if actor.is_dispatching else None
