"""An order goes its whole way by the pages; no name, phone, address or word of anybody's stands in the log."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Assignment, EventKind
from orders.services import sweeping, texting
from partners.services import forgotten
from rada.web import clock
from tests.factories import HOUR, MONDAY
from tests.logged import production_log
from tests.orders.asking import FILLED, a_house, a_stranger, sends
from tests.orders.customers import kinds
from tests.pages import forms_of
from tests.partners.accounts import NEW_PASSWORD, PASSWORD, signs_in, somebody
from tests.portal import form, signed_in
from tests.two_sides import address_of, addresses, whole_sides

pytestmark = pytest.mark.django_db

MARK = "Canary"
OWNERS_PHONE = "+84950000101"
OWNERS_MAIL = "chu.cua.hang@rada.example"
# What each person types, and what must stand in no line of the log.
WORDS = {name: f"Lời của {name} không ai khác được đọc" for name in ("customer", "owner", "reviewer", "complainer")}
PHONES = ["0912 345 678", "+84912345678", "912345678", OWNERS_PHONE, "950000101", "0950 000 101"]
PERSONAL = [FILLED["name"], FILLED["text"], FILLED["address"], *WORDS.values(), *PHONES, OWNERS_MAIL]
SECRETS = [PASSWORD, NEW_PASSWORD]
TOLD = [
    EventKind.OFFERED, EventKind.ACCEPTED, EventKind.SCHEDULED, EventKind.MESSAGE, EventKind.MESSAGE,
    EventKind.ARRIVED, EventKind.COMPLETED, EventKind.COMPLAINT_OPENED, EventKind.COMPLAINT_REPLY,
]  # fmt: skip


@pytest.fixture
def log():
    with production_log() as opened:
        yield opened


def found_in(log, words):
    """Which of these stand in the log, as they are or as an address spells them."""
    return [word for word in words if word in log.text or quote(word) in log.text]


def pressed(client, page, action, **typed):
    """Send the form of a page that goes to this address, with what the page had filled in."""
    shown = next(each for each in forms_of(client.get(page).content.decode()) if each.action == action)
    answer = client.post(action, shown.data(**typed))
    assert answer.status_code == 302, answer.content.decode()


def asks():
    """A stranger asks for a repair and comes out on the order's page; the secret of their link."""
    a_house()
    stranger = a_stranger()
    token = sends(stranger).url.split("/")[2]
    stranger.get(f"/o/{token}/")
    return stranger, token


def signs_in_at_last(partner):
    """The owner mistypes the password, asks for a new one, then remembers; their browser."""
    somebody(partner, phone=OWNERS_PHONE, email=OWNERS_MAIL)
    client = Client()
    signs_in("0950 000 101", NEW_PASSWORD, client)
    client.post(reverse("partners:password_forgotten"), form(username="0950 000 101"))
    forgotten.send_waiting()
    signs_in("0950 000 101", PASSWORD, client)
    return client


def test_an_order_goes_its_whole_way_and_the_log_names_nobody(log):
    with clock.standing_at(MONDAY):
        customer, token = asks()
        job = Assignment.objects.get()
        partner = signs_in_at_last(job.partner)
        customers, partners = reverse("orders:customer_order", args=[job.order.code]), f"/orders/{job.pk}/"
        pressed(partner, partners, f"{partners}accept/")
        pressed(partner, partners, f"{partners}schedule/", day="2026-03-02", begin="10:00", end="12:00")
        pressed(customer, customers, f"{customers}message/", text=WORDS["customer"])
        pressed(partner, partners, f"{partners}reply/", text=WORDS["owner"])
    with clock.standing_at(MONDAY + 2 * HOUR):
        pressed(partner, partners, f"{partners}arrive/")
        pressed(partner, partners, f"{partners}complete/")
        pressed(customer, customers, f"{customers}review/", stars="2", text=WORDS["reviewer"])
        complain = f"{customers}complaints/new/"
        pressed(customer, complain, complain, category="price", text=WORDS["complainer"])
        customer.get(f"/find/?code={quote(FILLED['name'])}&phone=0912345678")
        customer.get(f"/nowhere/0912345678/{quote(FILLED['name'])}/")
        opened = reverse("complaints:complaint", args=[job.events.get(kind=EventKind.COMPLAINT_OPENED).pk])
        pressed(partner, opened, opened, text=WORDS["owner"])
        texting.send_waiting()
        sweeping.sweep()

    assert kinds(job) == TOLD
    assert {line.get("order") for line in log.requests} >= {job.order.code}
    assert {line.get("actor") for line in log.requests} >= {"customer", "partner"}
    assert found_in(log, [*PERSONAL, *SECRETS, token]) == []


def test_no_page_that_anybody_opens_puts_a_name_into_the_log(log):
    now = MONDAY + 2 * HOUR
    with clock.standing_at(now):
        (side,) = whole_sides(MARK, now=now)
        for client in (signed_in(side.owner), signed_in(None)):
            for name in sorted(addresses()):
                client.get(f"{address_of(name, side)}?q={MARK}", headers={"referer": f"https://rada.example/?q={MARK}"})

    assert len(log.requests) > 100
    assert found_in(log, [MARK, *PHONES]) == []
