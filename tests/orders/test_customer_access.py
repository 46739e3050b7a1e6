"""A customer sees which links open the order, ends the others, and lets a browser forget it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders.services import links
from orders.views.customer import door
from rada.platform.models import AccessToken
from rada.web import clock
from tests.factories import MINUTE
from tests.orders.quoting import NOON, a_job, answer_address, at_the_phone, order_page, quoted, through_a_link
from tests.portal import form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def job():
    return a_job()


def page(job, name="customer_access"):
    return reverse(f"orders:{name}", args=[job.order.code])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_page_lists_the_links_that_open_the_order_and_marks_this_one(job):
    links.issue(job.order)
    ended = links.issue(job.order)
    AccessToken.objects.filter(pk=AccessToken.objects.latest("pk").pk).update(revoked_at=NOON)

    shown = text_of(through_a_link(job).get(page(job)))

    assert shown.count("<dt>") == 2
    assert shown.count("The link of this browser") == 1
    assert ended not in shown


def test_the_orders_page_leads_there(job):
    assert page(job) in through_a_link(job).get(order_page(job)).content.decode()


def test_ending_the_others_asks_for_the_code_first(job):
    other = links.issue(job.order)

    answer = through_a_link(job).post(page(job, "customer_end_links"), form())

    assert answer.status_code == 409
    assert links.order_behind(other) == job.order


def test_the_other_links_end_at_once_and_this_one_goes_on(job):
    other, elsewhere = links.issue(job.order), through_a_link(job)
    of_another_order = links.issue(a_job().order)
    client = at_the_phone(job)

    answer = client.post(page(job, "customer_end_links"), form(), follow=True)

    assert "2 other links were ended." in text_of(answer)
    assert "No other link opens this order." in text_of(answer)
    assert links.order_behind(other) is None
    assert elsewhere.get(order_page(job)).status_code == 404
    assert client.get(order_page(job)).status_code == 200
    assert links.order_behind(of_another_order) is not None


def test_pressing_twice_ends_them_once_and_spares_what_was_made_between(job):
    links.issue(job.order)
    client, fields = at_the_phone(job), form()
    client.post(page(job, "customer_end_links"), fields)
    later = links.issue(job.order)

    client.post(page(job, "customer_end_links"), fields)

    assert links.order_behind(later) == job.order


def test_a_browser_forgets_the_order_and_its_confirmation_while_the_link_goes_on(job):
    client = at_the_phone(job)
    cookie = client.cookies[door.COOKIE].value

    answer = client.post(page(job, "customer_forget"), form(), follow=True)

    assert f"does not know order {job.order.code} any more" in text_of(answer)
    assert client.cookies[door.COOKIE].value == ""
    assert client.cookies[door.COOKIE]["path"] == order_page(job)
    again = Client()
    again.cookies[door.COOKIE] = cookie
    assert again.get(order_page(job)).status_code == 200
    version = quoted(job)
    with clock.standing_at(NOON + MINUTE):
        assert again.post(answer_address(job, version), form(answer="all", digest=version.digest)).status_code == 409


@pytest.mark.parametrize("name", ["customer_end_links", "customer_forget"])
def test_opening_the_address_of_an_act_does_nothing(job, name):
    other, client = links.issue(job.order), at_the_phone(job)

    answer = client.get(page(job, name))

    assert answer.url == page(job)
    assert links.order_behind(other) == job.order
    assert client.get(order_page(job)).status_code == 200
