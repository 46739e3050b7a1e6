"""A section of the order page: the quote that stands: its lines, its state, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orders import acts, permissions, quote_versions
from orders.models import Quote
from orders.quote_versions import Version
from orders.views.chronicle import Badge
from partners import selectors as partner_selectors
from rada.lib.money import LARGEST, vnd_in_words

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_quote.html` shows."""
    told = versions_of(page)
    if not told:
        return {}
    *earlier, latest = told
    approved = quote_versions.approved(told)
    return {
        "latest": latest,
        "state": state_of(latest),
        "less": -latest.discount,
        "words": vnd_in_words(latest.total, get_language() or "vi") if 0 <= latest.total <= LARGEST else "",
        "approved": approved if approved is not latest else None,
        "earlier": [(version, state_of(version)) for version in reversed(earlier)],
        "can_quote": page.choices[acts.QUOTE.name].possible,
        "can_link": permissions.shows_customer(page.assignment, page.now),
    }


def versions_of(page: OrderPage) -> list[Version]:
    """Every version of the order's quotes, the oldest first; a query for names where there is any."""
    if not quote_versions.seen(page.events):
        return []
    names = partner_selectors.service_names()
    return quote_versions.versions(page.events, now=page.now, content=page.assignment.terms.content, names=names)


def state_of(version: Version) -> Badge:
    """Where a version stands."""
    return {
        Quote.Status.WAITING.value: Badge(_("waits for the customer"), "soon", "clock"),
        Quote.Status.APPROVED.value: Badge(_("approved"), "kept", "kept"),
        Quote.Status.REJECTED.value: Badge(_("to be changed"), "soon", "edit"),
    }.get(version.status, Badge(_("replaced"), "", "undo"))
