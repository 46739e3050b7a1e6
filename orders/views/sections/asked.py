"""A section of the order page: the photos that came with the request, for the partner who is engaged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orders import permissions, selectors

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_request_photos.html` shows; nothing before the acceptance, and no query for it."""
    if not permissions.shows_customer(page.assignment, page.now):
        return {"photos": []}
    seen = selectors.request_photos_visible_to(page.request.actor, now=page.now)  # type: ignore[attr-defined]
    return {"photos": list(seen.filter(order_id=page.assignment.order_id))}
