"""A customer's complaints: from a promise not kept, a warranty claim, with photos; answered, closed, reopened."""

from __future__ import annotations

import pytest

from orders.models import Attachment, EventKind
from orders.services import complaints, visits
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, a_staff_member, an_engagement, an_offer, an_order, an_owner, the_customer
from tests.orders import pictures
from tests.orders.customers import NOON, address, completed, kinds, receipted, send, text_of
from tests.orders.quoting import order_page, through_a_link
from tests.pages import forms_of
from tests.portal import form, named, signed_in

pytestmark = pytest.mark.django_db
ONE = MINUTE / 60_000_000
CLOSED = NOON + 2 * HOUR


@pytest.fixture(autouse=True)
def an_hour_later():
    with clock.standing_at(NOON + HOUR):
        yield


@pytest.fixture
def job():
    return named(receipted(completed()), "Canary Hà")


def complain_form(answer, job):
    return next(each for each in forms_of(answer.content.decode()) if each.action == address("complain", job))


def opened(job, **told):
    number = complaints.open_complaint(
        job, by=the_customer(job.order), **{"category": "price", "text": "Thu thêm tiền", **told}
    )
    return job.events.get(kind=EventKind.COMPLAINT_OPENED, payload__complaint=number)


def closed(job, outcome="rejected", **told):
    """A complaint that Rada closed at 14:00."""
    event = opened(job, **told)
    with clock.standing_at(CLOSED):
        complaints.close(job, by=a_staff_member(), complaint=event.payload["complaint"], outcome=outcome, clause="B1")
    return event


def test_a_promise_that_did_not_happen_opens_a_form_already_filled_in(job):
    client = through_a_link(job)
    page = client.get(order_page(job)).content.decode()

    shown = complain_form(client.get(f"{address('complain', job)}?about=receipt"), job)

    assert f"{address('complain', job)}?about=receipt" in page
    assert [each.value for each in shown.controls if each.name == "category" and each.is_checked] == ["receipt"]
    assert shown.named("text").value.startswith("This did not happen: A receipt with Rada's stamp within 24 hours.")


@pytest.mark.parametrize("about", ["", "nothing-of-ours", "<b>"])
def test_a_promise_that_is_none_fills_nothing_in(job, about):
    shown = complain_form(through_a_link(job).get(f"{address('complain', job)}?about={about}"), job)

    assert shown.named("text").value == ""


def test_a_complaint_is_sent_with_photos_and_the_companys_clock_runs(job):
    sent = {"category": "quality", "text": "Máy lại chảy nước", "photos": pictures.sent(pictures.photo())}

    page = text_of(send(through_a_link(job), "complain", job, **sent))

    event = job.events.get(kind=EventKind.COMPLAINT_OPENED)
    photo = job.attachments.get()
    assert (event.actor, event.payload["category"], photo.role) == ("customer", "quality", Attachment.Role.COMPLAINT)
    assert job.clocks.filter(rule="C3.complaint_unanswered", subject=event.event_id).exists()
    assert event.payload["complaint"] in page
    assert address("photo", job, photo.pk) in page


def test_the_company_and_rada_see_the_photo_and_another_company_does_not(job):
    send(through_a_link(job), "complain", job, category="damage", text="Vỡ", photos=pictures.sent(pictures.photo()))
    event, photo = job.events.get(kind=EventKind.COMPLAINT_OPENED), job.attachments.get()
    picture = f"/orders/{job.pk}/photos/{photo.pk}/"
    other = an_owner(an_engagement().partner)

    page = signed_in(an_owner(job.partner)).get(f"/complaints/{event.pk}/").content.decode()
    seen = [signed_in(actor).get(picture).status_code for actor in (an_owner(job.partner), a_staff_member(), other)]

    assert picture in page
    assert seen == [200, 200, 404]


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"category": ""}, "category", "Choose what comes nearest."),
        ({"category": "made-up"}, "category", "made-up"),
        ({"text": " "}, "text", "Say in a few words what happened."),
        ({"text": "x" * 4001}, "text", "at most 4000 characters"),
    ],
)
def test_a_complaint_that_is_not_whole_comes_back_with_a_sentence(job, fields, field, said):
    answer = through_a_link(job).post(address("complain", job), form(**{"category": "price", "text": "Đắt", **fields}))

    assert answer.status_code == 422
    assert said in complain_form(answer, job).named(field).error
    assert EventKind.COMPLAINT_OPENED not in kinds(job)


def test_pressing_twice_opens_one_complaint_and_leads_to_it(job):
    client, fields = through_a_link(job), form(category="price", text="Đắt")

    first, twin = (client.post(address("complain", job), fields) for _press in range(2))

    assert (first.status_code, first.url) == (302, twin.url)
    assert kinds(job).count(EventKind.COMPLAINT_OPENED) == 1


def test_the_warranty_is_claimed_inside_the_term_and_complained_about_after_it(job):
    inside = text_of(through_a_link(job).get(order_page(job)))
    late = NOON + 91 * DAY
    with clock.standing_at(late):
        after = text_of(through_a_link(job, at=late).get(order_page(job)))

    shown = complain_form(through_a_link(job).get(f"{address('complain', job)}?about=warranty-claim"), job)

    assert "02/03/2026 – 31/05/2026" in inside
    assert "Claim the warranty" in inside
    assert "The warranty has ended. You can still complain" in after
    assert [each.value for each in shown.controls if each.name == "category" and each.is_checked] == ["warranty"]


def test_the_answer_and_the_decision_are_told_in_words_and_what_rada_asked_is_not(job):
    event = opened(job)
    number = event.payload["complaint"]
    complaints.ask_partner(job, by=a_staff_member(), complaint=number, text="Gửi Rada ảnh hóa đơn gas")
    complaints.reply(job, by=an_owner(job.partner), complaint=number, text="Dạ bên em xin lỗi")
    complaints.close(job, by=a_staff_member(), complaint=number, outcome="upheld", clause="B1")

    client = through_a_link(job)
    page, listed = text_of(client.get(address("complaint", job, event.pk))), text_of(client.get(order_page(job)))

    assert "Dạ bên em xin lỗi" in page
    assert "Rada found you right: commitment B1 was broken" in page
    assert "Gửi Rada ảnh hóa đơn gas" not in page
    assert "you were right" in listed


@pytest.mark.parametrize(("after", "status"), [(15 * DAY, 302), (15 * DAY + ONE, 409)], ids=["last instant", "later"])
def test_a_closed_complaint_is_reopened_for_fifteen_days(job, after, status):
    event = closed(job)
    at = CLOSED + after

    with clock.standing_at(at):
        client = through_a_link(job, at=at)
        answer = client.post(address("complaint", job, event.pk), form(text="Vẫn chưa trả lại tiền"))

    assert answer.status_code == status
    assert (EventKind.COMPLAINT_REOPENED in kinds(job)) == (status == 302)
    assert status == 302 or "Vẫn chưa trả lại tiền" in text_of(answer)


def test_one_number_at_two_companies_leads_back_to_the_complaint_that_was_reopened():
    order = an_order(at=NOON)
    gone = an_engagement(order, at=NOON)
    with clock.standing_at(NOON + 10 * MINUTE):
        opened(gone, complaint="KN-1")
        visits.cancel(gone, by=an_owner(gone.partner), reason="cannot_come")
    job = an_engagement(order, at=NOON + 20 * MINUTE)
    event = closed(job, complaint="KN-1")

    with clock.standing_at(CLOSED + DAY):
        client = through_a_link(job, at=CLOSED + DAY)
        answer = client.post(address("complaint", job, event.pk), form(text="Vẫn chưa xong"))

    assert (answer.status_code, answer.url) == (302, address("complaint", job, event.pk))


def test_long_after_the_closing_the_page_says_how_to_go_on(job, settings):
    settings.HOTLINE = "1900 0000"
    event, at = closed(job), CLOSED + 16 * DAY

    with clock.standing_at(at):
        page = text_of(through_a_link(job, at=at).get(address("complaint", job, event.pk)))

    assert "cannot be reopened here" in page
    assert "Call Rada: 1900 0000" in page


def test_an_open_complaint_is_not_reopened(job):
    event = opened(job)

    answer = through_a_link(job).post(address("complaint", job, event.pk), form(text="Nhanh lên"))

    assert answer.status_code == 409
    assert "This complaint is open." in text_of(answer)
    assert EventKind.COMPLAINT_REOPENED not in kinds(job)


def test_another_orders_complaint_and_none_look_alike(job):
    foreign = opened(completed())
    client = through_a_link(job)

    found = [client.get(address("complaint", job, pk)) for pk in (foreign.pk, 10**9)]
    sent = client.post(address("complaint", job, foreign.pk), form(text="x"))

    assert [answer.status_code for answer in (*found, sent)] == [404, 404, 404]


def test_before_a_company_took_the_order_there_is_nobody_to_complain_about():
    offer = an_offer(an_order(at=NOON), at=NOON)

    assert through_a_link(offer).get(address("complain", offer)).status_code == 404


def test_whoever_is_signed_in_at_rada_complains_in_nobodys_place(job):
    client = signed_in(an_owner(job.partner))
    client.cookies.update(through_a_link(job).cookies)
    event = closed(job)

    new = client.post(address("complain", job), form(category="price", text="Đắt"))
    again = client.post(address("complaint", job, event.pk), form(text="Nữa"))

    assert (new.status_code, again.status_code) == (409, 409)
    assert kinds(job).count(EventKind.COMPLAINT_OPENED) == 1
