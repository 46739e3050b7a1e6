"""Two at the same instant on the desk: one does it, the other is told; locks never cross. Real connections."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from django.db import connection, transaction

from complaints.models import Complaint, FirstAnswer, ScoreVersion
from complaints.services import desk, escalation, handing, score_versions, steps
from orders.models import Assignment, Breach, BreachDecision, EventKind
from orders.services import closures, complaints, rulings, sweeping, visits
from rada.web import clock
from tests import factories as make
from tests.complaints.on_the_desk import of_role, triage
from tests.faults.racing import held_open, race

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
ROUNDS = 4
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def complained_now(job: Assignment | None = None) -> Complaint:
    job = job or make.an_engagement(at=clock.now() - 2 * make.HOUR)
    number = complaints.open_complaint(job, by=make.the_customer(job.order), category="price", text="Thu thêm tiền")
    return Complaint.objects.select_related("assignment__order", "opening").get(assignment=job, number=number)


def locked(model, pk: int) -> None:
    model.objects.select_for_update(no_key=True).get(pk=pk)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def wait_for_somebody() -> None:
    deadline = time.monotonic() + 10
    while not somebody_waits() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_of_two_who_close_a_complaint_at_once_one_is_told_that_it_is_closed():
    first, second = of_role("quality lead"), of_role("quality lead")
    for _round in range(ROUNDS):
        complaint = complained_now()

        outcomes = race(
            partial(desk.close, complaint, by=first, outcome="upheld", clause="B1", told="Thu quá giá"),
            partial(desk.close, complaint, by=second, outcome="rejected", told="Không vi phạm"),
        )

        (refused,) = [outcome.error for outcome in outcomes if not outcome.won]
        assert isinstance(refused, steps.NotNow)
        job = complaint.assignment
        assert job.events.filter(kind=EventKind.COMPLAINT_CLOSED).count() == 1
        assert job.breaches.filter(rule="B1.upheld").count() == outcomes[0].won


def test_an_alert_leaves_a_complaint_that_an_act_holds_to_the_next_pass():
    complaint, _by = complained_now(), triage()
    FirstAnswer.objects.update(warn_at=clock.now() - timedelta(minutes=1))

    with held_open(partial(locked, Complaint, complaint.pk)):
        (while_held,) = race(escalation.escalate_first_answers)
    after = escalation.escalate_first_answers()

    assert (while_held.answer, after) == (0, 1)


def test_many_are_locked_by_their_assignments_ids_as_a_closure_locks_them():
    orders = [make.an_order(at=clock.now()) for _number in range(2)]
    low, high = (make.an_engagement(order, at=clock.now() - make.HOUR) for order in reversed(orders))
    assert (low.pk < high.pk, low.order_id > high.order_id) == (True, True)
    both, by = [complained_now(low), complained_now(high)], triage()
    taking = Thread(target=race, args=[partial(handing.take, both, by=by)])

    with held_open(partial(locked, Assignment, low.pk)):
        taking.start()
        wait_for_somebody()
        with transaction.atomic():
            free = Assignment.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=high.pk).exists()
    taking.join(20)

    assert free
    assert Complaint.objects.filter(handler=by.user).count() == 2


def test_a_ruling_and_the_sweep_leave_one_verdict():
    lead = of_role("quality lead")
    for _round in range(ROUNDS):
        job = make.an_engagement(at=clock.now() - make.HOUR)
        visits.cancel(job, by=make.an_owner(job.partner), reason="cannot_come")
        breach = Breach.objects.get(assignment=job, rule="A2.cancelled")
        now = clock.now()
        closures.declare(starts_at=now - make.DAY, ends_at=now, reason="storm")

        outcomes = race(partial(rulings.waive, breach, by=lead, reason="agreed"), sweeping.sweep)

        breach.refresh_from_db()
        assert all(outcome.won for outcome in outcomes)
        assert (breach.state, breach.points) == (Breach.State.WAIVED, 0)
        assert [each.kind for each in breach.decisions.all()] == [BreachDecision.Kind.WAIVED]


def test_two_who_publish_the_scores_numbers_at_once_get_two_versions():
    publish = partial(score_versions.publish, starts_at=clock.now() + make.DAY)
    first, second = of_role("quality lead"), of_role("quality lead")
    slower = Thread(target=race, args=[partial(publish, {"enough": 30}, by=second)])

    with held_open(partial(publish, {"enough": 20}, by=first)):
        slower.start()
        wait_for_somebody()
    slower.join(20)

    versions = ScoreVersion.objects.order_by("number").values_list("number", "numbers")
    assert list(versions) == [(1, {"enough": 20}), (2, {"enough": 30})]
