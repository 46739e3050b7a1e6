"""A second round: who is asked again and who not, once however often it is pressed, and why nobody can be."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.utils import translation

from orders.models import Order, Status
from orders.services import offers, second_rounds, visits
from partners.models import Partner
from partners.services import leave
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import HOUR, MONDAY, a_partner, an_engagement, an_order, an_owner, the_customer, the_policy
from tests.orders.quoting import through_a_link
from tests.orders.staff_hands import act, browser_of, hand, shown, staff_of
from tests.portal import form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY), translation.override("en"):
        yield


def asked(order: Order) -> list[str]:
    return [each.partner.name for each in order.assignments.filter(status=Status.OFFERED).order_by("pk")]


def left_by(name: str) -> Order:
    """An order that a partner took and cancelled."""
    job = an_engagement(partner=a_partner(name), at=MONDAY - HOUR)
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")
    return job.order


def again(order: Order, **told) -> str:
    return second_rounds.ask_again(order, **{"by": staff_of(), "seen": order.assignments.count(), **told})


def test_whoever_fits_is_asked_and_not_who_declined_cancelled_or_has_an_offer():
    order = left_by("Sông")
    declined, waiting, withdrawn = a_partner("Núi"), a_partner("Biển"), a_partner("Đồi")
    offers.decline(_offered(order, declined), by=an_owner(declined), reason="busy")
    _offered(order, waiting)
    offers.withdraw(_offered(order, withdrawn), by=staff_of())
    a_partner("Hồ")

    said = again(order)

    assert said == "Hồ, Đồi"
    assert asked(order) == ["Biển", "Hồ", "Đồi"]


def _offered(order: Order, partner: Partner):
    return order.assignments.get(pk=offers.offer(order, partner))


def test_a_second_round_asks_more_partners_than_a_first(settings):
    settings.BROADCAST_MOST = 1
    the_policy()
    for name in "ABCDE":
        a_partner(name)

    assert again(an_order()) == "A, B, C"


def test_one_partner_can_be_asked_by_name_though_it_said_no_before():
    order = left_by("Sông")
    a_partner("Núi")

    assert again(order, only=Partner.objects.get(name="Sông")) == "Sông"
    assert asked(order) == ["Sông"]


def test_a_colleague_who_was_quicker_is_told_of_and_nobody_is_asked_twice():
    order = left_by("Sông")
    a_partner("Núi")
    seen = order.assignments.count()
    again(order, seen=seen)

    with pytest.raises(second_rounds.AskedMeanwhile):
        again(order, seen=seen)
    assert asked(order) == ["Núi"]


def test_the_form_asks_once_however_often_it_is_sent_and_says_whom():
    order, client = left_by("Sông"), browser_of()
    a_partner("Núi")
    fields = form(seen=1, partner="")

    first = client.post(f"{hand(order)}ask/", fields, follow=True)
    second = client.post(f"{hand(order)}ask/", fields, follow=True)

    assert "Asked: Núi." in shown(first)
    assert (second.status_code, asked(order)) == (200, ["Núi"])
    assert json.loads(LogEntry.objects.get().change_message)["about"] == "Partners asked again."


def test_where_nobody_can_be_asked_the_page_says_why_with_the_number_of_each():
    order = left_by("Sông")
    Order.objects.filter(pk=order.pk).update(wanted_from=MONDAY + 10 * HOUR, wanted_to=MONDAY + 11 * HOUR)
    Partner.objects.filter(pk=a_partner("Núi").pk).update(paused_until=MONDAY + timedelta(days=1))
    today, away = MONDAY.astimezone(VIETNAM).date(), a_partner("Biển")
    leave.announce(today, today, by=an_owner(away))
    a_partner("Hồ")

    page = shown(browser_of().get(hand(order)))

    assert (
        "Nobody is left to ask. 1 partner said no to it. 1 partner is paused. 1 partner is on announced leave."
        " 1 partner is closed at the wanted time." in page
    )


@pytest.mark.parametrize(
    ("ward", "service", "said"),
    [
        ("00004", "AC-CLEAN", "No partner serves "),
        ("00070", "TV-FIX", "1 partner serves this ward with other work. 0 partners do it elsewhere."),
    ],
)
def test_a_ward_or_service_that_nobody_serves_is_named(ward, service, said):
    a_partner("Sông")
    order = an_order(ward=ward, service=service)

    page = shown(browser_of().get(hand(order)))
    with pytest.raises(second_rounds.NobodyToAsk) as refusal:
        again(order)

    assert said in page
    assert said in str(refusal.value)


def test_an_order_that_somebody_holds_is_not_offered_again():
    job = an_engagement(at=MONDAY)
    answer = act(browser_of(), job.order, "ask", seen=1, partner="")

    assert answer.status_code == 409
    assert "The order is not open any more." in shown(answer)


def test_before_a_first_policy_nothing_can_be_offered():
    order = an_order()
    a_partner("Sông")

    with pytest.raises(second_rounds.NoPolicyYet):
        again(order)


def test_the_customer_reads_that_another_company_is_looked_for():
    order = left_by("Sông")
    job = order.assignments.get()

    page = shown(through_a_link(job, at=MONDAY).get(f"/c/{order.code}/"))

    assert "Rada is looking for another company" in page
    assert "Sông does not come any more." in page


def test_nobody_but_whom_rada_trusts_with_it_asks_again():
    order = left_by("Sông")
    for stranger in (staff_of("finance view"), the_customer(order), an_owner(Partner.objects.get(name="Sông"))):
        with pytest.raises(PermissionDenied):
            again(order, by=stranger)
    assert act(browser_of("finance view"), order, "ask", seen=1).status_code == 403
