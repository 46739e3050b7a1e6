"""What orders add to the portal's places, and how much waits in each."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders import selectors
from rada.platform import inbox
from rada.web import navigation

PLACES = (
    navigation.Place("orders:today", _("Today"), "today", rank=10),
    navigation.Place("orders:orders", _("Orders"), "orders", rank=20),
    navigation.Place("orders:breaches", _("Breaches"), "broken", rank=30),
)


def add() -> None:
    """Show the places of orders."""
    for place in PLACES:
        navigation.add(place)
    navigation.count(waiting)


def waiting(request: HttpRequest) -> dict[str, int]:
    """Offers without an answer, and breaches nobody of the partner has looked at."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_dispatching:
        return {}
    return {
        "orders:today": selectors.offers_waiting(actor).count(),
        "orders:breaches": inbox.unread(f"partner:{actor.partner_id}", "breach"),
    }
