"""Confirming the customer's phone: a code is sent to it, and typed on the device that asked."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from orders import customer_selectors
from orders.api.views import OrdersView
from orders.models import Order
from orders.services import phone_codes
from rada.platform.api.operations import operation
from rada.web.api.bodies import Body, Flag
from rada.web.api.callers import Kind, to
from rada.web.api.problems import Kind as ProblemKind
from rada.web.api.problems import Problem, known

DEVICE_MISSING = ProblemKind("device_missing", 400, _("Rada-Device names the device by 22 to 64 random letters"))
known(DEVICE_MISSING)


class Asking(Body):
    """`again`: the code that is on its way is no good."""

    again = Flag(required=False, default=False)


class Typed(Body):
    """The six digits."""

    code = serializers.RegexField(r"^[0-9]{6}$")


class Sent(serializers.Serializer):
    """Until when the code can be typed."""

    expires_at = serializers.DateTimeField()


class PhoneCodesView(OrdersView):
    """A code to the order's own phone. No key: a second press finds the code of the first."""

    @operation(
        to(Kind.CUSTOMER), takes=Asking, gives=Sent, status=201, is_keyed=False, is_confirmed_by_phone=False,
        example={}, name="send_phone_code",
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any]) -> Any:
        """Send a code."""
        language = translation.get_language() or "vi"
        return phone_codes.ask(_order(request), _device(request), language=language, again=given["again"])


class ConfirmPhoneView(OrdersView):
    """The code, typed. No key: every try counts."""

    @operation(to(Kind.CUSTOMER), takes=Typed, is_keyed=False, is_confirmed_by_phone=False, example={"code": "123456"})
    def post(self, request: Any, given: dict[str, Any]) -> None:
        """Confirm this device for half an hour."""
        phone_codes.confirm(_order(request), _device(request), given["code"])


def _order(request: Any) -> Order:
    return get_object_or_404(customer_selectors.orders_visible_to(request.actor))


def _device(request: Any) -> phone_codes.Browser:
    browser: phone_codes.Browser = request.caller.through
    if not browser.nonce:
        raise Problem(DEVICE_MISSING)
    return browser
