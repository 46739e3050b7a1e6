"""Messages typed at night wait for the care hours: sent then, taken back before, and counted when sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Closure, EventKind, ScheduledMessage
from orders.services import closures, messages, notices, offers, scheduled, visits
from partners.models import Member
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_dispatcher,
    a_technician,
    an_engagement,
    an_offer,
    an_order,
    an_owner,
    sweep_all,
    the_customer,
)
from tests.portal import a_stored_photo, form, signed_in

pytestmark = pytest.mark.django_db

NIGHT = MONDAY + 12 * HOUR + 30 * MINUTE  # 21:30
OPENING = MONDAY + 23 * HOUR  # 08:00 on Tuesday
COST = "C1.reply_outside_window:notice"
A_MOMENT = timedelta(microseconds=1)


def at(instant):
    return clock.standing_at(instant)


def waits(engagement, by=None, text="Dạ mai em qua ạ", when=NIGHT, **kwargs):
    """The primary key of a message that waits."""
    with at(when):
        return scheduled.wait(engagement, by=by or an_owner(engagement.partner), text=text, **kwargs)


def post(client, engagement, name, **fields):
    with at(NIGHT):
        return client.post(reverse(f"orders:{name}", args=[engagement.pk]), form(**fields))


def sends_later(client, engagement, when):
    with at(when):
        address = reverse("orders:reply", args=[engagement.pk])
        return client.post(address, form(text="Dạ em qua ngay", when="later"))


def page(client, engagement, when=NIGHT, query=""):
    with at(when):
        return client.get(reverse("orders:assignment", args=[engagement.pk]) + query).content.decode()


def sent_at(instant):
    with at(instant):
        return scheduled.send_due()


def said(engagement):
    """What the partner said, with its instant."""
    events = engagement.events.filter(kind=EventKind.MESSAGE, actor="partner").order_by("position")
    return [(event.remarks.get(field="text").text, event.at) for event in events]


def test_at_night_the_page_says_why_and_offers_to_wait_first():
    engagement = an_engagement(at=MONDAY)

    shown = page(signed_in(an_owner(engagement.partner)), engagement)

    buttons = re.findall(r'<button[^>]*name="when" value="(\w+)"', shown)
    assert buttons == ["later", "now"]
    assert "Send at 08:00 tomorrow" in shown
    assert "It is outside the care hours 08:00–21:00." in shown
    assert "Send now all the same" in shown


def test_in_the_care_hours_nothing_is_offered_to_wait():
    engagement = an_engagement(at=MONDAY)

    shown = page(signed_in(an_owner(engagement.partner)), engagement, when=MONDAY + HOUR)

    assert 'value="later"' not in shown
    assert "Send now all the same" not in shown


def test_a_message_that_waits_is_no_event_yet_and_stands_in_the_chat():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    answer = post(client, engagement, "reply", text="Dạ mai em qua ạ", when="later")

    shown = page(client, engagement)
    assert answer.status_code == 302
    assert said(engagement) == []
    assert "Dạ mai em qua ạ" in shown
    assert "waits, sent at 08:00 tomorrow" in shown


def test_it_is_sent_when_the_hours_begin_and_not_a_moment_sooner():
    engagement = an_engagement(at=MONDAY)
    waits(engagement)

    sooner, then, again = sent_at(OPENING - A_MOMENT), sent_at(OPENING), sent_at(OPENING + MINUTE)

    assert (sooner, then, again) == (0, 1, 0)
    assert said(engagement) == [("Dạ mai em qua ạ", OPENING)]
    assert not engagement.breaches.filter(rule="C1.reply_outside_window").exists()


def test_it_counts_as_the_reply_when_it_is_sent():
    engagement = an_engagement(at=MONDAY)
    with at(NIGHT - HOUR):
        messages.send(engagement, by=the_customer(engagement.order), text="Mai anh qua lúc nào?")
    waits(engagement)

    sent_at(OPENING)
    sweep_all(OPENING + DAY)

    assert not engagement.breaches.filter(rule__startswith="C1").exists()


def test_it_is_its_authors_act():
    engagement = an_engagement(at=MONDAY)
    dispatcher = a_dispatcher(engagement.partner)
    waits(engagement, by=dispatcher)

    sent_at(OPENING)

    assert engagement.events.get(kind=EventKind.MESSAGE).by == dispatcher.user


def test_once_sent_its_text_lives_beside_the_event_alone():
    engagement = an_engagement(at=MONDAY)
    pk = waits(engagement)

    sent_at(OPENING)

    message = ScheduledMessage.objects.get(pk=pk)
    assert (message.text, message.sent_at) == ("", OPENING)
    assert message.event == engagement.events.get(kind=EventKind.MESSAGE)


def test_photos_wait_with_it():
    engagement = an_engagement(at=MONDAY)
    photo = a_stored_photo(b"a photo")
    pk = waits(engagement, text="", files=[photo])

    sent_at(OPENING)

    assert [each.file for each in engagement.attachments.all()] == [photo]
    assert not ScheduledMessage.objects.get(pk=pk).files.exists()


def test_what_nobody_sent_all_day_waits_for_the_next_morning():
    engagement = an_engagement(at=MONDAY)
    pk = waits(engagement)

    at_night, next_morning = sent_at(OPENING + 14 * HOUR), sent_at(OPENING + DAY)

    assert (at_night, next_morning) == (0, 1)
    assert ScheduledMessage.objects.get(pk=pk).sent_at == OPENING + DAY


def test_a_closure_does_not_move_it():
    engagement = an_engagement(at=MONDAY)
    with at(NIGHT):
        closures.declare(starts_at=NIGHT, ends_at=OPENING + DAY, reason=Closure.Reason.STORM)
    waits(engagement)

    assert sent_at(OPENING) == 1


def test_taking_it_back_puts_its_text_into_the_box_again():
    engagement = an_engagement(at=MONDAY)
    client, pk = signed_in(an_owner(engagement.partner)), waits(engagement)

    answer = post(client, engagement, "waiting", message=pk, then="take_back")
    with at(NIGHT):
        box = client.get(answer.url).content.decode()

    assert re.search(r"<textarea[^>]*>\s*Dạ mai em qua ạ</textarea>", box)
    assert sent_at(OPENING) == 0
    assert said(engagement) == []


def test_sending_it_at_once_says_its_cost_first():
    engagement = an_engagement(at=MONDAY)
    client, pk = signed_in(an_owner(engagement.partner)), waits(engagement)

    asked_back = post(client, engagement, "waiting", message=pk, then="send_now")
    sent = post(client, engagement, "waiting", message=pk, then="send_now", cost_shown=COST)

    assert asked_back.status_code == 409
    assert "Nothing has been sent yet. It is outside the care hours" in asked_back.content.decode()
    assert sent.status_code == 302
    assert said(engagement) == [("Dạ mai em qua ạ", NIGHT)]
    assert engagement.breaches.filter(rule="C1.reply_outside_window").count() == 1
    assert sent_at(OPENING) == 0


def test_a_page_from_the_night_that_is_sent_in_the_morning_sends_at_once():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    answer = sends_later(client, engagement, OPENING + MINUTE)

    assert answer.status_code == 302
    assert said(engagement) == [("Dạ em qua ngay", OPENING + MINUTE)]
    assert not ScheduledMessage.objects.exists()


def test_five_may_wait_in_an_order_and_the_sixth_is_handed_back():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    for number in range(5):
        waits(engagement, text=f"Tin {number}")

    answer = sends_later(client, engagement, NIGHT)

    assert answer.status_code == 409
    assert "5 messages of this order wait already" in answer.content.decode()
    assert "Dạ em qua ngay" in answer.content.decode()
    assert ScheduledMessage.objects.count() == 5


def test_a_double_click_makes_one_message_wait():
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))
    fields = form(text="Dạ em qua ngay", when="later")

    with at(NIGHT):
        answers = [client.post(reverse("orders:reply", args=[engagement.pk]), fields) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ScheduledMessage.objects.count() == 1


def lost_offer():
    """An offer that another partner takes while a message of this one waits."""
    order = an_order()
    mine, theirs = an_offer(order, at=MONDAY), an_offer(order, at=MONDAY)
    pk = waits(mine)
    with at(NIGHT + MINUTE):
        offers.accept(theirs, by=an_owner(theirs.partner))
    return mine, pk


def test_an_order_that_ended_meanwhile_gets_no_message_and_the_office_is_told():
    mine, pk = lost_offer()

    sent = sent_at(OPENING)

    message = ScheduledMessage.objects.get(pk=pk)
    assert (sent, message.refused_at, message.text) == (0, OPENING, "Dạ mai em qua ạ")
    assert Notice.objects.get(level="unsent").audience == f"partner:{mine.partner_id}"
    assert said(mine) == []


def test_a_message_of_somebody_who_left_is_not_sent_and_can_be_written_again():
    engagement = an_engagement(at=MONDAY)
    left = a_dispatcher(engagement.partner)
    client, pk = signed_in(an_owner(engagement.partner)), waits(engagement, by=left)
    Member.objects.filter(pk=left.member_id).update(is_active=False)

    sent_at(OPENING)
    with at(OPENING):
        notices.send_waiting()
    shown = page(client, engagement, OPENING)
    with at(OPENING):
        told = client.get(reverse("orders:notices")).content.decode()
        box = client.get(reverse("orders:reply", args=[engagement.pk]) + f"?again={pk}").content.decode()

    assert "could not be sent" in shown
    assert "A message that waited could not be sent" in told
    assert engagement.order.code in told
    assert re.search(r"<textarea[^>]*>\s*Dạ mai em qua ạ</textarea>", box)


def test_a_technician_whose_job_was_given_to_another_does_not_write_any_more():
    engagement = an_engagement(at=MONDAY)
    owner, technician = an_owner(engagement.partner), a_technician(engagement.partner)
    with at(NIGHT):
        visits.assign(engagement, by=owner, technician=technician.member_id)
        waits(engagement, by=technician)
        visits.assign(engagement, by=owner, technician=None)

    sent_at(OPENING)

    assert said(engagement) == []
    assert ScheduledMessage.objects.get().refused_at == OPENING


def test_a_technician_takes_back_their_own_message_and_no_others_the_office_any():
    engagement = an_engagement(at=MONDAY)
    owner, technician = an_owner(engagement.partner), a_technician(engagement.partner)
    with at(NIGHT):
        visits.assign(engagement, by=owner, technician=technician.member_id)
    theirs, own = waits(engagement, by=owner), waits(engagement, by=technician)

    foreign = post(signed_in(technician), engagement, "waiting", message=theirs, then="take_back")
    by_office = post(signed_in(owner), engagement, "waiting", message=own, then="take_back")

    assert (foreign.status_code, by_office.status_code) == (404, 302)
    assert list(scheduled.waiting_in(engagement).values_list("pk", flat=True)) == [theirs]


def test_what_a_colleague_took_back_is_neither_taken_back_nor_sent_again():
    engagement = an_engagement(at=MONDAY)
    pk = waits(engagement)
    post(signed_in(an_owner(engagement.partner)), engagement, "waiting", message=pk, then="take_back")
    client = signed_in(a_dispatcher(engagement.partner))

    answers = [
        post(client, engagement, "waiting", message=pk, then=then, cost_shown=COST)
        for then in ("take_back", "send_now")
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("does not wait any more" in answer.content.decode() for answer in answers)
    assert said(engagement) == []


def test_a_message_of_another_order_is_out_of_reach():
    engagement, other = an_engagement(at=MONDAY), an_engagement(at=MONDAY)
    theirs, client = waits(other), signed_in(an_owner(engagement.partner))

    through_mine = post(client, engagement, "waiting", message=theirs, then="take_back")
    through_theirs = post(client, other, "waiting", message=theirs, then="take_back")
    with at(NIGHT):
        box = client.get(reverse("orders:reply", args=[engagement.pk]) + f"?again={theirs}").content.decode()

    assert (through_mine.status_code, through_theirs.status_code) == (409, 404)
    assert "Dạ mai em qua ạ" not in box
    assert scheduled.waiting_in(other).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"message": "abc", "then": "take_back"},
        {"message": "9" * 40, "then": "take_back"},
        {"message": "-1", "then": "take_back"},
        {"message": "1", "then": "burn"},
        {"message": "1\x00", "then": "take_back"},
        {},
    ],
)
def test_nonsense_is_refused_in_a_sentence(fields):
    engagement = an_engagement(at=MONDAY)
    waits(engagement)

    answer = post(signed_in(an_owner(engagement.partner)), engagement, "waiting", **fields)

    assert answer.status_code == 422
    assert "Choose one of the messages that wait." in answer.content.decode()
    assert scheduled.waiting_in(engagement).count() == 1


@pytest.mark.parametrize("again", ["abc", "9" * 30, "-1", "٣", "1e3", ""])
def test_a_hostile_address_shows_an_empty_box(again):
    engagement = an_engagement(at=MONDAY)
    client = signed_in(an_owner(engagement.partner))

    with at(NIGHT):
        answer = client.get(reverse("orders:reply", args=[engagement.pk]), {"again": again, "say": "\x00"})

    assert answer.status_code == 200
