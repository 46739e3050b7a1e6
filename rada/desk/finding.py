"""Find anything: one box for what a caller says, one page with what is known of it."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from complaints.desk_selectors import complaints_visible_to
from orders import find_selectors, permissions
from partners.actors import actor_of
from rada.web import clock


def find(request: HttpRequest) -> HttpResponse:
    """What `?q=` names, of what this role may view; whoever may view no order finds nothing here."""
    by = actor_of(request.user)
    if not find_selectors.may_view(by, "orders.order"):
        raise PermissionDenied
    typed = request.GET.get("q", "")[:200]
    openings = find_selectors.openings_numbered(typed)[: find_selectors.MOST]
    shown = {
        **admin.site.each_context(request),
        "title": _("Find"),
        "asked_for": typed,
        "found": find_selectors.found_by(typed, by=by),
        "complaints": complaints_visible_to(by).filter(opening__in=openings.values("pk")).order_by("-opened_at", "-pk"),
        "newest": find_selectors.NEWEST,
        "may_take_orders": permissions.can_take_orders(by),
        "now": clock.now(),
    }
    return TemplateResponse(request, "admin/find.html", shown)
