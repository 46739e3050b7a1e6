"""Who can open the order: the customer ends the other links, or lets this phone forget the order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from orders.services import links, phone_codes
from orders.views.acting import shown_or_sent
from orders.views.customer import door
from orders.views.customer.door import for_customer
from rada.platform.idempotency import KeyReused
from rada.web import clock


@for_customer
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """The links that open this order, and what can be done about them."""
    return _page(request)


@for_customer(confirmed=True)
@shown_or_sent
def end_links(request: HttpRequest) -> HttpResponse:
    """End every link but the one that this browser came through."""
    order, browser = request.order, request.browser  # type: ignore[attr-defined]
    if request.method == "POST":
        by, key = request.actor, request.idempotency_key  # type: ignore[attr-defined]
        try:
            ended = links.end_others(order, but=browser.link, by=by, key=key) or 0
        except KeyReused as error:
            return _page(request, refusal=str(error), status=409)
        said = ngettext("%(count)s other link was ended.", "%(count)s other links were ended.", ended)
        messages.success(request, said % {"count": ended})
    return redirect("orders:customer_access", code=order.code)


@for_customer(confirmed=False)
@shown_or_sent
def forget(request: HttpRequest) -> HttpResponse:
    """Let this browser forget the order; the link itself goes on working."""
    order = request.order  # type: ignore[attr-defined]
    if request.method != "POST":
        return redirect("orders:customer_access", code=order.code)
    phone_codes.forget(request.browser)  # type: ignore[attr-defined]
    said = _("This browser does not know order %(code)s any more. A link opens it again.")
    messages.success(request, said % {"code": order.code})
    return door.forget(redirect("orders:find"), order)


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    order, browser = request.order, request.browser  # type: ignore[attr-defined]
    opening = links.links_of(order)
    shown = {
        "order": order,
        "rows": [(link, link.pk == browser.link) for link in opening],
        "others": len(opening) - 1,
        "is_confirmed": phone_codes.is_confirmed(browser),
        "refusal": refusal,
        "now": clock.now(),
    }
    return render(request, "customer/access.html", shown, status=status)
