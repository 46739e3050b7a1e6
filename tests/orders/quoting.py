"""What tests of quotes share: a price list with a part and a promotion, sheets as the page sends them, links."""

from __future__ import annotations

import re
from typing import Any

from django.core import signing
from django.test import Client
from django.urls import reverse

from orders.forms.quotes import FIELDS
from orders.models import Assignment
from orders.services import links, phone_codes, quotes
from orders.views.customer import door
from rada.web import clock
from tests.factories import HOUR, MONDAY, a_partner, an_engagement, an_owner
from tests.portal import form

NOON = MONDAY + 3 * HOUR
PRICES = {
    "AC-CLEAN": {"max": 250_000, "name": "Vệ sinh máy lạnh", "unit": "máy", "kind": "labour"},
    "AC-GAS": {"max": 450_000, "name": "Nạp gas R32", "kind": "labour"},
    "AC-CAP": {"max": 180_000, "name": "Tụ khởi động", "kind": "part"},
    "AC-CAP-2": {"max": 150_000, "name": "Tụ quạt", "kind": "part"},
}
SUMMER = {
    "code": "HE", "title": "Mùa hè", "percent": 10, "cap": 50_000, "min_total": 400_000, "codes": [],
    "from": "2026-01-01T00:00:00+07:00", "to": "2026-12-31T23:59:59+07:00",
}  # fmt: skip
CLEANING = {"code": "AC-CLEAN", "kind": "labour", "qty": "1", "unit_price": "250.000"}
CAPACITOR = {
    "code": "AC-CAP", "kind": "part", "qty": "1", "unit_price": "180.000", "origin": "Thái Lan", "brand": "Siam",
    "model": "SC-35", "warranty_days": "180",
}  # fmt: skip
KEY = re.compile(r'name="seen" value="(\d+)"')
TOTAL = re.compile(r'name="total_shown" value="(\d+)"')


def a_job(**terms: Any) -> Assignment:
    """An accepted order of a partner with this price list and promotion."""
    return an_engagement(partner=a_partner(**{"prices": PRICES, "promotions": [SUMMER], **terms}), at=MONDAY)


def address(job: Assignment) -> str:
    """Where the job's quote is written."""
    return reverse("orders:quote", args=[job.pk])


def sheet(
    *rows: dict[str, Any], do: str = "send", seen: int = 0, total: int | None = None, **more: Any
) -> dict[str, Any]:
    """The page's form as it is sent; `total` is what it had shown."""
    fields = {f"lines-{n}-{name}": row.get(name, "") for n, row in enumerate(rows) for name in FIELDS}
    counts = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0}
    return form(**counts, **fields, do=do, seen=seen, total_shown="" if total is None else total, **more)


def line(
    number: str, price: int, *, qty: int = 1, code: str | None = "AC-CLEAN", name: str = "", **made: Any
) -> dict[str, Any]:
    """A line as a service takes it."""
    kind = "part" if made else "labour"
    return {"line": number, "kind": kind, "code": code, "name": name, "unit_price": price, "qty": qty, **made}


def part(number: str = "2", price: int = 180_000) -> dict[str, Any]:
    """A part of the price list, as a service takes it."""
    return line(number, price, code="AC-CAP", name="Tụ khởi động", origin="Thái Lan", brand="Siam", warranty_days=180)


def quoted(job: Assignment, *lines: dict[str, Any], reference: str = "BG-1", at: Any = None) -> Any:
    """A version sent by the owner, the row of which is returned."""
    told = list(lines) or [line("1", 250_000, name="Vệ sinh máy lạnh"), part()]
    total = sum(each["unit_price"] * each["qty"] for each in told)
    with clock.standing_at(at or NOON):
        quotes.quote(job, by=an_owner(job.partner), reference=reference, lines=told, total=total)
    return job.quotes.order_by("event__position").last()


def through_a_link(job: Assignment, *, at: Any = None, language: str = "en") -> Client:
    """The browser of a customer who opened a private link of the job's order."""
    client = Client()
    client.cookies["django_language"] = language
    with clock.standing_at(at or NOON):
        client.get(reverse("orders:customer_door", args=[links.issue(job.order)]))
    return client


def at_the_phone(job: Assignment, *, at: Any = None, language: str = "en") -> Client:
    """The browser of a customer who came by a link and has typed the code that went to their phone."""
    client = through_a_link(job, at=at, language=language)
    link, nonce = signing.loads(client.cookies[door.COOKIE].value, salt=door.SALT)
    browser = phone_codes.Browser(link, nonce)
    with clock.standing_at(at or NOON):
        code = phone_codes.ask(job.order, browser, language=language)
        phone_codes.confirm(job.order, browser, phone_codes.digits_of(code, job.order.customer_phone))
    return client


def order_page(job: Assignment) -> str:
    """The customer's address of the job's order."""
    return reverse("orders:customer_order", args=[job.order.code])


def answer_address(job: Assignment, version: Any) -> str:
    """Where a version is answered."""
    return reverse("orders:customer_answer", args=[job.order.code, version.event_id])
