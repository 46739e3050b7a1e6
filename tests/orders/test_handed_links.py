"""A link that a partner handed over shows the order; whatever is done by it asks for the customer's phone first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from orders.models import Event, EventKind, Order
from orders.services import complaints, links, phone_codes
from orders.views.customer import door
from rada.platform.idempotency import Key
from rada.platform.models import AccessToken, Notice, StoredFile
from rada.web import clock
from tests.factories import DAY, HOUR, an_owner, the_customer
from tests.orders import pictures
from tests.orders.customers import NOON, address, completed, kinds, scheduled, text_of
from tests.orders.quoting import at_the_phone, order_page, through_a_link
from tests.orders.through_links import private_pages
from tests.pages import forms_of
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
LATER, SECOND = NOON + HOUR, timedelta(seconds=1)
PLEA = "Máy vẫn chảy nước sau khi thợ đã về."
TOMORROW = {"day": (LATER + DAY).date().isoformat(), "begin": "09:00", "end": "11:00"}
# What each act of the customer's pages sends, and whether even a link of the customer's own asks for the code.
ACTS = {
    "orders:customer_message": ({"text": "Xin chào"}, False),
    "orders:customer_no_reply": ({}, False),
    "orders:customer_schedule": (TOMORROW, False),
    "orders:customer_review": ({"stars": "5", "text": "Tốt"}, False),
    "orders:customer_receipt_photo_send": ({}, False),
    "orders:customer_data_withdrawal": ({}, False),
    "complaints:customer_complain": ({"category": "steps", "text": PLEA}, False),
    "complaints:customer_complaint": ({"text": PLEA}, False),
    "orders:customer_answer": ({"answer": "all"}, True),
    "orders:customer_cancel": ({"reason": "changed_mind"}, True),
    "orders:customer_end_links": ({}, True),
    "orders:customer_data_copy": ({}, True),
    "orders:customer_data_deletion": ({}, True),
    "orders:customer_data_take_back": ({}, True),
}
SHOWN = {
    "orders:customer_order", "orders:customer_access", "orders:customer_promises", "orders:customer_talk",
    "orders:customer_receipt", "orders:customer_photo", "orders:customer_receipt_photo",
    "orders:customer_request_photo", "orders:customer_data", "orders:customer_data_archive",
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_hour_later():
    with clock.standing_at(LATER):
        yield


@pytest.fixture
def job():
    return scheduled()


def handed_over(job):
    """The browser of whoever opened the link that the partner made, signed in nowhere."""
    token = links.hand_over(job, by=an_owner(job.partner), key=Key.of("partner", f"hand-{job.pk}"))
    client = Client()
    client.cookies["django_language"] = "en"
    client.get(reverse("orders:customer_door", args=[token]))
    return client


def digits_for(client, job):
    browser = phone_codes.Browser(*signing.loads(client.cookies[door.COOKIE].value, salt=door.SALT))
    return phone_codes.digits_of(phone_codes.standing(browser), job.order.customer_phone)


def write(client, job, text="Xin chào", **more):
    return client.post(address("message", job), form(text=text, **more))


def test_every_private_page_is_an_act_or_only_shows_something(job):
    assert set(private_pages(job)) == {*ACTS, *SHOWN, "orders:customer_forget"}


@pytest.mark.parametrize("name", ACTS)
def test_by_a_link_that_the_partner_saw_every_act_asks_for_the_code_first(job, name):
    client, told, sent = handed_over(job), kinds(job), ACTS[name][0]

    answer = client.post(private_pages(job)[name], form(**sent))

    assert answer.status_code == 409
    assert "We sent a code to" in text_of(answer)
    assert kinds(job) == told
    assert not job.order.data_requests.exists()


@pytest.mark.parametrize("name", [name for name, (_sent, asks) in ACTS.items() if not asks])
def test_a_link_of_the_customers_own_asks_for_none_where_nothing_costs_money(job, name):
    told = text_of(through_a_link(job, at=LATER).post(private_pages(job)[name], form(**ACTS[name][0])))

    assert "We sent a code to" not in told
    assert not Notice.objects.filter(level="phone_code").exists()


@pytest.mark.parametrize("name", sorted({*ACTS, *SHOWN} - {"orders:customer_complaint"}))
def test_reading_by_it_asks_for_nothing_and_does_nothing(job, name):
    client, own, told = handed_over(job), through_a_link(job, at=LATER), Event.objects.count()

    answers = [each.get(private_pages(job)[name]) for each in (client, own)]

    assert answers[0].status_code == answers[1].status_code in {200, 302, 404}
    assert Event.objects.count() == told
    assert not Notice.objects.filter(level="phone_code").exists()


def test_with_the_code_the_act_goes_on_with_what_was_typed(job):
    client, sent = handed_over(job), form(text="Thợ tới chưa ạ?")
    step = client.post(address("message", job), sent)

    client.post(address("message", job), forms_of(step.content.decode())[0].data(confirm_code=digits_for(client, job)))

    assert kinds(job)[-1] == EventKind.MESSAGE
    assert "Thợ tới chưa ạ?" in text_of(client.get(order_page(job)))


def test_a_browser_that_typed_it_writes_for_two_days_and_still_confirms_what_costs_money(job):
    client = handed_over(job)
    write(client, job)
    write(client, job, confirm_code=digits_for(client, job))

    with clock.standing_at(LATER + 2 * DAY - SECOND):
        written = write(client, job)
        cancelled = client.post(address("cancel", job), form(reason="changed_mind"))
    with clock.standing_at(LATER + 2 * DAY):
        too_late = write(client, job)

    assert [each.status_code for each in (written, cancelled, too_late)] == [302, 409, 409]


def test_photos_are_chosen_again_beside_the_code_and_are_never_lost_on_the_way(job):
    client = handed_over(job)
    step = write(client, job, photos=[pictures.sent(pictures.photo()), pictures.sent(pictures.photo())])
    fields = forms_of(step.content.decode())[0].data(confirm_code=digits_for(client, job))
    kept_nothing = not StoredFile.objects.exists()

    without = client.post(address("message", job), fields)
    again = forms_of(without.content.decode())[0].data(confirm_code=digits_for(client, job))
    sent = client.post(address("message", job), {**again, "photos": [pictures.sent(pictures.photo())]})

    assert "Choose your 2 photos again" in text_of(step)
    assert kept_nothing
    assert (without.status_code, sent.status_code) == (422, 302)
    assert "Choose the photo again, so that it goes along." in text_of(without)
    assert "Choose your 2 photos again" in text_of(without)
    assert job.attachments.count() == 1


def test_a_reopened_complaint_needs_the_code_too(job):
    done = completed(job, at=LATER)
    told = {"by": the_customer(done.order), "category": "price", "text": "Đắt"}
    number = complaints.open_complaint(done, **told)
    opened = done.events.get(kind=EventKind.COMPLAINT_OPENED)

    answer = handed_over(done).post(address("complaint", done, opened.pk), form(text=PLEA))

    assert answer.status_code == 409
    assert number is not None
    assert EventKind.COMPLAINT_REOPENED not in kinds(done)


def test_a_browser_forgets_the_order_without_a_code_and_is_asked_anew_after_that(job):
    client = handed_over(job)
    write(client, job)
    write(client, job, confirm_code=digits_for(client, job))
    cookie = client.cookies[door.COOKIE].value

    client.post(address("forget", job), form())
    client.cookies[door.COOKIE] = cookie

    assert write(client, job).status_code == 409


def test_without_a_phone_that_messages_reach_the_link_only_shows(job):
    Order.objects.filter(pk=job.order_id).update(customer_phone="+842439999999")
    client = handed_over(job)

    answer = write(client, job)

    assert answer.status_code == 409
    assert "Please call Rada's hotline" in text_of(answer).replace("&#x27;", "'")
    assert client.get(order_page(job)).status_code == 200


def test_only_the_link_that_was_handed_over_is_marked(job):
    owner = signed_in(an_owner(job.partner))
    through_a_link(job, at=LATER)
    at_the_phone(job, at=LATER)

    owner.post(reverse("orders:hand_over_link", args=[job.pk]), form())

    marked = AccessToken.objects.filter(purpose=links.PURPOSE).order_by("pk").values_list("needs_code", flat=True)
    assert list(marked) == [False, False, True]
