"""A section of the order page: the technician, and what else stands in the same hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_visit.html` shows."""
    return {}
