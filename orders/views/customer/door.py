"""The way in: a private link is swapped for a cookie once, so that its secret stands in no address after that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orders.models import Order
from orders.services import links
from partners.actors import customer_of
from rada.web.access import public

COOKIE = "rada-order" if settings.LOCAL else "__Secure-rada-order"
SALT = "orders.customer"
LASTS_SECONDS = 30 * 24 * 3600
View = Callable[..., HttpResponse]


@public("the link itself is the key; opening it does nothing but remember it in a cookie")
@require_safe
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the link for a cookie of this one order, and go to the order's clean address."""
    opened = links.opened(token)
    if opened is None:
        return _private(dead_link(request), referrer="no-referrer")
    link, order = opened
    address = reverse("orders:customer_order", args=[order.code])
    answer = redirect(address)
    answer.set_cookie(
        COOKIE,
        signing.dumps(link, salt=SALT),
        max_age=LASTS_SECONDS,
        path=address,
        secure=not settings.LOCAL,
        httponly=True,
        samesite="Lax",
    )
    return _private(answer, referrer="no-referrer")


def for_customer(view: View) -> View:
    """Open the view to whoever came through a link of this order that is still good; `request.order` is the order.

    To anybody else it does not exist (404), and the page says how to get a new link.
    """

    @wraps(view)
    def opened(request: HttpRequest, code: str, **kwargs: object) -> HttpResponse:
        order = _order_of(request, code)
        if order is None:
            return _private(dead_link(request))
        request.order = order  # type: ignore[attr-defined]
        request.actor = customer_of(order.pk)  # type: ignore[attr-defined]
        request.key_scope = f"order:{order.pk}"  # type: ignore[attr-defined]
        return _private(view(request, **kwargs))

    opened.rada_access = "whoever holds a private link to the order"  # type: ignore[attr-defined]
    return login_not_required(opened)


def dead_link(request: HttpRequest) -> HttpResponse:
    """One page for wrong, expired and revoked links and for other people's orders."""
    return render(request, "customer/dead_link.html", status=404)


def _order_of(request: HttpRequest, code: str) -> Order | None:
    try:
        link = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return links.order_still_open(link, code) if isinstance(link, int) else None


def _private(answer: HttpResponse, *, referrer: str = "same-origin") -> HttpResponse:
    """Tell neither search engines nor other sites of it. A page with forms names itself to this site alone."""
    answer["Referrer-Policy"] = referrer
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer
