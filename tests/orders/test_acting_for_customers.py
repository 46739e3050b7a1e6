"""What customers say on the phone: recorded as theirs, with who wrote it down; only by whom Rada trusts with it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from orders.models import Assignment, CustomerCall, Order, Quote
from orders.services import erasing, quotes, verifying, visits
from orders.services.spoken import Spoken
from orders.wording import event_line
from partners.actors import customer_on_the_phone
from rada.web import clock
from tests.factories import an_order, an_owner, the_customer
from tests.orders.quoting import NOON, a_job, line, part, quoted, through_a_link
from tests.orders.staff_hands import act, browser_of, hand, shown, staff_of

pytestmark = pytest.mark.django_db
SPOKEN = {"caller": "Chị Hà", "note": "Gọi lúc trưa"}


@pytest.fixture(autouse=True)
def _noon():
    with clock.standing_at(NOON), translation.override("en"):
        yield


@pytest.fixture
def version():
    return quoted(a_job(), line("1", 250_000, name="Vệ sinh máy lạnh"), part())


def answered(client, version, *words, **more):
    told = {f"line_{index}": word for index, word in enumerate(words)}
    return act(client, version.assignment.order, "answer", digest=version.digest, **told, **SPOKEN, **more)


def test_the_quote_is_shown_line_by_line_and_a_yes_to_every_line_approves_it(version):
    client, order = browser_of(), version.assignment.order
    page = shown(client.get(hand(order)))

    answer = answered(client, version, "yes", "yes")

    event = version.assignment.events.get(kind="quote_approved")
    version.refresh_from_db()
    assert "Vệ sinh máy lạnh · 1 × 250.000 ₫" in page
    assert "The customer's yes is recorded" in shown(answer).replace("&#x27;", "'")
    assert version.status == Quote.Status.APPROVED
    assert (event.actor, event.by.full_name, event.is_spoken) == ("customer", "Lê Thị An", True)
    assert event_line(event) == "The customer approved the quote (as the customer said on the phone)"
    job = Assignment.objects.get(pk=version.assignment_id)
    assert verifying.first_break(job, list(job.events.order_by("position"))) is None


def test_a_single_no_is_an_answer_to_the_whole_quote(version):
    answered(browser_of(), version, "yes", "no", text="Tụ đắt quá")

    event = version.assignment.events.get(kind="quote_rejected")
    texts = {remark.field: remark.text for remark in event.remarks.all()}
    assert texts["text"] == "Tụ đắt quá"
    assert '"declined": ["2"]' in texts["extra"]
    assert "Ch\\u1ecb H\\u00e0" in texts["extra"]


def test_who_spoke_is_asked_for_and_what_was_typed_stays(version):
    order = version.assignment.order
    answer = act(browser_of(), order, "answer", digest=version.digest, line_0="yes", note="Chữ đã gõ")

    page = shown(answer)
    assert answer.status_code == 422
    assert "Type the name of whoever spoke." in page
    assert "Chữ đã gõ" in page
    assert "Say whether you agree to this line." in page
    assert not version.assignment.events.filter(kind="quote_approved").exists()


def test_an_older_version_cannot_be_answered(version):
    newer = quoted(version.assignment, line("1", 200_000))

    answer = answered(browser_of(), version, "yes")

    newer.refresh_from_db()
    assert (answer.status_code, newer.status) == (409, Quote.Status.WAITING)


def test_the_customer_cancels_on_the_phone_and_the_timeline_says_so():
    job = a_job()

    act(browser_of(), job.order, "cancel", reason="changed_mind", **SPOKEN)

    event = job.events.get(kind="cancelled")
    assert Order.objects.get(pk=job.order_id).state == Order.State.CANCELLED
    assert (event.actor, event.payload["reason"], event.is_spoken) == ("customer", "changed_mind", True)
    assert "on the phone" in shown(browser_of().get(f"/admin/orders/assignment/{job.pk}/change/"))


def test_an_ended_order_is_cancelled_no_more():
    job, client = a_job(), browser_of()
    act(client, job.order, "cancel", reason="changed_mind", **SPOKEN)

    assert act(client, job.order, "cancel", reason="changed_mind", **SPOKEN).status_code == 409


def test_what_the_customer_does_on_their_own_page_is_not_called_spoken():
    job = a_job()
    visits.cancel_order(job.order, by=the_customer(job.order), reason="other")

    assert not job.events.get(kind="cancelled").is_spoken


def test_a_complaint_told_on_the_phone_starts_the_partners_clock():
    job = a_job()

    answer = act(browser_of(), job.order, "complain", assignment=job.pk, category="price", text="Tính đắt")

    assert job.events.get(kind="complaint_opened").actor == "rada"
    assert job.clocks.filter(rule="A5.complaint_unanswered").exists()
    assert "is open, and the partner has to answer it." in shown(answer)


def test_a_complaint_is_against_a_partner_of_this_order_alone():
    job, foreign = a_job(), a_job()

    answer = act(browser_of(), job.order, "complain", assignment=foreign.pk, category="price", text="Tính đắt")

    assert answer.status_code == 422
    assert not foreign.events.filter(kind="complaint_opened").exists()


def test_a_call_is_noted_told_to_the_customer_and_its_words_can_be_erased():
    order = an_order(at=NOON)
    act(browser_of(), order, "call", outcome="reached", note="Khách chờ được tới mai")
    page = shown(through_a_link(SimpleNamespace(order=order)).get(f"/c/{order.code}/"))
    call = CustomerCall.objects.get()
    erasing.erase_extent(order, "talk", by=staff_of("quality lead"), reason="request")

    assert (call.note, call.called_at, call.called_by.full_name) == ("Khách chờ được tới mai", NOON, "Lê Thị An")
    assert "Rada talked to you on the phone at 12:00 today" in page
    assert CustomerCall.objects.get().note == ""


@pytest.mark.parametrize("name", ["ask", "answer", "call", "complain", "cancel"])
def test_acts_by_hand_are_for_triage_and_above_and_by_post_alone(version, name):
    order = version.assignment.order
    address = f"{hand(order)}{name}/"

    assert act(browser_of("finance view"), order, name).status_code == 403
    assert browser_of("finance view").get(hand(order)).status_code == 403
    assert browser_of("triage").get(address).status_code == 405
    assert act(browser_of("quality lead"), order, name).status_code in {409, 422}


def test_services_ask_again_who_may_speak_for_a_customer(version):
    order, job = version.assignment.order, version.assignment
    told = {"digest": version.digest, "spoken": Spoken("Hà")}
    for listener in (staff_of("finance view"), an_owner(job.partner)):
        speaking = customer_on_the_phone(order.pk, listener)
        with pytest.raises(PermissionDenied):
            quotes.approve(version, by=speaking, **told)
        with pytest.raises(PermissionDenied):
            visits.cancel_order(order, by=speaking, reason="other")
    with pytest.raises(PermissionDenied):
        quotes.approve(version, by=customer_on_the_phone(an_order().pk, staff_of()), **told)
