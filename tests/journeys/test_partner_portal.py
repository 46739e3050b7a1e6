"""A partner's day in a real browser: from the offer to a cancellation that says its cost, and the breach it becomes."""

from __future__ import annotations

import re

import pytest

from orders.models import Assignment, Breach, EventKind
from rada.web import clock
from tests.factories import an_offer, an_order
from tests.journeys.conftest import said

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
AGREED = "Dạ 10 giờ em qua ạ"
DISPUTE = "Khách muốn làm thêm một máy mà không trả thêm tiền"


def walk(visitor, *, check):
    """Sign in, take the offer, make an appointment, write, report a disagreement, cancel, read the breach."""
    visitor.sign_in()
    check()
    visitor.press(said("Take the order"))
    visitor.unfold(said("Make an appointment"))
    check()
    visitor.press(said("Make an appointment"), within="details[open]")
    assert visitor.sees(said("The appointment is made. The customer sees it too."))
    visitor.page.fill("#reply_text", AGREED)
    visitor.press(said("Send"), within="#chat")
    assert visitor.sees(AGREED)
    visitor.unfold(said("Report a disagreement"))
    visitor.page.fill("#report_disagreement_text", DISPUTE)
    visitor.press(said("Report a disagreement"), within="details[open]")
    assert visitor.sees(DISPUTE)
    visitor.unfold(said("Cancel the order"))
    cost = visitor.page.locator("details[open] .note").inner_text()
    assert re.search(r"A2\D+1\b", cost)
    check()
    visitor.page.locator("details[open] input[value=no_agreement]").check()
    visitor.press(said("Cancel the order"), within="details[open]")
    assert visitor.sees(said("The order is cancelled."))
    check()
    visitor.open("/breaches/")
    check()
    with visitor.answered():
        visitor.page.locator("main a.whole").first.click()
    check()


@pytest.mark.parametrize("size", ["phone", pytest.param("wide", marks=pytest.mark.thorough)])
def test_a_partner_takes_an_order_and_reads_what_cancelling_it_became(visiting, owner, size):
    visitor = visiting(size)

    walk(visitor, check=visitor.check)

    breach = Breach.objects.get(rule="A2.cancelled")
    assert (breach.severity, breach.points) == ("minor", 1)
    assert visitor.page.url.endswith(f"/breaches/{breach.pk}/")
    assert visitor.page.locator(".evidence-sentence").inner_text() != ""


def test_everything_works_without_any_script(visiting, owner):
    visitor = visiting(java_script_enabled=False)

    walk(visitor, check=lambda: None)

    kinds = Assignment.objects.get().events.values_list("kind", flat=True)
    assert {EventKind.ACCEPTED, EventKind.SCHEDULED, EventKind.MESSAGE, EventKind.CANCELLED} <= set(kinds)


@pytest.mark.thorough
def test_every_page_is_readable_in_the_dark(visiting, owner):
    visitor = visiting(color_scheme="dark")
    offer = Assignment.objects.get()

    visitor.open("/sign-in/")
    visitor.check()
    visitor.sign_in()
    for path in ("/today/", "/orders/", "/breaches/", f"/orders/{offer.pk}/", f"/orders/{offer.pk}/decline/"):
        visitor.open(path)
        visitor.check()


def test_a_new_offer_appears_by_itself(visiting, owner):
    visitor = visiting()
    visitor.page.clock.install()
    visitor.sign_in()
    cards = visitor.page.locator("article.offer")
    shown_first = cards.count()

    an_offer(an_order(at=clock.now()), Assignment.objects.get().partner, at=clock.now())
    visitor.page.clock.fast_forward(21_000)
    cards.nth(1).wait_for()

    assert (shown_first, cards.count()) == (1, 2)


def test_pressing_twice_takes_the_order_once(visiting, owner):
    visitor = visiting()
    visitor.sign_in()

    visitor.page.get_by_role("button", name=said("Take the order")).dblclick()
    visitor.page.wait_for_url("**/orders/*/")

    kinds = list(Assignment.objects.get().events.values_list("kind", flat=True))
    assert kinds.count(EventKind.ACCEPTED) == 1


def test_going_back_and_sending_again_changes_nothing(visiting, owner):
    visitor = visiting()
    visitor.sign_in()
    visitor.press(said("Take the order"))
    visitor.page.fill("#reply_text", AGREED)
    visitor.press(said("Send"), within="#chat")
    with visitor.page.expect_navigation():
        visitor.page.go_back()

    visitor.page.go_forward()
    visitor.page.reload()

    assert Assignment.objects.get().events.filter(kind=EventKind.MESSAGE).count() == 1


def test_a_refused_form_stays_open_with_what_was_typed(visiting, owner):
    visitor = visiting()
    visitor.sign_in()
    visitor.press(said("Take the order"))

    visitor.unfold(said("Make an appointment"))
    visitor.page.fill("#schedule_begin", "11:00")
    visitor.page.fill("#schedule_end", "09:00")
    visitor.press(said("Make an appointment"), within="details[open]")

    assert visitor.page.locator("details[open] .field-error").inner_text().strip() == said(
        "The appointment must end after it starts."
    )
    assert visitor.page.input_value("#schedule_begin") == "11:00"
