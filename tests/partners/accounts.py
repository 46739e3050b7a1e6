"""What tests of people and accounts share: members who can sign in, forms, and their browsers."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from partners.actors import Actor
from partners.models import Member, Partner
from tests.factories import a_member
from tests.portal import form, signed_in

PASSWORD = "một-mật-khẩu-dài"
NEW_PASSWORD = "hai-con-mèo-vàng-ngủ"
LINK = re.compile(r'value="https?://[^"/]+(/[^"]+)"')


def somebody(partner: Partner, role: str = Member.Role.OWNER, phone: str = "+84950000101", **more: Any) -> Actor:
    """A member with a phone number and a password."""
    actor = a_member(partner, role)
    assert actor.user is not None
    actor.user.phone = phone
    actor.user.set_password(PASSWORD)
    for name, value in more.items():
        setattr(actor.user, name, value)
    actor.user.save()
    return actor


def send(client: Client, name: str, *args: Any, **fields: Any) -> Any:
    """Send a form as its page does."""
    return client.post(reverse(f"partners:{name}", args=args), form(**fields))


def page(client: Client, name: str, *args: Any) -> Any:
    """Open a page."""
    return client.get(reverse(f"partners:{name}", args=args))


def said(answer: Any) -> str:
    """What a page says, redirects followed by the caller."""
    return str(answer.content.decode())


def link_in(answer: Any) -> str:
    """The path of the private link that a page shows."""
    found = LINK.search(said(answer))
    assert found is not None, said(answer)
    return found[1]


def signs_in(phone: str, password: str, client: Client | None = None) -> Any:
    """Somebody types phone and password; the answer."""
    return (client or signed_in(None)).post(reverse("partners:sign_in"), {"username": phone, "password": password})
