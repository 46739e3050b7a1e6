"""Whoever lost a link has a new one sent to the phone of the order; the page tells nobody anything."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import Order
from orders.services import links, recovery, texting
from rada.platform.models import AccessToken, IdempotencyKey, Notice
from rada.web import clock
from tests import sent_messages
from tests.factories import DAY, HOUR, MINUTE, an_order
from tests.orders.quoting import NOON
from tests.orders.through_links import headers_of
from tests.portal import form

pytestmark = pytest.mark.django_db
ONE_TIME = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"')
PHONE, NOBODYS = "0912 345 678", "0987 654 321"


@pytest.fixture(autouse=True)
def at_noon(settings):
    settings.SMS_BACKEND = "tests.sent_messages.keep"
    settings.SITE_URL = "https://rada.example"
    sent_messages.sent.clear()
    with clock.standing_at(NOON):
        yield


def ask(phone=PHONE, *, language="en", key=None, where="203.0.113.9", **fields):
    client = Client()
    client.cookies["django_language"] = language
    sent = {**form(phone=phone, **fields), **({"idempotency_key": key} if key else {})}
    return client.post(reverse("orders:find"), sent, REMOTE_ADDR=where)


def text_of(answer):
    return ONE_TIME.sub("", answer.content.decode())


def opened_by_messages():
    """The orders that the links in the messages open."""
    texting.send_waiting()
    tokens = [re.search(r"/o/([\w-]{43})/", text)[1] for _to, text in sent_messages.sent]
    return [links.order_behind(token) for token in tokens]


def test_the_phone_gets_a_new_link_to_its_order(client):
    order = an_order(at=NOON)

    answer = ask("+84 912 345 678")

    assert answer.status_code == 200
    assert "a message with a new link is on its way" in text_of(answer)
    assert opened_by_messages() == [order]
    assert sent_messages.sent[0][0] == "+84912345678"


def test_the_newest_three_orders_of_180_days_each_get_a_link():
    orders = [an_order(at=NOON - days * DAY) for days in (200, 180, 179, 20, 3, 1)]

    ask()

    assert opened_by_messages() == list(reversed(orders[-3:]))


def test_a_code_narrows_it_to_that_order_and_opens_no_other_phones():
    order, other = an_order(at=NOON), an_order(at=NOON)
    Order.objects.filter(pk=other.pk).update(customer_phone="+84987654321")
    an_order(at=NOON)

    ask(code=f" {order.code.lower()} ")
    ask(code=other.code)

    assert opened_by_messages() == [order]


def test_the_answer_and_the_work_are_the_same_for_a_phone_with_orders_and_for_one_without():
    for _number in range(3):
        an_order(at=NOON)

    with CaptureQueriesContext(connection) as for_theirs:
        known = ask()
    with CaptureQueriesContext(connection) as for_nobody:
        unknown = ask(NOBODYS)

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert text_of(known) == text_of(unknown)
    assert headers_of(known) == headers_of(unknown)
    assert [query["sql"].split()[0] for query in for_theirs] == [query["sql"].split()[0] for query in for_nobody]


def test_asking_makes_no_link_and_sends_nothing_itself_and_stores_no_phone():
    an_order(at=NOON)

    ask()
    ask(NOBODYS)

    assert sent_messages.sent == []
    assert not AccessToken.objects.filter(purpose=links.PURPOSE).exists()
    told = [*Notice.objects.values(), *AccessToken.objects.values(), *IdempotencyKey.objects.values()]
    assert not re.search(r"912345678|987654321|203\.0\.113", str(told))


def test_nobody_is_written_to_for_a_phone_without_orders():
    ask(NOBODYS)

    texting.send_waiting()

    assert sent_messages.sent == []
    assert Notice.objects.get().ended_why == Notice.Unsent.NOBODY


def test_pressing_twice_sends_one_message():
    an_order(at=NOON)

    statuses = [ask(key="once").status_code for _press in range(2)]

    assert statuses == [200, 200]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("phone", [PHONE, NOBODYS])
def test_a_phone_is_asked_for_three_times_an_hour_whether_it_has_orders_or_not(phone):
    an_order(at=NOON)
    first = [ask(phone, where=f"203.0.113.{number}").status_code for number in range(4)]

    with clock.standing_at(NOON + HOUR):
        later = ask(phone).status_code

    assert (first, later) == ([200, 200, 200, 429], 200)


def test_a_phone_is_asked_for_eight_times_a_day():
    statuses = []
    for hour in range(9):
        with clock.standing_at(NOON + hour * HOUR):
            statuses.append(ask(where=f"203.0.113.{hour}").status_code)
    with clock.standing_at(NOON + DAY):
        statuses.append(ask().status_code)

    assert statuses == [200] * 8 + [429, 200]


def test_where_no_messages_go_out_the_page_says_so_for_every_phone(settings):
    settings.LOCAL, settings.SMS_BACKEND = False, "rada.platform.channels.sms.log"
    an_order(at=NOON)

    answers = [ask(), ask(NOBODYS)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("We cannot send messages to phones at present." in text_of(answer) for answer in answers)
    assert not Notice.objects.exists()


def test_one_address_asks_for_so_many_phones_an_hour_and_says_how_long_to_wait(monkeypatch):
    monkeypatch.setattr(recovery, "FROM_ONE_ADDRESS", 2)
    phones = ("0911 000 001", "0911 000 002", "0911 000 003")

    answers = [ask(phone) for phone in phones]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Please wait 1 hour" in text_of(answers[2])
    assert answers[2]["Retry-After"] == "3600"
    assert ask(phones[2], where="203.0.113.10").status_code == 200


@pytest.mark.parametrize(("phone", "said"), [
    ("", "Type the phone number that you gave with the order."), ("12", "not a Vietnamese phone number"),
    ("a\x00b", "cannot be stored"), ("x" * 41, "at most 40 characters"),
])  # fmt: skip
def test_what_is_no_phone_is_told_beside_the_field_and_counts_as_no_try(phone, said):
    answer = ask(phone, code="RD-7K2F-M9QX")

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "RD-7K2F-M9QX" in text_of(answer)
    assert not AccessToken.objects.exists()


def test_opening_the_page_stores_nothing():
    assert Client().get(reverse("orders:find")).status_code == 200
    assert not Notice.objects.exists()


def test_a_phone_that_was_erased_meanwhile_is_not_written_to():
    order = an_order(at=NOON)
    ask()
    Order.objects.filter(pk=order.pk).update(customer_phone="")

    with clock.standing_at(NOON + MINUTE):
        texting.send_waiting()

    assert sent_messages.sent == []
    assert Notice.objects.get().ended_why == Notice.Unsent.NOBODY


def test_behind_a_proxy_its_own_word_for_the_address_counts_and_not_the_clients(settings, monkeypatch):
    settings.BEHIND_PROXY = True
    monkeypatch.setattr(recovery, "FROM_ONE_ADDRESS", 1)

    def asked(phone, told):
        sent = form(phone=phone)
        return Client().post(reverse("orders:find"), sent, headers={"x-forwarded-for": told}).status_code

    statuses = [asked("0911 000 001", "1.1.1.1, 203.0.113.9"), asked("0911 000 002", "2.2.2.2, 203.0.113.9"),
                asked("0911 000 003", "2.2.2.2, 203.0.113.10")]  # fmt: skip

    assert statuses == [200, 429, 200]
