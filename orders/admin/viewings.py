"""An order's page shows whose it is: whoever opens it is noted, and administrators read who did."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from orders.services import viewings
from rada.lib import log_lines
from rada.web.staff_pages import ReadOnlyAdmin
from rada.web.wording import instant

MOST_SHOWN = 50
SEEN_BY = (_("Who looked at the customer's data"), {"fields": ("seen_by",)})


class ViewedOrders(ReadOnlyAdmin):
    """Orders whose viewings are noted."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Found, then noted: every page about one order finds it here first."""
        order = super().get_object(request, object_id, from_field)
        if order is not None and self.has_view_permission(request, order):
            viewings.note(order, by=request.user)  # type: ignore[arg-type]
            log_lines.note(order=order.code)
        return order

    def get_fieldsets(self, request: HttpRequest, obj: Order | None = None) -> Any:
        """With who looked, for those who watch over it."""
        fieldsets = list(super().get_fieldsets(request, obj))
        return [*fieldsets, SEEN_BY] if request.user.has_perm("orders.view_viewing") else fieldsets

    @admin.display(description=_("who looked"))
    def seen_by(self, order: Order) -> str:
        """Person and instant, the latest first."""
        rows = order.viewings.select_related("viewer")[:MOST_SHOWN]
        lines = ((row.viewer, instant(row.first_at)) for row in rows)
        return format_html_join("", "<p>{} · {}</p>", lines)
