"""A submit that failed is not lost and is not sent twice; what was typed survives a closed page."""

from __future__ import annotations

import pytest

from orders.models import EventKind
from orders.services import offers
from rada.web import clock
from tests.factories import an_offer, an_order
from tests.journeys.conftest import said

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
TYPED = "Dạ em qua lúc 10 giờ, chị để cửa giúp em ạ"


@pytest.fixture
def job(owner):
    offer = an_offer(an_order(at=clock.now()), owner.user.memberships.get().partner, at=clock.now())
    offers.accept(offer, by=owner)
    return offer


@pytest.fixture
def visitor(visiting, job):
    visitor = visiting()
    visitor.sign_in()
    visitor.open(f"/orders/{job.pk}/")
    return visitor


def messages_of(job):
    return list(job.events.filter(kind=EventKind.MESSAGE))


def send_in_vain(visitor):
    """Press where no answer will come."""
    visitor.page.locator("#chat").get_by_role("button", name=said("Send"), exact=True).first.click()


def test_what_was_typed_survives_a_closed_page(visitor, job):
    visitor.page.fill("#reply_text", TYPED)
    visitor.until("Object.keys(localStorage).length > 0")

    visitor.page.goto("about:blank")
    visitor.open(f"/orders/{job.pk}/")

    assert visitor.page.input_value("#reply_text") == TYPED
    assert visitor.sees(said("What you had typed here before is back."))


def test_without_a_connection_the_form_says_so_and_keeps_what_was_typed(visitor, job):
    visitor.page.fill("#reply_text", TYPED)
    visitor.page.context.set_offline(True)

    send_in_vain(visitor)
    visitor.page.locator("[data-rada-unsent]").wait_for()

    assert visitor.page.input_value("#reply_text") == TYPED
    assert messages_of(job) == []
    visitor.page.context.set_offline(False)
    visitor.press(said("Send"), within="#chat")
    visitor.page.locator(".chat .mine").wait_for()
    assert len(messages_of(job)) == 1


def test_a_message_whose_answer_got_lost_is_not_sent_twice(visitor, job):
    visitor.page.fill("#reply_text", TYPED)
    visitor.page.route("**/reply/", lambda route: (route.fetch(max_redirects=0), route.abort()))
    send_in_vain(visitor)
    visitor.page.locator("[data-rada-unsent]").wait_for()
    visitor.page.unroute("**/reply/")
    assert len(messages_of(job)) == 1

    visitor.page.goto("about:blank")
    visitor.open(f"/orders/{job.pk}/")
    visitor.press(said("Send"), within="#chat")
    visitor.page.locator(".messages").wait_for()

    assert len(messages_of(job)) == 1


def test_a_sent_message_leaves_no_draft(visitor, job):
    visitor.page.fill("#reply_text", TYPED)
    visitor.press(said("Send"), within="#chat")
    visitor.page.locator(".chat .mine").wait_for()

    visitor.open(f"/orders/{job.pk}/")

    assert visitor.page.input_value("#reply_text") == ""
    assert visitor.page.evaluate("Object.keys(localStorage)") == []


def test_signing_out_leaves_nothing_on_a_shared_phone(visitor, job):
    visitor.page.fill("#reply_text", TYPED)
    visitor.until("Object.keys(localStorage).length > 0")

    visitor.page.locator(".places-more summary").click()
    visitor.page.locator(".places-more").get_by_role("button", name=said("Sign out")).click()
    visitor.page.wait_for_url("**/sign-in/")

    assert visitor.page.evaluate("Object.keys(localStorage)") == []


def test_without_a_connection_a_page_says_so_in_its_own_words(visiting, owner):
    visitor = visiting()
    visitor.sign_in()
    visitor.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    visitor.page.context.set_offline(True)

    visitor.page.goto(visitor.address + "/orders/")

    assert visitor.page.locator("h1").inner_text() == said("No connection")
