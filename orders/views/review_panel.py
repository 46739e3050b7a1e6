"""What customers say, on the partner's pages: beside one order, and beside the score."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from orders import selectors
from orders.models import Assignment
from partners.models import Partner
from rada.web import clock, panels

MOST_SHOWN = 5


def fill() -> None:
    """Show the review on an order's page, and the latest beside the score and on the partner's public page."""
    panels.fill("order", of_order)
    panels.fill("quality", of_partner)
    panels.fill("partner", in_public)


def of_order(request: HttpRequest, assignment: Assignment) -> str:
    """The review of one order; nothing where there is none."""
    found = list(selectors.reviews_of(request.actor).filter(assignment=assignment))  # type: ignore[attr-defined]
    return _told(request, reviews=found) if found else ""


def of_partner(request: HttpRequest, subject: object) -> str:
    """The average of everything said of the partner, and the latest reviews."""
    actor = request.actor  # type: ignore[attr-defined]
    average, count = selectors.rating_of(actor.partner_id or 0)
    latest = list(selectors.reviews_of(actor)[:MOST_SHOWN])
    return _told(request, reviews=latest, average=average, count=count, enough=selectors.ENOUGH_REVIEWS, is_whole=True)


def in_public(request: HttpRequest, partner: Partner) -> str:
    """What everybody may read of a partner: the average from enough reviews on, and the latest, good or bad."""
    average, count = selectors.rating_of(partner.pk)
    latest = list(selectors.reviews_published(partner.pk)[:MOST_SHOWN])
    shown = {"reviews": latest, "average": average, "count": count, "enough": selectors.ENOUGH_REVIEWS}
    return render_to_string("public/_reviews.html", {**shown, "now": clock.now()}, request)


def _told(request: HttpRequest, **shown: Any) -> str:
    return render_to_string("orders/_reviews.html", {**shown, "now": clock.now()}, request)
