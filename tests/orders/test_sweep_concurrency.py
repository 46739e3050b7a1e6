"""Sweeps at once, with each other and with people's acts: every breach once, nobody waits, nothing crosses."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from orders.models import Assignment, Breach, Closure, Status
from orders.services import closures, messages, offers, sweeping, timeline, visits
from partners.actors import SYSTEM
from rada.web import clock
from tests import factories as make
from tests.faults.invariants import overdue, wrongs
from tests.faults.racing import held_open, race, wait_until_somebody_waits_for_a_lock

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
SECOND = timedelta(seconds=1)


def unanswered_offers(count: int) -> list[Assignment]:
    """Offers whose time to answer ran out unseen: each is due for one breach."""
    partner = make.a_partner(hours={day: [["00:00", "24:00"]] for day in make.DAYS})
    made = [make.an_offer(partner=partner, at=clock.now() - make.HOUR) for _number in range(count)]
    Assignment.objects.update(judge_after=clock.now() - make.MINUTE)
    return made


def test_four_sweeps_at_once_flag_each_breach_once():
    unanswered_offers(60)
    sweep = partial(sweeping.sweep, batch=7)

    outcomes = race(sweep, sweep, sweep, sweep)

    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert sum(outcome.answer.judged for outcome in outcomes) == 60
    assert Breach.objects.filter(rule="A1.unanswered").count() == Breach.objects.count() == 60
    assert wrongs() == []


def test_a_sweep_does_not_wait_for_rows_that_another_holds():
    held, free = unanswered_offers(2)

    with held_open(partial(timeline.lock, held)):
        swept = sweeping.sweep()
        flagged = list(Breach.objects.values_list("assignment_id", flat=True))

    assert (swept.judged, flagged) == (1, [free.pk])
    assert sweeping.sweep().judged == 1
    assert overdue() == 0


def test_a_sweep_killed_before_it_stored_its_verdicts_leaves_its_batch_to_the_next(monkeypatch):
    unanswered_offers(5)

    with monkeypatch.context() as dying:
        dying.setattr(sweeping.judging, "store", killed)
        with pytest.raises(KeyboardInterrupt):
            sweeping.sweep()

    assert Breach.objects.count() == 0
    assert sweeping.sweep().judged == 5
    assert wrongs() == []


def killed(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


def test_a_row_that_cannot_be_judged_holds_up_no_other(monkeypatch):
    poisoned, *_others = unanswered_offers(5)
    judge = sweeping.judging.judge_assignment

    def judge_or_fail(assignment, *args, **kwargs):
        if assignment.pk == poisoned.pk:
            raise ValueError("cannot be read")
        return judge(assignment, *args, **kwargs)

    monkeypatch.setattr(sweeping.judging, "judge_assignment", judge_or_fail)
    swept = sweeping.sweep()

    poisoned.refresh_from_db()
    assert (swept.judged, swept.failed) == (4, 1)
    assert poisoned.judge_after > clock.now()
    assert poisoned.judge_error == "ValueError"  # what it says may quote somebody


def test_an_act_and_a_sweep_on_the_same_assignment_both_succeed():
    partner = make.a_partner(hours={day: [["00:00", "24:00"]] for day in make.DAYS})
    owner = make.an_owner(partner)
    for turn in range(ROUNDS):
        offer = make.an_offer(partner=partner, at=clock.now() - make.HOUR)
        Assignment.objects.filter(pk=offer.pk).update(judge_after=clock.now())
        acts = [partial(offers.accept, offer, by=owner), sweeping.sweep]

        outcomes = race(*acts[:: -1 if turn % 2 else 1])

        assert [outcome.error for outcome in outcomes] == [None, None]
        sweeping.sweep()
        assert wrongs([offer.pk]) == []
        assert offer.breaches.filter(rule="A1.unanswered").count() == 1


def test_a_report_a_message_and_a_sweep_at_once_are_judged_as_one_story():
    partner = make.a_partner()
    owner = make.an_owner(partner)
    offer = make.an_offer(partner=partner, at=clock.now() - make.HOUR)
    offers.accept(offer, by=owner)
    for turn in range(ROUNDS):
        told = timeline.Report(f"r{turn}", "message", clock.now() - make.HOUR, "customer", {"text": "Alo"})
        answer = partial(messages.send, offer, by=owner, text="Em đây")

        outcomes = race(partial(reporting, offer, told), answer, sweeping.sweep)

        assert [outcome.error for outcome in outcomes] == [None] * 3
    settle()
    assert wrongs([offer.pk]) == []


def reporting(assignment: Assignment, *reports: timeline.Report) -> None:
    with transaction.atomic():
        timeline.report(assignment, reports, by=SYSTEM)


def settle() -> None:
    """Sweep until nothing reported waits."""
    while overdue():
        sweeping.sweep()


def test_an_event_that_came_due_and_an_act_on_its_order_do_not_lock_each_other_out():
    """The sweep settles the order's state for the event; the act holds the order and wants the assignment."""
    partner = make.a_partner()
    for _round in range(4):
        offer = make.an_offer(partner=partner, at=clock.now())
        ahead = clock.now() + 0.2 * SECOND
        reporting(offer, timeline.Report("r1", "accepted", ahead, "partner"))
        sweeping.sweep()
        wait_until(ahead)
        Assignment.objects.filter(pk=offer.pk).update(judge_after=clock.now())
        send = partial(messages.send, offer, by=make.the_customer(offer.order), text="Mấy giờ tới ạ?")

        outcomes = race(send, sweeping.sweep, send)

        assert [outcome.error for outcome in outcomes] == [None] * 3
        settle()
        offer.refresh_from_db()
        assert offer.status == Status.ACCEPTED
        assert wrongs([offer.pk]) == []


def wait_until(instant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(greatest(0, extract(epoch FROM %s - clock_timestamp())) + 0.01)", [instant])


def test_an_act_that_holds_its_order_and_a_sweep_of_what_came_due_in_it_finish_in_either_order():
    """The same, with the locks taken one by one: the sweep must not wait while it holds the assignment."""
    offer = make.an_offer(at=clock.now())
    ahead = clock.now() + 0.2 * SECOND
    reporting(offer, timeline.Report("r1", "accepted", ahead, "partner"))
    sweeping.sweep()
    wait_until(ahead)
    Assignment.objects.filter(pk=offer.pk).update(judge_after=clock.now())

    with held_open(partial(lock_order, offer)):
        outcome = in_two_seconds(sweeping.sweep)
    sweeping.sweep()

    assert outcome is not None, "the sweep waited for the order while it held the assignment"
    assert outcome.failed == 0
    assert wrongs([offer.pk]) == []


def lock_order(assignment: Assignment) -> None:
    type(assignment.order).objects.select_for_update(no_key=True).get(pk=assignment.order_id)


def in_two_seconds(act):
    """What the act gives back, or None where it takes longer than two seconds."""
    answers: list = []

    def run() -> None:
        try:
            answers.append(act())
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(2)
    return answers[0] if answers else None


def test_closures_declared_while_partners_accept_and_sweeps_run_touch_everything_once():
    rivals = [make.a_partner(), make.a_partner()]
    for turn in range(ROUNDS):
        first = make.an_offer(partner=rivals[0], at=clock.now())
        second = make.an_offer(first.order, rivals[1], at=clock.now())
        winner = (second, first)[turn % 2]
        accept = partial(offers.accept, winner, by=make.an_owner(winner.partner))
        now = clock.now()
        declare = partial(
            closures.declare, starts_at=now - make.HOUR, ends_at=now + make.HOUR, reason=Closure.Reason.STORM
        )

        outcomes = race(accept, declare, sweeping.sweep)

        assert [outcome.error for outcome in outcomes] == [None] * 3
    settle()
    assert wrongs() == []


def test_an_acceptance_and_a_closure_take_their_locks_in_one_order():
    """The closure has locked the first offer and comes to the second: the acceptance of it must not be there yet."""
    first = make.an_offer(at=clock.now())
    second = make.an_offer(first.order, make.a_partner(), at=clock.now())
    accept = partial(offers.accept, second, by=make.an_owner(second.partner))

    with transaction.atomic():
        list(Assignment.objects.select_for_update(no_key=True).filter(pk=first.pk))
        accepting = in_the_background(accept)
        wait_until_somebody_waits_for_a_lock()
        list(Assignment.objects.select_for_update(no_key=True, nowait=True).filter(pk=second.pk))
    accepting.join(5)

    second.refresh_from_db()
    assert second.status == Status.ACCEPTED


def in_the_background(act) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_a_cancellation_and_a_sweep_give_one_breach():
    partner = make.a_partner()
    owner = make.an_owner(partner)
    for _round in range(ROUNDS):
        offer = make.an_offer(partner=partner, at=clock.now())
        offers.accept(offer, by=owner)
        Assignment.objects.filter(pk=offer.pk).update(judge_after=clock.now())
        cancel = partial(visits.cancel, offer, by=owner, reason="cannot_come")

        outcomes = race(cancel, sweeping.sweep, sweeping.sweep)

        assert [outcome.error for outcome in outcomes] == [None] * 3
        assert offer.breaches.filter(rule="A2.cancelled").count() == 1
        assert wrongs([offer.pk]) == []
