"""The list of orders, and one order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import permissions, selectors
from orders.views import chronicle
from orders.views.order_page import OrderPage
from rada.lib.text import clean, fold
from rada.web import clock
from rada.web.access import allow
from rada.web.paging import After, after

PAGE = 20
MOST_LETTERS, MOST_WORDS = 80, 6


@allow(permissions.is_member)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Orders, the newest first; group and search stand in the address."""
    group = request.GET.get("status", "")
    group = group if group in selectors.GROUPS else ""
    query = searched(request.GET.get("q", ""))
    words = fold(query).split()[:MOST_WORDS]
    begins = after(request.GET.get("after", ""))
    listed = selectors.assignments_listed(request.actor, group=group, words=words, after=begins)  # type: ignore[attr-defined]
    found = list(listed[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return render(
        request,
        "orders/orders.html",
        {
            "rows": [(each, chronicle.state_of(each)) for each in found[:PAGE]],
            "groups": _groups(),
            "group": group,
            "query": query,
            "is_first_page": begins is None,
            "older": str(After(last.created_at, last.pk)) if last is not None else "",
            "now": clock.now(),
        },
    )


@allow(permissions.is_member)
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One order."""
    found = get_object_or_404(selectors.assignments_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    return OrderPage(request, found).answer()


def searched(text: str) -> str:
    """What was typed as it can be searched for; what no database can hold finds nothing special."""
    try:
        return clean(text[:MOST_LETTERS]).strip()
    except ValueError:
        return ""


def _groups() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("waiting", _("Waiting for you")),
        ("running", _("In progress")),
        ("completed", _("Completed")),
        ("ended", _("Ended without work")),
    ]
