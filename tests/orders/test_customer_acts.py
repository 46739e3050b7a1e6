"""What a customer does on their order's page: write, choose a time, cancel; by plain forms, without any script."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Assignment, EventKind, Order
from orders.services import messages, visits
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    an_engagement,
    an_offer,
    an_order,
    an_owner,
    reported,
    the_customer,
)
from tests.orders import pictures
from tests.orders.customers import NOON, address, completed, kinds, scheduled, send, text_of
from tests.orders.quoting import at_the_phone, order_page, through_a_link
from tests.pages import forms_of
from tests.portal import a_stored_photo, form, named, signed_in

pytestmark = pytest.mark.django_db
LATE_EVENING = MONDAY + 11 * HOUR + 40 * MINUTE  # 20:40


@pytest.fixture(autouse=True)
def at_ten():
    with clock.standing_at(NOON - 2 * HOUR):
        yield


def the_form(answer, name, job):
    """The page's form that goes to this address."""
    return next(each for each in forms_of(answer.content.decode()) if each.action == address(name, job))


# the search


def test_before_an_acceptance_the_page_says_how_many_were_asked_and_since_when():
    order = an_order(at=MONDAY)
    first, _second = an_offer(order, at=MONDAY), an_offer(order, at=MONDAY + MINUTE)

    page = text_of(through_a_link(first).get(order_page(first)))

    assert "Rada is looking for a company" in page
    assert "Rada asked 2 partners who serve your ward." in page
    assert first.partner.name not in page


# the chat


def test_a_message_reaches_the_company_and_waits_for_its_answer():
    job = scheduled()

    page = text_of(send(through_a_link(job), "message", job, text="Anh đến chưa?"))

    event = job.events.get(kind=EventKind.MESSAGE)
    assert (event.actor, event.payload["needs_reply"]) == ("customer", True)
    assert "Anh đến chưa?" in page
    assert "Your message waits for an answer." in page
    assert job.clocks.get(rule="C1.reply_late").due_at == NOON - HOUR


def test_a_message_at_night_says_that_the_clock_rests():
    job = scheduled()

    with clock.standing_at(LATE_EVENING):
        page = text_of(send(through_a_link(job), "message", job, text="Mai nhé?"))

    assert "08:40 tomorrow" in page
    assert "the clock rests from 21:00 to 08:00" in page


def test_a_thank_you_is_sent_with_a_tick_and_nobody_has_to_answer():
    job = scheduled()

    page = text_of(send(through_a_link(job), "message", job, text="Cảm ơn", no_reply="on"))

    assert job.events.get(kind=EventKind.MESSAGE).payload["needs_reply"] is False
    assert "Your message waits for an answer." not in page
    assert not job.clocks.filter(rule="C1.reply_late").exists()


def test_one_tap_says_that_the_waiting_message_needs_no_answer():
    job = scheduled()
    client = through_a_link(job)
    send(client, "message", job, text="À thôi")

    page = text_of(send(client, "no_reply", job))

    assert kinds(job)[-1] == EventKind.REPLY_NOT_NEEDED
    assert "The company need not answer." in page
    assert not job.clocks.filter(rule="C1.reply_late").exists()


def test_photos_go_along_and_are_kept_where_the_text_is_refused():
    job = scheduled()
    client = through_a_link(job)

    refused = client.post(address("message", job), form(text="x" * 4001, photos=pictures.sent(pictures.photo())))
    kept = the_form(refused, "message", job)
    sent = client.post(address("message", job), {**kept.data(text="Ảnh máy"), **form()})

    assert (refused.status_code, sent.status_code) == (422, 302)
    assert job.attachments.count() == 1


def test_an_empty_message_is_a_sentence_beside_the_box():
    job = scheduled()

    answer = through_a_link(job).post(address("message", job), form(text="  "))

    assert answer.status_code == 422
    assert the_form(answer, "message", job).named("text").error == "Write a message first, or add a photo."


def test_the_talk_with_a_company_that_cancelled_is_shown_as_such_and_each_company_reads_its_own():
    order = an_order(at=MONDAY)
    gone = an_engagement(order, at=MONDAY)
    with clock.standing_at(MONDAY + 10 * MINUTE):
        messages.send(gone, by=the_customer(order), text="Tin cho bên đầu")
        visits.cancel(gone, by=an_owner(gone.partner), reason="cannot_come")
    job = an_engagement(order, at=MONDAY + 20 * MINUTE)
    client = through_a_link(job)

    page = text_of(send(client, "message", job, text="Tin cho bên sau"))
    with clock.standing_at(NOON):
        theirs = text_of(signed_in(an_owner(job.partner)).get(f"/orders/{job.pk}/"))

    assert f"Earlier talk with {gone.partner.name}, cancelled since" in page
    assert "Tin cho bên đầu" in page
    assert "Tin cho bên sau" in page
    assert "Tin cho bên sau" in theirs
    assert "Tin cho bên đầu" not in theirs


def test_nobody_writes_before_a_company_took_the_order():
    offer = an_offer(an_order(at=MONDAY), at=MONDAY)

    answer = through_a_link(offer).post(address("message", offer), form(text="Alo ai đó trả lời"))

    assert answer.status_code == 409
    assert "Alo ai đó trả lời" in text_of(answer)
    assert EventKind.MESSAGE not in kinds(offer)


# the appointment


def window(day="2026-03-03", begin="14:00", end="16:00", **more):
    return {"day": day, "begin": begin, "end": end, **more}


def test_the_customer_moves_the_appointment_and_the_page_says_the_new_time():
    job = scheduled()
    client = through_a_link(job)
    standing = the_form(client.get(order_page(job)), "schedule", job).named("standing").value

    page = text_of(send(client, "schedule", job, **window(standing=standing)))

    job.refresh_from_db()
    assert (job.arrive_from, job.arrive_to) == (MONDAY + DAY + 5 * HOUR, MONDAY + DAY + 7 * HOUR)
    assert "14:00–16:00 tomorrow" in page
    assert "Monday – Sunday: 08:00–18:00" in page


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"day": "2026-03-01"}, "day", "This time has already passed. Choose a later one."),
        ({"end": "14:00"}, "end", "The appointment must end after it starts."),
        ({"day": "abc"}, "day", "Enter a valid date."),
    ],
)
def test_a_time_that_is_none_is_a_sentence_beside_its_field(changed, field, said):
    job = scheduled()

    answer = through_a_link(job).post(address("schedule", job), form(**window(**changed)))

    assert answer.status_code == 422
    assert the_form(answer, "schedule", job).named(field).error == said
    assert kinds(job).count(EventKind.SCHEDULED) == 1


def test_an_appointment_that_was_moved_meanwhile_is_told_and_sending_again_means_it():
    job = scheduled()
    client = through_a_link(job)
    shown = the_form(client.get(order_page(job)), "schedule", job)
    with clock.standing_at(NOON - 2 * HOUR + MINUTE):
        visits.schedule(job, by=an_owner(job.partner), arrive_from=NOON + DAY, arrive_to=NOON + DAY + HOUR)

        stale = client.post(address("schedule", job), {**shown.data(**window()), **form()})
        again = client.post(address("schedule", job), {**the_form(stale, "schedule", job).data(), **form()})

    assert (stale.status_code, again.status_code) == (409, 302)
    assert "The appointment was changed since you opened this page." in text_of(stale)
    assert kinds(job).count(EventKind.SCHEDULED) == 3


def test_once_the_technician_is_there_no_time_is_chosen_any_more():
    job = scheduled()
    client = through_a_link(job)
    shown = the_form(client.get(order_page(job)), "schedule", job)
    visits.arrive(job, by=an_owner(job.partner))

    page = client.get(order_page(job))
    stale = client.post(address("schedule", job), {**shown.data(**window()), **form()})

    assert "The technician is with you." in text_of(page)
    assert (stale.status_code, kinds(job)[-1]) == (409, EventKind.ARRIVED)
    assert address("schedule", job) not in [each.action for each in forms_of(page.content.decode())]


# cancelling


@pytest.mark.parametrize(
    ("reason", "rule"), [("partner_asked", "A2.asked_to_cancel"), ("price", ""), ("changed_mind", "")]
)
def test_cancelling_ends_the_whole_order_and_the_reason_counts(reason, rule):
    job = scheduled()
    client = at_the_phone(job)
    before = text_of(client.get(order_page(job)))

    page = text_of(send(client, "cancel", job, reason=reason))

    assert "This cannot be undone" in before
    assert "The order is cancelled." in page
    assert Order.objects.get(pk=job.order_id).state == Order.State.CANCELLED
    assert Assignment.objects.get(pk=job.pk).status == "cancelled"
    assert [breach.rule for breach in job.breaches.all()] == ([rule] if rule else [])


def test_no_agreement_starts_the_clock_of_the_partners_feedback():
    job = scheduled()

    send(at_the_phone(job), "cancel", job, reason="no_agreement")

    assert job.clocks.filter(rule="A2.no_feedback").exists()


@pytest.mark.parametrize("reason", ["", "duplicate"])
def test_without_a_reason_of_the_list_nothing_is_cancelled(reason):
    job = scheduled()

    answer = at_the_phone(job).post(address("cancel", job), form(reason=reason))

    assert answer.status_code == 422
    assert the_form(answer, "cancel", job).named("reason").error
    assert EventKind.CANCELLED not in kinds(job)


def test_cancelling_twice_or_too_late_is_told():
    job = scheduled()
    client, fields = at_the_phone(job), form(reason="other")

    first, twin = (client.post(address("cancel", job), fields).status_code for _press in range(2))
    again = client.post(address("cancel", job), form(reason="other"))
    done = completed(at=NOON - 2 * HOUR)
    late = at_the_phone(done).post(address("cancel", done), form(reason="other"))

    assert (first, twin, again.status_code, late.status_code) == (302, 302, 409, 409)
    assert "This order has already ended." in text_of(late)
    assert kinds(job).count(EventKind.CANCELLED) == 1


def test_an_order_that_nobody_took_is_cancelled_too():
    offer = an_offer(an_order(at=MONDAY), at=MONDAY)

    send(at_the_phone(offer), "cancel", offer, reason="found_other")

    assert kinds(offer)[-1] == EventKind.WITHDRAWN


# whoever is not the customer


@pytest.mark.parametrize("name", ["message", "no_reply", "schedule", "cancel"])
def test_whoever_is_signed_in_at_rada_does_nothing_in_the_customers_place(name):
    job = scheduled()
    client = signed_in(an_owner(job.partner))
    link = through_a_link(job)
    client.cookies.update(link.cookies)
    before = kinds(job)

    answer = client.post(address(name, job), form(text="Chào", reason="other", **window()))

    assert answer.status_code == 409
    assert "Only the customer can do this." in text_of(answer)
    assert kinds(job) == before


@pytest.mark.parametrize("name", ["message", "no_reply", "schedule", "review", "cancel", "promises", "talk"])
def test_opening_an_address_changes_nothing(name):
    job = scheduled()
    before = kinds(job)

    answer = through_a_link(job).get(address(name, job))

    assert answer.status_code == 200
    assert kinds(job) == before


# photos


def test_photos_are_served_for_the_order_behind_the_cookie_alone():
    job, other = scheduled(), named(scheduled(), "Canary")
    photos = []
    for each in (job, other):
        messages.send(each, by=an_owner(each.partner), text="Ảnh", files=[a_stored_photo(b"bytes of it")])
        photos.append(each.attachments.get())
    client = through_a_link(job)

    own, foreign, missing = (client.get(address("photo", job, pk)) for pk in (photos[0].pk, photos[1].pk, 10**9))

    assert (own.status_code, own.getvalue(), own["X-Content-Type-Options"]) == (200, b"bytes of it", "nosniff")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert address("photo", job, photos[0].pk) in client.get(order_page(job)).content.decode()


# what refreshes itself


@pytest.mark.parametrize("name", ["promises", "talk"])
def test_a_part_equals_what_the_page_includes_and_is_silent_while_nothing_changes(name):
    job = scheduled()
    client = through_a_link(job)
    messages.send(job, by=the_customer(job.order), text="Chào")
    page = client.get(order_page(job)).content.decode()
    address_shown = page.split(f'hx-get="{address(name, job)}')[1].split('"')[0]

    part = client.get(address(name, job)).content.decode()
    again = client.get(f"{address(name, job)}{address_shown}")
    messages.send(job, by=an_owner(job.partner), text="Dạ")
    news = client.get(f"{address(name, job)}{address_shown}")

    assert without_keys(part) in without_keys(page)
    assert (again.status_code, again.content) == (204, b"")
    assert news.status_code == 200


def without_keys(page):
    """A page without what differs each time, on one line."""

    bare = re.sub(r'(name="(csrfmiddlewaretoken|idempotency_key)" value=")[^"]*', r"\1", page)
    return " ".join(bare.split())


def queries_of(client, job):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(order_page(job)).status_code == 200
    return len(captured)


def test_the_page_takes_at_most_twenty_queries_with_5_messages_as_with_50():
    short, long = (completed(scheduled(), at=NOON - 2 * HOUR) for _job in range(2))
    for job, count in ((short, 5), (long, 50)):
        told = [(f"m{n}", "message", NOON - 3 * HOUR, "customer", {"text": f"Tin {n}"}) for n in range(count)]
        reported(job, *told, at=NOON - 3 * HOUR)
        messages.send(job, by=an_owner(job.partner), text="Ảnh", files=[a_stored_photo(b"x")])
        messages.send(job, by=the_customer(job.order), text="Còn gì nữa không?")
    clients = [through_a_link(job) for job in (short, long)]

    few, many = (queries_of(client, job) for client, job in zip(clients, (short, long), strict=True))

    assert few == many <= 20
