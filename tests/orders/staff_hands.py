"""What tests of acts by hand share: somebody of a role with a browser, and the page of one order by hand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from orders.models import Order
from partners.actors import Actor, actor_of
from partners.models import User
from rada.desk.roles import create_roles
from tests.portal import form


def an_account(role: str) -> User:
    """A new account of a role."""
    create_roles()
    user = User(username=f"{role}-{User.objects.count()}", full_name="Lê Thị An", is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    return user


def staff_of(role: str = "triage") -> Actor:
    """Somebody of Rada's with a role, as services know them."""
    return actor_of(an_account(role))


def browser_of(role: str = "triage") -> Client:
    """Their browser, in English."""
    client = Client()
    client.force_login(an_account(role))
    client.cookies["django_language"] = "en"
    return client


def hand(order: Order) -> str:
    """The address of an order's page by hand."""
    return f"/admin/orders/order/{order.pk}/hand/"


def act(client: Client, order: Order, name: str, **fields: Any) -> Any:
    """The answer to an act's form."""
    return client.post(f"{hand(order)}{name}/", form(**fields), follow=True)


def shown(answer: Any) -> str:
    """The page's text, white space single."""
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())
