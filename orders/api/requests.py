"""Orders as customers make and end them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from orders import customer_selectors
from orders.api import bodies
from orders.api.bodies import PhotoReferences
from orders.api.tellings import OrderSerializer
from orders.api.views import OneOrderView, OrdersView
from orders.codes import CANCEL_REASONS
from orders.forms.requests import MOST_PHOTOS
from orders.forms.wanted import DAYS_AHEAD
from orders.models import Order, Purpose
from orders.services import links, requests, visits
from orders.services.intake import Request
from partners import areas, selectors
from partners.api.fields import PublishedPartner
from rada.lib import log_lines
from rada.lib.phones import parse_phone
from rada.platform import tries
from rada.platform.api.keys import key_of
from rada.platform.api.operations import operation
from rada.platform.idempotency import Key
from rada.web import clock
from rada.web.api.bodies import Body, Instant, Text
from rada.web.api.callers import Kind, Scope, to
from rada.web.api.paging import Page, PageQuery, listed, page_of
from rada.web.client_address import address_of

DAY = timedelta(days=1)
EXAMPLE = {
    "service": "AC-CLEAN", "name": "Trần Thị Hà", "phone": "0912 345 678", "address": "12 Hàng Bài", "ward": "00070",
    "text": "Máy lạnh chảy nước", "consents": ["order"],
}  # fmt: skip


class Wanted(Body):
    """What a customer wants done, and what they agree to.

    Without the consent `order` nothing is stored; photos need that of `photos`.
    """

    service = Text(max_length=40)
    name = Text(max_length=120)
    phone = Text(max_length=20)
    address = Text(max_length=240)
    ward = Text(max_length=10)
    text = Text(max_length=1000)
    wanted_from = Instant(required=False, default=None, allow_null=True)
    wanted_to = Instant(required=False, default=None, allow_null=True)
    photos = PhotoReferences(most=MOST_PHOTOS)
    consents = serializers.ListField(child=serializers.ChoiceField(Purpose.choices), max_length=len(Purpose))
    only_partner = PublishedPartner(required=False, default=None, allow_null=True, help_text="Ask this partner alone.")

    def validate_service(self, code: str) -> Any:
        """One that is on offer."""
        service = selectors.services_on_offer().filter(code=code).first()
        if service is None:
            raise serializers.ValidationError(_("Choose what you need from the list."))
        return service

    def validate_phone(self, typed: str) -> str:
        """A number of Vietnam's, in any usual spelling."""
        try:
            return parse_phone(typed)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None

    def validate_ward(self, code: str) -> str:
        """A ward of today's list."""
        if not areas.is_ward(code):
            raise serializers.ValidationError(_("There is no such ward."))
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both ends of the wanted time, or none; within two months."""
        begin, end = attrs["wanted_from"], attrs["wanted_to"]
        if (begin is None) != (end is None) or (begin and end <= begin):
            raise serializers.ValidationError({"wanted_to": _("The time must end after it starts.")})
        if begin and not clock.now() < end < clock.now() + DAYS_AHEAD * DAY:
            raise serializers.ValidationError({"wanted_from": _("Choose a time within the next two months.")})
        return attrs


class Asked(serializers.Serializer):
    """The new order, and the secret of its private link: `Authorization: Link …`. Keep it; it is not stored."""

    code = serializers.CharField()
    state = serializers.ChoiceField(Order.State.choices)
    link = serializers.CharField(allow_null=True, default=None)


class CancelOrder(Body):
    """Why the order is cancelled; each side has its own reasons."""

    reason = serializers.ChoiceField(sorted({*CANCEL_REASONS["customer"], *CANCEL_REASONS["rada"]}))
    validate_reason = bodies.Cancel.validate_reason


class OrderState(serializers.Serializer):
    """Where an order stands."""

    code = serializers.CharField()
    state = serializers.ChoiceField(Order.State.choices)


class OrdersListView(OrdersView):
    """Orders, the newest first: a customer's one, all for an integration."""

    @operation(
        to(Kind.CUSTOMER, scope=Scope.ORDERS_READ), asks=PageQuery, gives=listed(OrderSerializer), name="get_orders"
    )
    def get(self, request: Any, asked: dict[str, Any]) -> Page:
        """The orders that the caller may see."""
        found = customer_selectors.orders_visible_to(request.actor, after=asked.get("after"))
        return page_of(found, asked, lambda order: order.created_at)

    @operation(
        to(Kind.STRANGER, scope=Scope.ORDERS_WRITE), takes=Wanted, gives=Asked, status=201, name="place_order",
        example=EXAMPLE,
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any]) -> Order:
        """Ask for a partner, as on the public form. It is counted by phone, and a stranger's by address too."""
        token = requests.ask(_asked(request, given), key=_secret_of(request))
        opened = links.order_behind(token)
        if opened is None:
            raise Http404
        return opened

    def completed(self, request: Any, body: Any) -> Any:
        """The link's secret is worked out from the key each time, and stored nowhere."""
        log_lines.note(order=body["code"])
        return {**body, "link": requests.token_of(_secret_of(request))}


class OrderView(OneOrderView):
    """One order."""

    @operation(to(Kind.CUSTOMER, scope=Scope.ORDERS_READ), gives=OrderSerializer)
    def get(self, request: Any, asked: dict[str, Any], code: str) -> Order:
        """What was asked for, by whom, and where it stands."""
        return self.found_order(request, code)


class CancelOrderView(OneOrderView):
    """The end of a whole order."""

    @operation(
        to(Kind.CUSTOMER, scope=Scope.ORDERS_WRITE), takes=CancelOrder, gives=OrderState, is_costly=True,
        example={"reason": "no_agreement"},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], code: str) -> Order:
        """Cancel the order: its accepted assignment is cancelled, its waiting offers are withdrawn, as one act."""
        order = self.found_order(request, code)
        visits.cancel_order(order, by=request.actor, reason=given["reason"])
        return order


def _asked(request: Any, given: dict[str, Any]) -> requests.Asked:
    wanted = Request(
        service=given["service"], customer_name=given["name"], phone=given["phone"], address=given["address"],
        ward=given["ward"], description=given["text"], wanted_from=given["wanted_from"], wanted_to=given["wanted_to"],
    )  # fmt: skip
    is_relayed = request.caller.kind == Kind.INTEGRATION  # many customers share its address
    agreed = [Purpose(each) for each in given["consents"] if each != Purpose.PHOTOS or given["photos"]]
    sender = ("customer", given["phone"]) if is_relayed else ("address", address_of(request))
    return requests.Asked(
        request=wanted, given=agreed, language=translation.get_language() or "vi",
        sender=tries.hidden(*sender), photos=given["photos"],
        only=given["only_partner"],
    )  # fmt: skip


def _secret_of(request: Any) -> Key:
    """The request's own key, under a name of its own: the link's secret is made from it."""
    key = key_of(request)
    return Key(f"link:{key.scope}"[:80], key.value, key.fingerprint)
