"""What complaints add to the portal's places."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from complaints import selectors
from orders import permissions
from orders.models import Event
from rada.web import navigation, panels

PLACES = (
    navigation.Place("complaints:quality", _("Score"), "score", rank=40, shown_to=permissions.is_dispatching),
    navigation.Place(
        "complaints:complaints", _("Complaints"), "flag", rank=55, main=False, shown_to=permissions.is_member
    ),
)


def add() -> None:
    """Show the places of complaints, and what complaints know on the pages of orders and breaches."""
    from complaints.views import appeal_panel, customer, desk_panel
    from complaints.views import complaints as complaint_pages

    for place in PLACES:
        navigation.add(place)
    navigation.tally("complaints:complaints", waiting)
    panels.fill("breach", appeal_panel.panel)
    panels.fill("order", complaint_pages.order_panel)
    panels.fill("assignment", desk_panel.panel)
    panels.fill("complaint", complaint_pages.complaint_panel)
    panels.fill("customer_order", customer.order_panel)


def waiting(request: HttpRequest) -> QuerySet[Event] | None:
    """Complaints that wait for the partner's answer."""
    actor = request.actor  # type: ignore[attr-defined]
    return selectors.waiting_for_answer(actor) if actor.is_partner else None
