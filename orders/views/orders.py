"""The list of orders, and one order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import listings, permissions, selectors
from orders.forms.filters import OrderFilterForm
from orders.search_words import typed
from orders.views import chronicle
from orders.views.order_page import OrderPage
from rada.web import clock
from rada.web.access import allow
from rada.web.paging import after

PAGE = 20


@allow(permissions.is_member)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Orders, the newest first; filters and search stand in the address."""
    form = OrderFilterForm(request.GET, listings.choices_of(request.actor))  # type: ignore[attr-defined]
    asked, now = form.asked(), clock.now()
    begins = after(request.GET.get("after", ""))
    page = listings.orders_page(request.actor, asked, now=now, size=PAGE, after=begins)  # type: ignore[attr-defined]
    return render(
        request,
        "orders/orders.html",
        {
            "rows": [(each, chronicle.state_of(each)) for each in page.rows],
            "groups": _groups(),
            "group": asked.group,
            "query": typed(request.GET.get("q", "")),
            "filters": form,
            "searched": page.searched,
            "can_export": permissions.is_dispatching(request.actor),  # type: ignore[attr-defined]
            "is_first_page": begins is None,
            "older": str(page.older or ""),
            "now": now,
        },
    )


@allow(permissions.is_member)
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One order."""
    found = get_object_or_404(selectors.assignments_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    return OrderPage(request, found).answer()


def _groups() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("waiting", _("Waiting for you")),
        ("running", _("In progress")),
        ("completed", _("Completed")),
        ("ended", _("Ended without work")),
    ]
