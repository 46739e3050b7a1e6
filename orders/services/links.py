"""Private links: the customer's way to one order."""

from __future__ import annotations

from datetime import timedelta

from orders.models import Order
from rada.platform import access_tokens
from rada.platform.models import AccessToken

PURPOSE = "order_link"
VALID_FOR = timedelta(days=180)


def issue(order: Order) -> str:
    """A new link's token; only its SHA-256 is kept, so it is shown this once."""
    return access_tokens.issue(PURPOSE, _subject(order), valid_for=VALID_FOR)


def order_behind(token: str) -> Order | None:
    """The order a token opens, or None: wrong, expired, revoked and made for something else look alike."""
    return _order_of(access_tokens.opened(PURPOSE, token))


def revoke_all(order: Order) -> int:
    """End every link to an order. Returns how many were open."""
    return access_tokens.revoke(PURPOSE, _subject(order))


def _order_of(link: AccessToken | None) -> Order | None:
    return None if link is None else Order.objects.filter(pk=link.subject.removeprefix("order:")).first()


def _subject(order: Order) -> str:
    return f"order:{order.pk}"
