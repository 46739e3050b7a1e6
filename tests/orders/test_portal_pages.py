"""The portal's pages: Today and its fragments, the lists, what is shown of the customer, and for how long."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.commitments.reading import CaseError
from orders.services import closures, messages, notices, offers, sweeping, visits, warnings
from orders.services.forecast import Forecast
from orders.views import today
from rada.web import clock
from rada.web.paging import After, after
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_partner,
    an_engagement,
    an_offer,
    an_order,
    an_owner,
    reported,
    the_customer,
)
from tests.portal import a_side, named, signed_in

pytestmark = pytest.mark.django_db

NOW = MONDAY + 2 * HOUR
ONE_TIME = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"')
HOSTILE = ["\x00", "%", "' OR 1=1 --", "a" * 5000, "-1", "9" * 40, "9" * 17 + "-1", "١-٢", "\u202e", "é" * 300, "1-1-1"]


def page_at(instant, client, address):
    with clock.standing_at(instant):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_today_with_everything_it_shows_takes_twelve_queries_at_most():
    side = a_side("Sông Hồng", NOW)
    with clock.standing_at(NOW - 4 * MINUTE):
        for _number in range(5):
            an_offer(partner=side.partner, at=NOW - 4 * MINUTE)
    client = signed_in(side.owner)
    soon = NOW + 9 * MINUTE
    with clock.standing_at(soon):
        warnings.warn()
        notices.send_waiting()

    with CaptureQueriesContext(connection) as queries:
        page = page_at(soon, client, reverse("orders:today"))

    assert page.count('class="card offer"') == 6
    assert "Soon broken" in page
    assert "Message Sông Hồng" in page
    assert len(queries) <= 12


@pytest.mark.parametrize("fragment", ["offers", "clocks"])
def test_a_fragment_is_the_very_part_of_the_page_it_refreshes(fragment):
    side = a_side("Sông Hồng", NOW)
    client = signed_in(side.owner)

    whole = ONE_TIME.sub("", page_at(NOW, client, reverse("orders:today")))
    part = ONE_TIME.sub("", page_at(NOW, client, reverse(f"orders:{fragment}")))

    assert part.strip() in whole
    assert f'hx-get="{reverse(f"orders:{fragment}")}"' in part


def test_an_offer_shows_what_is_left_of_its_time():
    offer = an_offer(at=NOW - 11 * MINUTE)
    client = signed_in(an_owner(offer.partner))

    page = page_at(NOW, client, reverse("orders:offers"))

    assert "4 minutes left" in page
    assert 'aria-label="4 minutes left of 15 minutes"' in page
    assert "Answer by 11:04 today to keep commitment A1." in page


def test_a_clock_says_that_it_rests_at_night():
    engagement = an_engagement(at=MONDAY)
    asked_at = MONDAY + 11 * HOUR + 30 * MINUTE
    with clock.standing_at(asked_at):
        messages.send(engagement, by=the_customer(engagement.order), text="Mai anh qua nhé")
    client = signed_in(an_owner(engagement.partner))

    page = page_at(asked_at + 10 * MINUTE, client, reverse("orders:clocks"))

    assert "50 minutes of care time left" in page
    assert "due 08:30 tomorrow" in page
    assert "the clock rests from 21:00 to 08:00" in page


def test_a_clock_rests_in_a_closure_too():
    engagement = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + HOUR):
        messages.send(engagement, by=the_customer(engagement.order), text="Anh ơi")
        closures.declare(starts_at=MONDAY + HOUR, ends_at=MONDAY + 3 * HOUR, reason="storm")
        sweeping.sweep()
    client = signed_in(an_owner(engagement.partner))

    page = page_at(MONDAY + 2 * HOUR, client, reverse("orders:clocks"))

    assert "1 hour of care time left" in page
    assert "the clock rests until 12:00 today" in page


def test_several_clocks_that_one_act_meets_stand_as_one():
    engagement = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 5 * MINUTE):
        visits.schedule(engagement, by=an_owner(engagement.partner), arrive_from=NOW, arrive_to=NOW + HOUR)
    client = signed_in(an_owner(engagement.partner))

    page = page_at(NOW, client, reverse("orders:clocks"))

    assert page.count("I have arrived") == 1
    assert "Arrive for the appointment" in page


def test_an_appointment_of_another_day_is_no_work_of_today():
    engagement = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 5 * MINUTE):
        visits.schedule(engagement, by=an_owner(engagement.partner), arrive_from=NOW + DAY, arrive_to=NOW + DAY + HOUR)
    client = signed_in(an_owner(engagement.partner))

    page = page_at(NOW, client, reverse("orders:today"))

    assert "I have arrived" not in page
    assert "No appointments today" in page


def test_of_very_many_appointments_those_that_are_not_over_are_shown_and_the_list_has_the_others(monkeypatch):
    partner = a_partner()
    for hours in range(4):
        engagement = an_engagement(partner=partner, at=MONDAY)
        begin = NOW + (hours - 1) * 2 * HOUR
        with clock.standing_at(MONDAY + 5 * MINUTE):
            visits.schedule(engagement, by=an_owner(partner), arrive_from=begin, arrive_to=begin + HOUR)
    client = signed_in(an_owner(partner))

    whole = page_at(NOW, client, reverse("orders:today"))
    monkeypatch.setattr(today, "MOST_VISITS", 2)
    shortened = page_at(NOW, client, reverse("orders:today"))
    when_all_are_over = page_at(NOW + 10 * HOUR, client, reverse("orders:today"))

    assert [page.count('href="/orders/?group=running"') for page in (whole, shortened)] == [0, 1]
    assert [re.findall(r'<span class="figure">(\d\d:\d\d)–', page) for page in (whole, shortened)] == [
        ["09:00", "11:00", "13:00", "15:00"],
        ["11:00", "13:00"],
    ]
    assert 'href="/orders/?group=running"' in when_all_are_over
    assert "No appointments today" not in when_all_are_over


def test_phone_and_address_are_shown_from_acceptance_until_seven_days_after_the_end():
    offer = an_offer(at=MONDAY)
    owner = an_owner(offer.partner)
    client = signed_in(owner)
    address = reverse("orders:assignment", args=[offer.pk])

    before = page_at(MONDAY, client, address)
    with clock.standing_at(MONDAY + MINUTE):
        offers.accept(offer, by=owner)
    engaged = page_at(MONDAY + 2 * MINUTE, client, address)
    with clock.standing_at(MONDAY + HOUR):
        visits.complete(offer, by=owner)
    on_the_last_day = page_at(MONDAY + HOUR + 7 * DAY - MINUTE, client, address)
    afterwards = page_at(MONDAY + HOUR + 7 * DAY, client, address)

    shown = [("0912 345 678" in page, "12 Hàng Bài" in page) for page in (before, engaged, on_the_last_day, afterwards)]
    assert shown == [(False, False), (True, True), (True, True), (False, False)]


def test_orders_are_found_without_accents_by_code_and_by_customer():
    partner = a_partner()
    ha = named(an_offer(partner=partner, at=MONDAY), "Đặng Thị Hà")
    minh = named(an_offer(partner=partner, at=MONDAY), "Trần Văn Minh")
    client = signed_in(an_owner(partner))

    by_name = page_at(NOW, client, reverse("orders:orders") + "?q=dang+ha")
    by_code = page_at(NOW, client, reverse("orders:orders") + f"?q={minh.order.code.lower()}")

    assert (ha.order.code in by_name, minh.order.code in by_name) == (True, False)
    assert (ha.order.code in by_code, minh.order.code in by_code) == (False, True)


def test_an_erased_name_is_not_found_any_more():
    offer = named(an_offer(at=MONDAY), "Đặng Thị Hà")
    offer.order.customer_name = ""
    offer.order.save(update_fields=["customer_name"])
    client = signed_in(an_owner(offer.partner))

    page = page_at(NOW, client, reverse("orders:orders") + "?q=dang")

    assert offer.order.code not in page


def test_pages_of_a_list_hold_every_order_once_and_keep_the_filter():
    partner = a_partner()
    made = [an_offer(partner=partner, at=MONDAY + number * MINUTE).order.code for number in range(45)]
    client = signed_in(an_owner(partner))
    address, seen = reverse("orders:orders") + "?status=waiting", []

    for _page in range(3):
        page = page_at(NOW, client, address)
        seen += re.findall(r"RD-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
        older = re.search(r'href="(\?[^"]*after=[^"]*)">', page)
        address = reverse("orders:orders") + (older[1].replace("&amp;", "&") if older else "")

    assert seen == made[::-1]
    assert "status=waiting" in address or older is None


def test_a_long_list_takes_no_more_queries_than_a_short_one():
    partner = a_partner()
    client = signed_in(an_owner(partner))
    an_offer(partner=partner, at=MONDAY)
    with CaptureQueriesContext(connection) as short:
        page_at(NOW, client, reverse("orders:orders"))
    for number in range(20):
        an_offer(partner=partner, at=MONDAY + number * MINUTE)

    with CaptureQueriesContext(connection) as long:
        page_at(NOW, client, reverse("orders:orders"))

    assert len(long) == len(short) <= 5


@pytest.mark.parametrize("name", ["orders", "breaches"])
@pytest.mark.parametrize("parameter", ["q", "status", "after", "page"])
def test_hostile_addresses_show_a_list(name, parameter):
    client = signed_in(an_owner(an_offer(at=MONDAY).partner))

    found = [client.get(reverse(f"orders:{name}"), {parameter: value}).status_code for value in HOSTILE]

    assert set(found) == {200}


def test_a_place_in_a_list_reads_what_it_wrote():
    place = After(NOW, 17)

    assert after(str(place)) == place


def test_a_breach_shows_its_clause_its_numbers_and_what_it_rests_on():
    side = a_side("Sông Hồng", NOW)
    with clock.standing_at(NOW + HOUR):
        sweeping.sweep()
    breach = side.job.breaches.get(rule="C1.reply_late")
    client = signed_in(side.owner)

    page = page_at(NOW + HOUR, client, reverse("orders:breach", args=[breach.pk]))

    assert "The customer wrote at 10:50" in page
    assert "due 11:50" in page
    assert "Message Sông Hồng" in page
    assert '<svg class="hours"' in page


def test_a_breach_is_new_until_somebody_of_the_office_looks_at_it():
    side = a_side("Sông Hồng", NOW)
    breaches = list(side.broken.breaches.all())
    client = signed_in(side.owner)
    with clock.standing_at(NOW):
        notices.send_waiting()

    before = page_at(NOW, client, reverse("orders:breaches"))
    for breach in breaches:
        page_at(NOW, client, reverse("orders:breach", args=[breach.pk]))
    after_looking = page_at(NOW, client, reverse("orders:breaches"))

    badge = '<b class="badge" data-rada-badge="/breaches/"'
    assert f"{badge}>{len(breaches)}" in before
    assert f"{badge} hidden>0" in after_looking


def test_nothing_to_show_says_what_will_appear_here():
    partner = a_partner()
    client = signed_in(an_owner(partner))
    an_order()

    pages = [page_at(NOW, client, reverse(f"orders:{name}")) for name in ("today", "orders", "breaches")]

    expected = ("No new orders", "No orders yet", "No breaches")
    assert [text for page, text in zip(pages, expected, strict=True) if text not in page] == []


def test_an_order_whose_reported_facts_cannot_be_foreseen_still_opens(monkeypatch):
    offer = an_offer(at=MONDAY)
    client = signed_in(an_owner(offer.partner))

    def refuse(*args, **fields):
        raise CaseError(None, None, "events", "unreadable")

    monkeypatch.setattr(Forecast, "costs", refuse)
    page = page_at(MONDAY, client, reverse("orders:assignment", args=[offer.pk]))

    assert offer.order.code in page


def test_a_message_reported_without_its_text_is_not_called_erased():
    engagement = an_engagement(at=MONDAY)
    reported(engagement, ("m1", "message", MONDAY + HOUR, "customer", {}), at=MONDAY + HOUR)
    client = signed_in(an_owner(engagement.partner))

    page = page_at(NOW, client, reverse("orders:assignment", args=[engagement.pk]))

    assert "(no text)" in page
    assert "(text erased)" not in page
