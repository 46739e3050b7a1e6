"""A section of a customer's order: what they asked for, with the photos that came with the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orders import selectors

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


def section(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_asked.html` shows."""
    photos = selectors.request_photos_visible_to(page.actor, now=page.now).filter(order_id=page.order.pk)
    return {"photos": list(photos)}
