"""Staff end every link to an order, or send a new one to the customer's own phone; nobody reads a link."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from orders.models import Order
from orders.services import links, texting
from partners.models import User
from rada.desk.roles import create_roles
from rada.platform.models import AccessToken, Notice
from rada.web import clock
from tests import sent_messages
from tests.factories import an_engagement, an_order, an_owner, the_customer
from tests.orders.quoting import NOON
from tests.portal import form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(settings):
    settings.SMS_BACKEND = "tests.sent_messages.keep"
    sent_messages.sent.clear()
    with clock.standing_at(NOON):
        yield


def somebody_of(role: str) -> Client:
    create_roles()
    user = User(username=role, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page(order: Order) -> str:
    return f"/admin/orders/order/{order.pk}/links/"


def test_the_orders_page_leads_to_its_links_which_show_no_secret() -> None:
    order, client = an_order(at=NOON), somebody_of("triage")
    token = links.issue(order)

    shown = client.get(page(order)).content.decode()

    assert page(order) in client.get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    assert "•••• ••• 678" in shown
    assert token not in shown
    assert AccessToken.objects.get().digest not in shown


def test_all_links_end_at_once_and_that_is_noted() -> None:
    order = an_order(at=NOON)
    tokens, spared = [links.issue(order), links.issue(order)], links.issue(an_order(at=NOON))

    answer = somebody_of("triage").post(page(order), form(end="yes"), follow=True)

    assert "2 links were ended." in answer.content.decode()
    assert [links.order_behind(token) for token in tokens] == [None, None]
    assert links.order_behind(spared) is not None
    assert "Private links ended: 2." in LogEntry.objects.get().change_message


def test_a_new_link_goes_to_the_customers_phone_and_the_old_ones_go_on() -> None:
    order = an_order(at=NOON)
    old = links.issue(order)

    answer = somebody_of("quality lead").post(page(order), form(), follow=True)
    texting.send_waiting()

    assert "on its way to the customer&#x27;s phone" in answer.content.decode()
    assert sent_messages.sent[0][0] == order.customer_phone
    assert links.order_behind(old) == order


def test_pressing_twice_sends_one_message() -> None:
    order, client, fields = an_order(at=NOON), somebody_of("triage"), form()

    for _press in range(2):
        client.post(page(order), fields)

    assert Notice.objects.filter(channel="sms").count() == 1


def test_an_order_without_a_phone_is_sent_none() -> None:
    order, client = an_order(at=NOON), somebody_of("triage")
    Order.objects.update(customer_phone="")

    shown = client.get(page(order)).content.decode()
    client.post(page(order), form())

    assert "no phone that messages reach" in shown
    assert not Notice.objects.exists()


def test_who_only_looks_at_money_or_is_nobody_here_cannot_open_it() -> None:
    order = an_order(at=NOON)
    token = links.issue(order)
    owner = Client()
    owner.force_login(an_owner(an_engagement().partner).user)

    statuses = [
        (
            client.get(page(order), follow=True).status_code,
            client.post(page(order), form(end="yes"), follow=True).status_code,
        )
        for client in (somebody_of("finance view"), owner, Client())
    ]

    assert statuses == [(403, 403), (404, 404), (200, 200)]
    assert links.order_behind(token) == order
    assert somebody_of("triage").get(page(Order(pk=10**9))).status_code == 404


def test_nobody_but_its_customer_and_rada_ends_links_or_sends_them() -> None:
    order = an_order(at=NOON)
    for stranger in (an_owner(an_engagement().partner), the_customer(an_order(at=NOON))):
        for act in (links.end_all, lambda order, by: links.send(order, by=by, language="vi")):
            with pytest.raises(PermissionDenied):
                act(order, by=stranger)


def test_in_a_trial_staff_read_the_message_beside_its_notice_and_nowhere_else(settings) -> None:
    order, client = an_order(at=NOON), somebody_of("triage")
    client.post(page(order), form())
    address = f"/admin/platform/notice/{Notice.objects.get().pk}/change/"
    really_sent = client.get(address).content.decode()

    settings.SMS_BACKEND = "rada.platform.channels.sms.log"
    in_trial = client.get(address).content.decode()
    settings.LOCAL = False
    in_production = client.get(address).content.decode()

    assert f"/o/{links.token_for(Notice.objects.get())}/" in in_trial
    assert "/o/" not in really_sent + in_production
