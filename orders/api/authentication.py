"""A customer shows the secret of their private link; an integration may act for the customer of an order."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled

from orders import customer_selectors
from orders.services import links
from orders.services.phone_codes import Browser
from partners.actors import Actor, customer_of
from partners.api import acting
from partners.api.authentication import token_in
from rada.web.api.callers import Caller, Kind
from rada.web.client_address import address_of

HEADER = "Rada-Device"
READABLE = re.compile(r"[A-Za-z0-9_-]{22,64}")


class PrivateLink(BaseAuthentication):
    """`Authorization: Link …`. `Rada-Device` is a random word of the app's own, by which a confirmed phone is known."""

    def authenticate(self, request: Any) -> tuple[Any, Caller] | None:
        """The customer of the link's order. Raises AuthenticationFailed; Throttled for whoever guesses."""
        token = token_in(request, b"link")
        if token is None:
            return None
        opened = links.opened(token)
        if opened is None:
            if links.is_guessing(token, address=address_of(request)):
                raise Throttled(wait=int(links.WINDOW.total_seconds()))
            raise AuthenticationFailed
        link, order = opened
        device = request.headers.get(HEADER, "")
        browser = Browser(link, device if READABLE.fullmatch(device) else "")
        return AnonymousUser(), Caller(Kind.CUSTOMER, f"order:{order.pk}", customer_of(order.pk), through=browser)

    def authenticate_header(self, request: Any) -> str:
        """What to show."""
        return 'Link realm="Rada"'


def _customer(code: str) -> Actor | None:
    order = customer_selectors.order_coded(code)
    return customer_of(order.pk) if order is not None else None


def add() -> None:
    """Let integrations act for customers; called from `ready()`."""
    acting.also("customer", _customer)
