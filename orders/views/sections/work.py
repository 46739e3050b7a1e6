"""A section of the order page: the checklist and the parts that were replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_work.html` shows."""
    return {}
