"""The warranty card: the longest that was promised, from the receipt's day on, its last day included."""

from __future__ import annotations

from datetime import date

import pytest

from orders import selectors, warranties
from orders.services import parts, visits
from rada.web import clock
from tests.factories import DAY, HOUR, a_partner, an_owner
from tests.orders.customers import NOON, address, completed, receipted, scheduled
from tests.orders.papers import CAPACITOR, LABOUR, at_work
from tests.orders.quoting import through_a_link

pytestmark = pytest.mark.django_db


def card(job):
    return warranties.card(selectors.timeline_of(job), job.terms.content, {})


def test_there_is_no_card_before_the_work_is_done():
    assert card(scheduled()) is None


def test_until_a_receipt_states_it_the_published_warranty_runs_from_the_completion():
    told = card(completed())

    assert [(line.days, line.starts_on, line.ends_on) for line in told.lines] == [
        (90, date(2026, 3, 2), date(2026, 5, 31))
    ]
    assert (told.stated_days, told.is_longer) == (None, False)


@pytest.mark.parametrize(("stated", "days", "longer"), [(30, 90, True), (90, 90, False), (365, 365, False)])
def test_the_longer_of_what_the_receipt_says_and_what_was_published_holds(stated, days, longer):
    told = card(receipted(completed(), at=NOON + DAY, days=stated))

    assert (told.lines[0].days, told.lines[0].starts_on, told.is_longer) == (days, date(2026, 3, 3), longer)
    assert told.terms == "Bảo hành công và linh kiện"


def test_a_part_has_a_line_of_its_own_with_what_was_quoted_for_it():
    job = at_work(LABOUR, CAPACITOR)
    with clock.standing_at(NOON):
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="Thái Lan", brand="Panasonic", model="35µF")
        visits.complete(job, by=an_owner(job.partner))

    work, part = card(receipted(job)).lines

    assert (work.name, work.days) == ("", 90)
    assert (part.name, part.made, part.days) == ("Tụ khởi động 35 µF", "Thái Lan · Panasonic · 35µF", 180)


@pytest.mark.parametrize(("today", "left"), [(date(2026, 5, 31), 0), (date(2026, 6, 1), -1), (date(2026, 5, 30), 1)])
def test_the_last_day_is_covered(today, left):
    assert card(completed()).lines[0].days_left(today) == left


def test_where_nothing_is_promised_the_card_has_no_lines():
    told = card(receipted(completed(scheduled_without_warranty()), days=0))

    assert told.lines == []


def scheduled_without_warranty():
    return scheduled(partner=a_partner(warranty_days=0))


def test_the_customer_opens_and_prints_the_receipts_of_their_own_order_alone():
    job, other = receipted(completed()), completed()
    with clock.standing_at(NOON + HOUR):
        client = through_a_link(job)

        own, none = client.get(address("receipt", job, 1)), client.get(address("receipt", job, 2))
        foreign = client.get(address("receipt", other, 1))

    page = own.content.decode()
    assert (own.status_code, none.status_code, foreign.status_code) == (200, 404, 404)
    assert "A receipt, not a VAT invoice" in page
    assert "two hundred fifty thousand" in page.lower()
    assert job.receipts.get().stamp in page
