"""Notices in a real browser: Today warns, the page of notices tells the rest, and what was read is quiet."""

from __future__ import annotations

import pytest

from orders.models import Assignment
from orders.services import messages, notices, sweeping, warnings
from rada.web import clock
from tests.factories import HOUR, MINUTE, an_engagement, an_order, the_customer
from tests.journeys.conftest import said

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]


@pytest.fixture
def warned(owner):
    """A customer who has waited for 55 of the 60 minutes, and another whose hour is over."""
    partner, now = Assignment.objects.get().partner, clock.now()
    for minutes in (55, 65):
        asked_at = now - minutes * MINUTE
        engagement = an_engagement(an_order(at=asked_at - HOUR), partner, at=asked_at - 5 * MINUTE)
        with clock.standing_at(asked_at):
            messages.send(engagement, by=the_customer(engagement.order), text="Anh ơi, mấy giờ anh qua?")
    sweeping.sweep()
    warnings.warn()
    notices.send_waiting()
    return engagement


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        ("phone", "light"),
        ("wide", "dark"),
        pytest.param("phone", "dark", marks=pytest.mark.thorough),
        pytest.param("wide", "light", marks=pytest.mark.thorough),
    ],
)
def test_a_warning_on_today_leads_to_the_notices(visiting, warned, size, scheme):
    visitor = visiting(size, color_scheme=scheme)
    visitor.sign_in()
    visitor.check()

    visitor.press(said("All notices"))
    visitor.check()
    told = visitor.page.locator("main .list li").count()
    new = visitor.page.get_by_text(said("new"), exact=True).count()
    visitor.page.reload()

    assert visitor.sees(said("Customer answered late"))
    assert told == new > 2
    assert visitor.page.get_by_text(said("new"), exact=True).count() == 0
    assert visitor.page.locator(".places .badge:visible").count() <= 1


def test_notices_are_found_under_more_on_a_phone(visiting, warned):
    visitor = visiting("phone")
    visitor.sign_in()

    visitor.page.locator(".places-more summary").click()
    visitor.check()
    with visitor.answered():  # its name carries a count
        visitor.page.locator(".sheet-body").get_by_role("link", name=said("Notices")).click()

    assert visitor.page.url.endswith("/notices/")
