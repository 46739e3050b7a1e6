"""The same request several times at once: one event, one answer for all; other content under its key is refused."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from orders.models import Assignment, Order
from orders.services import intake, messages, offers, timeline, visits
from partners.actors import SYSTEM
from rada.lib.phones import parse_phone
from rada.platform.idempotency import Key, KeyReused
from rada.platform.models import IdempotencyKey
from rada.web import clock
from tests import factories as make
from tests.faults.invariants import wrongs
from tests.faults.racing import held_open, race

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
ALO = {"text": "Alo"}


def key(value: int, *asked: object) -> Key:
    return Key.of("user:1", f"form-{value}", *asked)


def test_the_same_message_three_times_at_once_is_one_message():
    offer = make.an_offer(at=clock.now())
    customer = make.the_customer(offer.order)
    for turn in range(ROUNDS):
        send = partial(messages.send, offer, by=customer, text="Mấy giờ anh tới?", key=key(turn, "text"))

        outcomes = race(send, send, send)

        assert [outcome.error for outcome in outcomes] == [None] * 3
        assert offer.events.filter(kind="message").count() == turn + 1
    assert wrongs([offer.pk]) == []


def test_the_same_new_order_three_times_at_once_is_one_order_and_one_answer():
    request = intake.Request(make.a_service(), "Hà", parse_phone("0912 345 678"), "12 Hàng Bài", make.WARD)
    for turn in range(ROUNDS):
        take = partial(intake.take, request, key=key(turn, "order"))

        outcomes = race(take, take, take)

        assert [outcome.error for outcome in outcomes] == [None] * 3
        assert len({outcome.answer for outcome in outcomes}) == 1
        assert Order.objects.count() == turn + 1


def test_the_same_acceptance_twice_at_once_is_accepted_twice_told_and_once_recorded():
    partner = make.a_partner()
    for turn in range(ROUNDS):
        offer = make.an_offer(partner=partner, at=clock.now())
        accept = partial(offers.accept, offer, by=make.an_owner(partner), key=key(turn, offer.pk))

        outcomes = race(accept, accept)

        assert [outcome.error for outcome in outcomes] == [None, None]
        assert offer.events.filter(kind="accepted").count() == 1
        assert wrongs([offer.pk]) == []


def test_of_two_contents_under_one_key_the_second_is_refused():
    offer = make.an_offer(at=clock.now())
    customer = make.the_customer(offer.order)
    for turn in range(ROUNDS):
        texts = ["Tôi ở nhà", "Tôi không ở nhà"]
        acts = [partial(messages.send, offer, by=customer, text=text, key=key(turn, text)) for text in texts]

        outcomes = race(*acts)

        assert Counter(type(outcome.error) for outcome in outcomes) == {type(None): 1, KeyReused: 1}
        assert offer.events.filter(kind="message").count() == turn + 1


def test_a_refused_request_keeps_no_key_so_that_it_may_be_tried_again():
    offer = make.an_offer(at=clock.now())
    owner = make.an_owner(offer.partner)
    complete = partial(visits.complete, offer, by=owner, key=key(1, "complete"))

    outcomes = race(complete, complete)

    assert all(isinstance(outcome.error, timeline.NotPossibleNow) for outcome in outcomes)
    assert not IdempotencyKey.objects.exists()


def test_a_twin_waits_for_the_first_and_does_the_work_itself_where_the_first_fails():
    offer = make.an_offer(at=clock.now())
    customer = make.the_customer(offer.order)
    send = partial(messages.send, offer, by=customer, text="Chào anh", key=key(1, "text"))

    def send_and_fail() -> None:
        send()
        raise IntegrityError("the power went")

    with pytest.raises(IntegrityError):
        fail_in_a_transaction(send_and_fail)
    (outcome,) = race(send)

    assert outcome.won, outcome.error
    assert offer.events.filter(kind="message").count() == 1


def fail_in_a_transaction(act) -> None:
    with held_open(act):
        pass


def test_one_event_reported_twice_at_once_is_there_once():
    offer = make.an_offer(at=clock.now())
    for turn in range(ROUNDS):
        report = partial(reporting, offer, timeline.Report(f"m{turn}", "message", clock.now(), "customer", ALO))

        outcomes = race(report, report)

        assert [outcome.error for outcome in outcomes] == [None, None]
        assert offer.events.filter(kind="message").count() == turn + 1


def test_of_one_event_id_reported_at_once_with_two_contents_the_second_is_refused():
    offer = make.an_offer(at=clock.now())
    for turn in range(ROUNDS):
        now = clock.now()
        told = [timeline.Report(f"m{turn}", "message", now, actor, ALO) for actor in ("customer", "partner")]

        outcomes = race(*[partial(reporting, offer, one) for one in told])

        assert Counter(type(outcome.error) for outcome in outcomes) == {type(None): 1, timeline.OtherContent: 1}


def reporting(assignment: Assignment, *reports: timeline.Report) -> None:
    with transaction.atomic():
        timeline.report(assignment, reports, by=SYSTEM)
