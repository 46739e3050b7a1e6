"""Writing to the customer in a real browser: a quick reply is written into the box, and the place on the page stays."""

from __future__ import annotations

import pytest

from orders.models import EventKind
from orders.services import offers
from rada.web import clock
from tests.factories import an_offer, an_order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]


def test_a_quick_reply_is_read_before_it_is_sent_and_the_page_stays_where_it_is(visiting, owner):
    job = an_offer(an_order(at=clock.now()), owner.user.memberships.get().partner, at=clock.now())
    offers.accept(job, by=owner)
    visitor = visiting()
    visitor.sign_in()
    visitor.open(f"/orders/{job.pk}/")

    visitor.page.locator("[data-rada-say]").first.click()
    written = visitor.page.input_value("#reply_text")
    sent_before = job.events.filter(kind=EventKind.MESSAGE).count()
    visitor.page.locator("#chat button[value=now]").click()
    visitor.page.locator(".chat .mine").wait_for()
    visitor.settled()

    assert written != ""
    assert (sent_before, job.events.filter(kind=EventKind.MESSAGE).count()) == (0, 1)
    assert visitor.sees(written)
    assert visitor.page.evaluate("scrollY") > 0
    visitor.same_as_fresh()
    visitor.check()
