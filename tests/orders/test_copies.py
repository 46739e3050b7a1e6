"""Copies of notices by e-mail and to phones: for whom, once each, held at night, and not sent once overtaken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from orders.services import carrying, messages, notices, offers, sweeping, warnings
from partners.models import ChannelChoice, Member, User
from rada.platform import outbox
from rada.platform.channels import email
from rada.platform.channels.gateway import Answer
from rada.platform.models import Delivery, Notice
from rada.web import clock
from tests import sent_messages
from tests.factories import (
    HOUR,
    MINUTE,
    MONDAY,
    a_dispatcher,
    a_technician,
    an_engagement,
    an_offer,
    an_owner,
    the_customer,
)
from tests.faults.racing import race
from tests.orders.copied import broken, copies, reached

pytestmark = pytest.mark.django_db
EVENING = MONDAY.replace(hour=21)
MORNING = EVENING + 11 * HOUR


@pytest.fixture(autouse=True)
def kept(settings):
    settings.SMS_BACKEND = "tests.sent_messages.keep"
    settings.SITE_URL = "https://rada.example"
    sent_messages.sent.clear()
    return sent_messages.sent


def send_at(instant) -> int:
    """Show what waits in inboxes, and carry the copies."""
    with clock.standing_at(instant):
        notices.send_waiting()
        return carrying.send_waiting()


def test_a_breach_is_written_to_the_office_by_mail_in_vietnamese_with_the_way_to_it():
    job, owner = broken()
    user = reached(owner)
    reached(a_technician(job.partner))

    sent = send_at(MONDAY + 2 * HOUR)

    (letter,) = mail.outbox
    breach = job.breaches.get()
    assert (sent, letter.to) == (1, [user.email])
    assert f"https://rada.example/breaches/{breach.pk}/" in letter.body
    assert "https://rada.example/account/notices/" in letter.body
    assert letter.subject == "Vi phạm: Chưa hẹn giờ với khách"
    assert Delivery.objects.get(notice__channel="email").answer == "mail"


def test_who_has_no_address_or_left_is_written_nothing():
    job, _owner = broken()
    gone = reached(a_dispatcher(job.partner))
    gone.is_active = False
    gone.save()

    send_at(MONDAY + 2 * HOUR)

    assert (mail.outbox, copies().count()) == ([], 0)


def test_a_phone_is_written_to_where_somebody_chose_it_and_zalo_is_asked_first(kept, settings):
    settings.ZALO_TEMPLATES = ["offer:1234"]
    offer = an_offer(at=MONDAY)
    user = reached(an_owner(offer.partner), jobs_sms=True)

    send_at(MONDAY)

    answers = Delivery.objects.filter(notice__channel="sms").order_by("pk").values_list("answer", flat=True)
    assert list(answers) == ["zalo: logged, not sent", "sms: kept"]
    assert [to for to, _text in kept] == [user.phone]
    assert f"https://rada.example/orders/{offer.pk}/" in kept[0][1]


def test_what_somebody_switched_off_is_not_sent_even_where_it_waited():
    job, owner = broken()
    user = reached(owner)
    with clock.standing_at(MONDAY + 2 * HOUR):
        notices.send_waiting()
    ChannelChoice.objects.create(user=user, topic="quality", channel="email", is_on=False)

    send_at(MONDAY + 2 * HOUR)

    assert mail.outbox == []
    assert copies().get().ended_why == Notice.Unsent.NOBODY
    assert Notice.objects.filter(audience=f"partner:{job.partner_id}", level="breach", sent_at__isnull=False).exists()


def test_who_left_the_team_in_the_night_is_not_written_to_in_the_morning():
    _job, owner = broken()
    reached(owner)
    send_at(EVENING)
    Member.objects.filter(pk=owner.member_id).update(is_active=False)

    send_at(MORNING)

    assert mail.outbox == []
    assert copies().get().ended_why == Notice.Unsent.NOBODY


@pytest.mark.parametrize(
    ("written", "held"),
    [
        (EVENING - timedelta(microseconds=1), None),
        (EVENING, MORNING),
        (MORNING - timedelta(microseconds=1), MORNING),
        (MORNING, None),
    ],
)
def test_what_can_wait_is_held_through_the_night(written, held):
    _job, owner = broken()
    reached(owner)

    with clock.standing_at(written):
        notices.send_waiting()

    assert copies().get().hold_until == held


def test_an_offer_that_runs_out_goes_at_once_at_any_hour(kept):
    offer = an_offer(at=EVENING + HOUR)
    reached(an_owner(offer.partner), jobs_sms=True)

    send_at(EVENING + HOUR)

    assert len(kept) == 1


def test_a_breach_that_was_retracted_in_the_night_is_not_told_in_the_morning():
    job, owner = broken()
    reached(owner)
    send_at(EVENING)
    job.breaches.update(state="retracted", points=0)

    sent = [send_at(MORNING - MINUTE), send_at(MORNING)]

    assert (sent, mail.outbox) == ([0, 0], [])
    assert copies().get().ended_why == Notice.Unsent.OVERTAKEN


def a_warning(**choices):
    """A customer who wrote at ten past nine, and the office that is warned of it before ten past ten."""
    job = an_engagement(at=MONDAY)
    owner = an_owner(job.partner)
    reached(owner, **choices)
    with clock.standing_at(MONDAY + 10 * MINUTE):
        messages.send(job, by=the_customer(job.order), text="Anh ơi")
    with clock.standing_at(MONDAY + HOUR):
        sweeping.sweep()
        warnings.warn()
        notices.send_waiting()
    return job, owner


@pytest.mark.parametrize("is_met", [False, True])
def test_a_warning_is_sent_only_while_its_clock_runs(is_met):
    job, owner = a_warning(deadlines_email=True)
    if is_met:
        with clock.standing_at(MONDAY + HOUR + MINUTE):
            messages.send(job, by=owner, text="Dạ em đây")

    send_at(MONDAY + HOUR + 2 * MINUTE)

    told = copies(level="warning", facts__rule="C1.reply_late").get()
    assert (told.sent_at is None) == is_met
    assert told.ended_why == ("overtaken" if is_met else "")


def test_a_mail_server_that_is_away_is_asked_six_times_with_growing_pauses_then_given_up(monkeypatch):
    _job, owner = broken()
    reached(owner)
    monkeypatch.setattr(email, "send", lambda *args: Answer(False, "SMTPServerDisconnected"))

    for minutes in range(120):
        send_at(MONDAY + 2 * HOUR + minutes * MINUTE)

    copy = copies().get()
    tried = [(each.tried_at - MONDAY - 2 * HOUR) // MINUTE for each in copy.deliveries.order_by("pk")]
    assert tried == [0, 1, 3, 7, 15, 31]
    assert (copy.ended_why, copy.ended_at) == (Notice.Unsent.GIVEN_UP, MONDAY + 2 * HOUR + 63 * MINUTE)


def test_the_evidence_names_nobody():
    _job, owner = broken()
    user = reached(owner)

    send_at(MONDAY + 2 * HOUR)

    stored = str([*Notice.objects.values(), *Delivery.objects.values()])
    assert user.email not in stored
    assert user.phone not in stored


def test_one_that_fails_holds_up_no_other_and_keeps_its_words_out_of_the_log(monkeypatch, caplog):
    job, owner = broken()
    reached(owner)
    reached(a_dispatcher(job.partner))
    calls: list[str] = []

    def fails_first(to: str, subject: str, text: str) -> Answer:
        calls.append(to)
        if len(calls) == 1:
            raise RuntimeError(to)
        return Answer(True, "mail")

    monkeypatch.setattr(email, "send", fails_first)

    assert send_at(MONDAY + 2 * HOUR) == 1
    assert "RuntimeError" in caplog.text
    assert calls[0] not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_and_send_each_copy_once():
    job, owner = broken()
    reached(owner)
    reached(a_dispatcher(job.partner))
    Notice.objects.filter(level="breach").update(created_at=clock.now())

    race(notices.send_waiting, notices.send_waiting)
    notices.send_waiting()
    copies().update(hold_until=None)
    race(carrying.send_waiting, carrying.send_waiting)

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        User.objects.exclude(email="").values_list("email", flat=True)
    )


def test_the_same_thing_told_twice_is_one_notice_by_level_channel_and_person():
    told = [outbox.notice("user:1", "breach:1", "breach", at=MONDAY, facts={}) for _worker in range(2)]

    outbox.tell(told)
    outbox.tell(told)

    assert Notice.objects.count() == 1


def test_an_offer_answered_meanwhile_is_not_written_to_a_phone(kept):
    offer = an_offer(at=MONDAY)
    owner = an_owner(offer.partner)
    reached(owner, jobs_sms=True)
    with clock.standing_at(MONDAY):
        notices.send_waiting()
        offers.accept(offer, by=owner)

    send_at(MONDAY)

    assert kept == []
    assert copies(level="offer").get().ended_why == Notice.Unsent.OVERTAKEN
