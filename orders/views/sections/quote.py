"""A section of the order page: the quote that stands: its lines, its state, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_quote.html` shows."""
    return {}
