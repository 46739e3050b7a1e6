"""The request form as a stranger fills it in."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from orders.models import Order
from tests.factories import WARD, a_partner, a_service, the_policy
from tests.pages import Form, forms_of
from tests.portal import form

ADDRESS = "/request/"
FILLED = {
    "service": "AC-CLEAN", "text": "Máy lạnh chảy nước", "ward": WARD, "address": "12 Hàng Bài", "when": "soon",
    "name": "Trần Thị Hà", "phone": "0912 345 678", "agree_order": "on",
}  # fmt: skip


def a_house(*names: str) -> list[Any]:
    """Rada with a service, a policy and partners who take orders."""
    the_policy()
    a_service()
    return [a_partner(name) for name in names or ("Điện lạnh Sông Xanh",)]


def a_stranger(language: str = "en") -> Client:
    """A browser that has the form open."""
    client = Client()
    client.cookies["django_language"] = language
    client.get(ADDRESS)
    return client


def sends(client: Client, **changes: Any) -> Any:
    """The answer to the form, filled in with some fields as told; None leaves a field out."""
    fields = {name: value for name, value in {**FILLED, **changes}.items() if value is not None}
    return client.post(reverse("orders:request"), form(**fields))


def the_order() -> Order:
    """The one order there is."""
    return Order.objects.get()


def shown(answer: Any) -> Form:
    """The form of an answer."""
    return next(each for each in forms_of(answer.content.decode()) if each.action == ADDRESS)
