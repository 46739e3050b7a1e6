"""A customer on a phone, on the page behind their private link: from the promises to the review, or to the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import EventKind, Order, Review
from orders.services import links, messages, offers, visits
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import an_offer, an_order, an_owner
from tests.journeys.hands import Finger
from tests.journeys.walks import a_photo, compared, complains_of, confirms

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
QUESTION, ANSWER, GRIEVANCE = "Anh mang theo thang giúp em nhé?", "Dạ có ạ", "Thợ đến mà không có thang."


@pytest.fixture
def job(owner):
    """An order that the partner took."""
    taken = an_offer(an_order(at=clock.now()), owner.user.memberships.get().partner, at=clock.now())
    offers.accept(taken, by=owner)
    return taken


def opens(visiting, order):
    """The customer's phone, at the order's page."""
    hands = Finger(visiting())
    hands.visitor.open(reverse("orders:customer_door", args=[links.issue(order)]))
    compared(hands)
    return hands


def chooses_a_time(hands):
    """Tomorrow from two to four."""
    says, tomorrow = hands.visitor.says, (clock.now() + timedelta(days=1)).astimezone(VIETNAM).date()
    hands.unfold(says("Propose a time"))
    for name, value in (("day", tomorrow.isoformat()), ("begin", "14:00"), ("end", "16:00")):
        hands.write(name, value, within="details[open]")
    hands.press(says("Make this appointment"), within="details[open]")
    compared(hands)


def writes(hands, text):
    """A message to the company."""
    hands.write("text", text, within="#talk")
    hands.press(hands.visitor.says("Send"), within="#talk")
    compared(hands)


def test_the_customer_goes_the_whole_way(visiting, job, tmp_path):
    hands = opens(visiting, job.order)
    visitor, says = hands.visitor, hands.visitor.says

    chooses_a_time(hands)
    writes(hands, QUESTION)
    waited = visitor.sees(says("Your message waits for an answer."))
    hands.press(says("No answer needed"), within="#talk-list")
    compared(hands)
    messages.send(job, by=an_owner(job.partner), text=ANSWER)
    visits.arrive(job, by=an_owner(job.partner))
    visits.complete(job, by=an_owner(job.partner))
    hands.page.reload()
    begun = complains_of(hands, "steps", GRIEVANCE, a_photo(tmp_path, "thang", "tan"))
    hands.page.locator("main .back").click()
    hands.choose("stars", "4", within="#review")
    hands.write("text", "Làm kỹ, hơi lâu.", within="#review")
    hands.press(says("Send the review"), within="#review")
    compared(hands)

    kinds = list(job.events.order_by("position").values_list("kind", flat=True))
    assert waited
    assert begun.startswith("Điều này đã không xảy ra")
    assert kinds[2:5] == [EventKind.SCHEDULED, EventKind.MESSAGE, EventKind.REPLY_NOT_NEEDED]
    assert (EventKind.COMPLAINT_OPENED in kinds, job.attachments.count()) == (True, 1)
    assert visitor.sees(ANSWER)
    assert Review.objects.get().stars == 4
    visitor.keep_picture("customer-order")


def test_the_customer_cancels_because_the_technician_asked_them_to(visiting, job):
    hands = opens(visiting, job.order)
    says = hands.visitor.says

    hands.unfold(says("Cancel the order"))
    hands.visitor.check()
    hands.choose("reason", "partner_asked", within="details[open]")
    hands.press(says("Yes, cancel the order"), within="details[open]")
    confirms(hands)
    compared(hands)

    assert hands.visitor.sees(says("The order is cancelled. Nobody comes any more."))
    assert Order.objects.get(pk=job.order_id).state == Order.State.CANCELLED
    assert job.breaches.get().rule == "A2.asked_to_cancel"
