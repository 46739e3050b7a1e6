"""A section of a customer's order: a slot for the complaints, which the floor above fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


def section(page: CustomerPage) -> dict[str, Any]:
    """Whose complaints `customer/_complaints.html` asks for; nothing before a company took the order."""
    return {"page": page} if page.job is not None else {}
