"""A section of a customer's order: cancelling it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orders.forms.customers import CancelForm
from orders.models import Order

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage

ENDED = (Order.State.COMPLETED, Order.State.CANCELLED)


def section(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_ending.html` shows, while there is something to cancel."""
    if page.order.state in ENDED:
        return {}
    return {"form": page.form("cancel"), "is_open": page.is_open("cancel"), "refusal": page.refusal_in("cancel")}


def cancel_form(page: CustomerPage, data: Any, files: Any) -> CancelForm:
    """Why."""
    return CancelForm(data, auto_id="cancel_%s")
