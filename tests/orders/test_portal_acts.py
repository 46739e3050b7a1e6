"""The partner's acts through their pages: done once, refused with a sentence, dearer never than the page said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import EventKind
from orders.services import complaints, messages, offers, visits
from rada.web import clock
from tests.factories import (
    HOUR,
    MINUTE,
    MONDAY,
    a_dispatcher,
    a_partner,
    a_technician,
    an_engagement,
    an_offer,
    an_order,
    an_owner,
    the_customer,
)
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

CANCEL_COST = "A2.cancelled:major"


def at(instant):
    return clock.standing_at(instant)


def send(client, assignment, act, **fields):
    return client.post(reverse(f"orders:{act}", args=[assignment.pk]), form(**fields))


def kinds(assignment):
    return list(assignment.events.order_by("position").values_list("kind", flat=True))


def appointment(day="2026-03-03", begin="09:00", end="11:00"):
    return {"day": day, "begin": begin, "end": end}


def test_taking_an_offer_leads_to_the_order_with_the_customers_phone():
    offer = an_offer(at=MONDAY)
    client = signed_in(an_owner(offer.partner))

    with at(MONDAY + 2 * MINUTE):
        answer = client.post(reverse("orders:accept", args=[offer.pk]), form(), follow=True)

    assert answer.redirect_chain == [(reverse("orders:assignment", args=[offer.pk]), 302)]
    assert "0912 345 678" in answer.content.decode()
    assert kinds(offer) == [EventKind.OFFERED, EventKind.ACCEPTED]


def test_an_offer_taken_by_another_partner_is_refused_in_one_sentence():
    order = an_order()
    mine, theirs = an_offer(order, at=MONDAY), an_offer(order, at=MONDAY)
    client = signed_in(an_owner(mine.partner))
    with at(MONDAY + MINUTE):
        offers.accept(theirs, by=an_owner(theirs.partner))

    with at(MONDAY + 2 * MINUTE):
        answer = send(client, mine, "accept")

    assert answer.status_code == 409
    assert "Another partner has already accepted this order" in answer.content.decode()


def test_opening_the_address_of_an_act_shows_its_form_and_does_nothing():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(MONDAY + HOUR):
        page = client.get(reverse("orders:cancel", args=[engagement.pk])).content.decode()

    assert '<details class="sheet" data-rada-sheet open>' in page
    assert "This will be recorded as a breach of A2: 5 points." in page
    assert kinds(engagement) == [EventKind.OFFERED, EventKind.ACCEPTED]


def test_cancelling_offers_the_disagreement_report_first_and_weighs_less_after_it():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    address = reverse("orders:assignment", args=[engagement.pk])
    with at(MONDAY + HOUR):
        before = client.get(address).content.decode()

        send(client, engagement, "report_disagreement", text="Khách muốn làm thêm máy thứ ba không trả tiền")
        after = client.get(address).content.decode()
        answer = send(client, engagement, "cancel", reason="no_agreement", cost_shown="A2.cancelled:minor")

    assert "then cancelling weighs only 1 point" in before
    assert "This will be recorded as a breach of A2: 1 point." in after
    assert "then cancelling weighs only" not in after
    assert answer.status_code == 302
    assert engagement.breaches.get(rule="A2.cancelled").points == 1


def test_a_cost_that_the_page_had_not_said_is_said_before_anything_is_sent():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(MONDAY + 12 * HOUR + MINUTE):
        asked_back = send(client, engagement, "reply", text="Dạ mai em qua ạ")
        page = asked_back.content.decode()
        sent = send(client, engagement, "reply", text="Dạ mai em qua ạ", cost_shown="C1.reply_outside_window:notice")

    assert asked_back.status_code == 409
    assert "It is outside the care hours 08:00–21:00." in page
    assert "Dạ mai em qua ạ" in page
    assert sent.status_code == 302
    assert kinds(engagement).count(EventKind.MESSAGE) == 1


def test_sending_a_form_twice_is_sending_it_once_with_the_same_answer():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    fields = form(reason="cannot_come", cost_shown=CANCEL_COST)
    address = reverse("orders:cancel", args=[engagement.pk])

    with at(MONDAY + HOUR):
        first, second = client.post(address, fields), client.post(address, fields)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert kinds(engagement).count(EventKind.CANCELLED) == 1


def test_scheduling_twice_by_a_double_click_neither_warns_nor_breaks_anything():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    fields = form(**appointment(day="2026-03-02", begin="09:30", end="11:00"))
    address = reverse("orders:schedule", args=[engagement.pk])

    with at(MONDAY + 5 * MINUTE):
        answers = [client.post(address, fields).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert kinds(engagement).count(EventKind.SCHEDULED) == 1
    assert not engagement.breaches.exists()


def test_the_same_key_with_other_words_is_refused():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    address = reverse("orders:reply", args=[engagement.pk])
    fields = form(text="Dạ em qua lúc 10 giờ")

    with at(MONDAY + HOUR):
        client.post(address, fields)
        answer = client.post(address, fields | {"text": "Dạ em qua lúc 15 giờ"})

    assert answer.status_code == 409
    assert "Dạ em qua lúc 15 giờ" in answer.content.decode()
    assert kinds(engagement).count(EventKind.MESSAGE) == 1


def test_a_form_without_a_key_is_none_of_ours():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(MONDAY + HOUR):
        answer = client.post(reverse("orders:arrive", args=[engagement.pk]), {})

    assert answer.status_code == 400
    assert kinds(engagement) == [EventKind.OFFERED, EventKind.ACCEPTED]


def test_a_page_that_a_colleague_made_stale_answers_with_one_sentence():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(a_dispatcher(engagement.partner))
    with at(MONDAY + HOUR):
        visits.cancel(engagement, by=an_owner(engagement.partner), reason="other")

        answer = send(client, engagement, "complete")
        page = answer.content.decode()

    assert answer.status_code == 409
    assert page.count("“Work completed” is not possible any more") == 1


def test_a_long_text_for_an_order_that_ended_meanwhile_is_handed_back():
    order = an_order()
    mine, theirs = an_offer(order, at=MONDAY), an_offer(order, at=MONDAY)
    client = signed_in(an_owner(mine.partner))
    with at(MONDAY + MINUTE):
        offers.accept(theirs, by=an_owner(theirs.partner))

        answer = send(client, mine, "reply", text="Dạ bên em rảnh chiều nay")

    assert answer.status_code == 409
    assert "Dạ bên em rảnh chiều nay" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (appointment(day="2026-03-01"), "This time has already passed"),
        (appointment(day="2031-03-01"), "Choose a day within the next six months"),
        (appointment(day="9999-12-31"), "Choose a day within the next six months"),
        (appointment(begin="11:00", end="09:00"), "The appointment must end after it starts"),
        (appointment(day="mai"), "Enter a valid date"),
        (appointment(begin="\x00"), "Enter a valid time"),
        ({}, "This field is required"),
    ],
)
def test_a_wrong_appointment_has_its_sentence_beside_the_field(fields, sentence):
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(MONDAY + HOUR):
        answer = send(client, engagement, "schedule", **fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert EventKind.SCHEDULED not in kinds(engagement)


@pytest.mark.parametrize("text", ["", "   \u00a0", "nửa\x00chữ", "a" * 4001])
def test_a_text_that_cannot_be_sent_is_refused_and_kept(text):
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(MONDAY + HOUR):
        answer = send(client, engagement, "reply", text=text)

    assert answer.status_code == 422
    assert EventKind.MESSAGE not in kinds(engagement)


def test_a_decomposed_text_is_stored_composed():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(MONDAY + HOUR):
        send(client, engagement, "reply", text="Hoa\u0300 a\u0323")

    message = engagement.events.get(kind=EventKind.MESSAGE)
    assert message.remarks.get().text == "Hoà ạ"


def test_declining_says_which_reasons_excuse():
    offer = an_offer(at=MONDAY)
    client = signed_in(an_owner(offer.partner))

    with at(MONDAY + MINUTE):
        page = client.get(reverse("orders:decline", args=[offer.pk])).content.decode()
        answer = send(client, offer, "decline", reason="outside_area", cost_shown="A1.declined_in_hours:notice")

    assert "outside our area (excused: no breach)" in page
    assert "This will be recorded under A1 as a notice, without points." in page
    assert answer.url == reverse("orders:today")
    assert not offer.breaches.exists()


def test_a_complaint_is_answered_beside_its_own_words():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    with at(MONDAY + HOUR):
        complaints.open_complaint(
            engagement,
            by=the_customer(engagement.order),
            complaint="kn-1",
            category="price",
            text="Tính thêm tiền công",
        )
        page = client.get(reverse("orders:assignment", args=[engagement.pk])).content.decode()

        answer = send(client, engagement, "answer_complaint", complaint="kn-1", text="Dạ bên em hoàn lại 50.000 ₫")

    assert "Tính thêm tiền" in page
    assert answer.status_code == 302
    assert engagement.events.filter(kind=EventKind.COMPLAINT_REPLY).count() == 1


def test_a_technician_may_work_but_neither_answer_offers_nor_cancel():
    partner = a_partner()
    engagement = an_engagement(partner=partner, at=MONDAY)
    technician = a_technician(partner)
    engagement.technician_id = technician.member_id
    engagement.save(update_fields=["technician"])
    client = signed_in(technician)

    with at(MONDAY + HOUR):
        page = client.get(reverse("orders:assignment", args=[engagement.pk])).content.decode()
        arrived = send(client, engagement, "arrive")

    assert "Only the owner or a dispatcher can do this." in page
    assert reverse("orders:cancel", args=[engagement.pk]) not in page
    assert arrived.status_code == 302


def test_a_message_of_the_customer_is_answered_from_the_order():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    with at(MONDAY + HOUR):
        messages.send(engagement, by=the_customer(engagement.order), text="Mấy giờ anh qua?")
    with at(MONDAY + HOUR + timedelta(minutes=20)):
        before = client.get(reverse("orders:clocks")).content.decode()
        send(client, engagement, "reply", text="Dạ 10 giờ ạ")
        after = client.get(reverse("orders:clocks")).content.decode()

    assert "Mấy giờ anh qua?" in before
    assert "40 minutes left" in before
    assert "Mấy giờ anh qua?" not in after
