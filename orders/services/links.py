"""Private links: the customer's way to one order. 256 bits, stored hashed, expiring, revocable."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from orders.models import Order
from rada.platform.models import AccessToken
from rada.web import clock

PURPOSE = "order_link"
VALID_FOR = timedelta(days=180)


def issue(order: Order) -> str:
    """A new link's token; only its SHA-256 is kept, so it is shown this once."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    AccessToken.objects.create(
        digest=_digest(token), purpose=PURPOSE, subject=f"order:{order.pk}", created_at=now, expires_at=now + VALID_FOR
    )
    return token


def order_behind(token: str) -> Order | None:
    """The order a token opens, or None: wrong, expired, revoked and made for something else look alike."""
    now = clock.now()
    found = AccessToken.objects.filter(
        digest=_digest(token), purpose=PURPOSE, revoked_at__isnull=True, expires_at__gt=now
    ).first()
    if found is None:
        return None
    AccessToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return Order.objects.filter(pk=found.subject.removeprefix("order:")).first()


def revoke_all(order: Order) -> int:
    """End every link to an order. Returns how many were open."""
    open_links = AccessToken.objects.filter(purpose=PURPOSE, subject=f"order:{order.pk}", revoked_at__isnull=True)
    return open_links.update(revoked_at=clock.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
