"""What orders add to the portal's places, and how much waits in each."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders import permissions, selectors
from orders.models import Assignment
from orders.wording.notices import NOTICE_WORDS
from rada.platform import inbox
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
    navigation.count(waiting)
    navigation.tally("orders:today", offers)


def waiting(request: HttpRequest) -> dict[str, int]:
    """Breaches and other notices that nobody was shown yet; breaches are the office's alone."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_partner:
        return {}
    unread = inbox.unread(selectors.inboxes_of(actor))
    told = {"orders:notices": sum(unread.get(level, 0) for level in NOTICE_WORDS)}
    if not actor.is_dispatching:
        return told
    return {"orders:breaches": unread.get("breach", 0), **told}


def offers(request: HttpRequest) -> QuerySet[Assignment] | None:
    """Offers without an answer, for the office alone."""
    actor = request.actor  # type: ignore[attr-defined]
    return selectors.offers_waiting(actor) if actor.is_dispatching else None
