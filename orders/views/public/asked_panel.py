"""What a customer asked for, on the order's own page: who was asked and until when, and what they sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from orders import selectors
from orders.models import Order
from orders.services.broadcasting import by_hand_until
from rada.web import clock, panels


def fill() -> None:
    """Show it wherever a page names the slot of a customer's order."""
    panels.fill("customer_order", panel)


def panel(request: HttpRequest, order: Order) -> str:
    """While a partner is sought: how many were asked and by when they answer. Always: the request with its photos."""
    now = clock.now()
    actor: Any = request.actor  # type: ignore[attr-defined]
    shown = {
        "order": order,
        "now": now,
        "photos": list(selectors.request_photos_visible_to(actor, now=now).filter(order_id=order.pk)),
        "search": _search(actor, order) if order.state == Order.State.OPEN else None,
    }
    return render_to_string("customer/_asked.html", shown, request)


def _search(actor: Any, order: Order) -> dict[str, Any]:
    """How the search for a partner stands: who still has to answer, or that Rada's people look by hand."""
    waiting = selectors.offers_of_customer(actor)
    return {
        "asked": waiting.count(),
        "until": selectors.answers_due_by(waiting),
        "by_hand_until": by_hand_until(selectors.nobody_left_since(order)),
    }
