"""The way in: a private link is swapped for a cookie once, so that its secret stands in no address after that."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orders.models import Order
from orders.services import links, phone_codes
from orders.services.phone_codes import Browser
from orders.views.customer import confirming
from partners.actors import customer_of
from rada.lib import log_lines
from rada.web.access import public
from rada.web.client_address import address_of
from rada.web.too_often import too_often

COOKIE = settings.ORDER_COOKIE_NAME
SALT = "orders.customer"
LASTS_SECONDS = 30 * 24 * 3600
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]


@public("the link itself is the key; opening it does nothing but remember it in a cookie")
@require_safe
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the link for a cookie of this one order, and go to the order's clean address. Nothing is stored."""
    opened = links.opened(token)
    if opened is None:
        is_guessing = links.is_guessing(token, address=address_of(request))
        return dead_link(request, status=429 if is_guessing else 404)
    link, order = opened
    log_lines.note(actor="customer", order=order.code)
    address = reverse("orders:customer_order", args=[order.code])
    answer = redirect(address)
    answer.set_cookie(
        COOKIE,
        signing.dumps([link, secrets.token_urlsafe(16)], salt=SALT),
        max_age=LASTS_SECONDS,
        path=address,
        secure=not settings.LOCAL,
        httponly=True,
        samesite="Lax",
    )
    return _private(answer, referrer="no-referrer")


def for_customer(view: View | None = None, *, confirmed: bool | None = None) -> Any:
    """Open the view to whoever came through a link of this order that is still good; `request.order` is the order.

    To anybody else it does not exist (404), and the page says how to get a new link; nor does what the customer may not
    do. Where it must be `confirmed`, a POST goes on only from a browser that has typed the code sent to the customer's
    phone within half an hour; any other is asked for it. Where nothing is said, this asks whoever came by a link that a
    partner has seen, once in two days. False is for what does nothing in the customer's name.
    """
    if view is None:
        return partial(for_customer, confirmed=confirmed)
    shown: View = view

    @wraps(shown)
    def opened(request: HttpRequest, code: str, **kwargs: object) -> HttpResponseBase:
        came = _came(request, code)
        if came is None:
            return dead_link(request)
        request.order, request.browser = came  # type: ignore[attr-defined]
        log_lines.note(actor="customer", order=came[0].code)
        request.actor = customer_of(came[0].pk)  # type: ignore[attr-defined]
        request.key_scope = f"order:{came[0].pk}"  # type: ignore[attr-defined]
        if request.method == "POST":
            links.note_use(came[1].link)
            asked = _asked_before(request, confirmed)
            if asked is not None:
                return _private(asked)
        try:
            return _private(shown(request, **kwargs))
        except PermissionDenied:
            raise Http404 from None

    opened.rada_access = "whoever holds a private link to the order"  # type: ignore[attr-defined]
    return login_not_required(opened)


def dead_link(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """One page, to the byte, for wrong, expired and revoked links and for other people's orders."""
    answer = render(request, "customer/dead_link.html", status=status)
    if status == 429:
        answer = too_often(answer, seconds=int(links.WINDOW.total_seconds()))
    return _private(answer, referrer="no-referrer")


def forget(answer: HttpResponse, order: Order) -> HttpResponse:
    """Take the order's cookie out of this browser."""
    answer.delete_cookie(COOKIE, path=reverse("orders:customer_order", args=[order.code]), samesite="Lax")
    return answer


def _came(request: HttpRequest, code: str) -> tuple[Order, Browser] | None:
    """The order of this code and the browser, by a cookie that we signed and whose link still opens it."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    if not isinstance(told, list) or [type(each) for each in told] != [int, str]:
        return None
    browser = Browser(*told)
    order = links.order_still_open(browser.link, code)
    return None if order is None else (order, browser)


def _asked_before(request: HttpRequest, confirmed: bool | None) -> HttpResponse | None:
    """The page of the step between pressing and doing; None where there is none, or it is done."""
    if confirmed is None and links.needs_code(request.browser.link):  # type: ignore[attr-defined]
        return confirming.asked_before(request, is_known=phone_codes.has_confirmed)
    return confirming.asked_before(request, is_known=phone_codes.is_confirmed) if confirmed else None


def _private(answer: Answer, *, referrer: str = "same-origin") -> Answer:
    """Tell neither search engines nor other sites of it. A page with forms names itself to this site alone."""
    answer["Referrer-Policy"] = referrer
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer
