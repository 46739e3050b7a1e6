"""What tests of the customer's private pages share: every such page, and every way in that must lead nowhere."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.test import Client
from django.urls import reverse

from orders.models import Assignment
from orders.views.customer import door
from tests.orders.quoting import through_a_link
from tests.two_sides import addresses

BEHIND_A_LINK = "whoever holds a private link to the order"


def private_pages(job: Assignment) -> dict[str, str]:
    """The address of every page of the job's order behind a private link, found by walking the addresses."""
    return {
        name: reverse(name, args=[job.order.code, *(1 for _row in list(pattern.pattern.converters)[1:])])
        for name, pattern in addresses().items()
        if getattr(pattern.callback, "rada_access", "") == BEHIND_A_LINK
    }


def with_cookie(value: str, language: str = "en") -> Client:
    """A browser that shows this as its cookie, whatever order it asks for."""
    client = Client()
    client.cookies["django_language"] = language
    client.cookies[door.COOKIE] = value
    return client


def cookie_of(job: Assignment) -> str:
    """The cookie of somebody who came through a new link to the job's order."""
    return through_a_link(job).cookies[door.COOKIE].value


def signed(told: object, salt: str = door.SALT) -> str:
    """A cookie that we ourselves signed."""
    return signing.dumps(told, salt=salt)


def headers_of(answer: Any) -> list[tuple[str, str]]:
    """The headers of an answer; the id of its own request is nobody else's."""
    return sorted((name, value) for name, value in answer.headers.items() if name != "X-Request-ID")
