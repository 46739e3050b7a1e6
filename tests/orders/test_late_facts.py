"""What becomes known later changes history, with itself as the reason; what is published later changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.models import Assignment, Breach, BreachDecision, Closure
from orders.services import closures, judging, sweeping
from partners.services import terms
from rada.platform.models import Notice
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = make.MONDAY + 3 * make.HOUR
EVENING = make.MONDAY + 9 * make.HOUR


def swept(at=NOON) -> sweeping.Swept:
    return make.sweep_all(at)


@pytest.fixture
def unanswered():
    """An offer that nobody answered: A1 is broken since 09:15."""
    offer = make.an_offer()
    swept()
    assert offer.breaches.get().state == Breach.State.COUNTED
    return offer


def test_a_late_report_retracts_the_breach_with_that_event_as_the_reason(unanswered):
    make.reported(unanswered, ("late", "accepted", make.MONDAY + 15 * make.MINUTE, "partner"), at=EVENING)

    swept(EVENING)

    breach = unanswered.breaches.get(rule="A1.unanswered")
    decision = breach.decisions.get()
    assert (breach.state, breach.points) == (Breach.State.RETRACTED, 0)
    assert (decision.kind, decision.event.event_id) == (BreachDecision.Kind.RETRACTED, "late")
    assert "late event late" in decision.reason
    assert Notice.objects.filter(level="retraction", facts__breach=breach.pk).exists()


def test_a_report_a_microsecond_too_late_undoes_nothing(unanswered):
    too_late = make.MONDAY + 15 * make.MINUTE + timedelta(microseconds=1)

    make.reported(unanswered, ("late", "accepted", too_late, "partner"), at=EVENING)
    swept(EVENING)

    assert unanswered.breaches.get(rule="A1.unanswered").state == Breach.State.COUNTED


def test_a_closure_retracts_and_shortening_it_reinstates(unanswered):
    with clock.standing_at(EVENING):
        storm = closures.declare(starts_at=make.MONDAY, ends_at=EVENING, reason=Closure.Reason.STORM)
    swept(EVENING)
    breach = unanswered.breaches.get(rule="A1.unanswered")
    retracted = breach.state
    with clock.standing_at(EVENING + make.MINUTE):
        storm.ends_at = make.MONDAY + make.MINUTE
        closures.change(storm)
    swept(EVENING + make.MINUTE)

    breach.refresh_from_db()
    kinds = list(breach.decisions.values_list("kind", "closure"))
    assert retracted == Breach.State.RETRACTED
    assert breach.state == Breach.State.COUNTED
    assert breach.occurred_at == make.MONDAY + 16 * make.MINUTE
    assert [kind for kind, _closure in kinds] == [BreachDecision.Kind.RETRACTED, BreachDecision.Kind.REINSTATED]
    assert kinds[0][1] == storm.pk


def test_a_closure_elsewhere_touches_nothing(unanswered):
    with clock.standing_at(EVENING):
        closures.declare(starts_at=make.MONDAY, ends_at=EVENING, reason=Closure.Reason.FLOOD, wards=["elsewhere"])

    again = swept(EVENING)

    assert again.judged == 0
    assert unanswered.breaches.get().state == Breach.State.COUNTED


def test_a_later_policy_version_never_touches_older_assignments(unanswered):
    make.a_policy(starts_at=make.LONG_AGO + make.DAY, reply_minutes_engaged=1, appointment_minutes=1)

    engagement = make.an_engagement(unanswered.order)
    make.a_policy(starts_at=make.MONDAY, appointment_minutes=10_000)
    swept(make.MONDAY + 30 * make.MINUTE)

    assert set(engagement.breaches.values_list("rule", flat=True)) == {"A3.no_appointment"}
    assert unanswered.policy.numbers == {}


def test_later_terms_never_touch_older_assignments():
    offer = make.an_offer()

    with clock.standing_at(make.MONDAY + make.MINUTE):
        terms.publish(offer.partner, make.published(response_minutes=600), services=["AC-CLEAN"], wards=[make.WARD])
    swept()

    assert offer.breaches.get().facts["promised_minutes"] == 15


def test_a_row_that_cannot_be_judged_is_pushed_back_and_holds_up_nobody(monkeypatch):
    poisoned, healthy = make.an_offer(), make.an_offer()
    real = judging.judge_assignment

    def judge_assignment(assignment, *args, **kwargs):
        if assignment.pk == poisoned.pk:
            raise ArithmeticError("poison")
        return real(assignment, *args, **kwargs)

    monkeypatch.setattr(judging, "judge_assignment", judge_assignment)
    first, second = swept(), swept(NOON + 2 * make.MINUTE)

    row = Assignment.objects.get(pk=poisoned.pk)
    assert (first.judged, first.failed, second.failed) == (1, 1, 1)
    assert healthy.breaches.count() == 1
    assert row.judge_failures == 2
    assert row.judge_after == NOON + 4 * make.MINUTE
    assert row.judge_error == "ArithmeticError"


def test_a_row_whose_verdict_cannot_be_stored_is_found_in_its_batch(monkeypatch):
    poisoned, healthy = make.an_offer(), make.an_offer()
    real = judging.store

    def store(judged, **kwargs):
        if any(each.assignment.pk == poisoned.pk for each in judged):
            raise ArithmeticError("poison")
        real(judged, **kwargs)

    monkeypatch.setattr(judging, "store", store)
    done = swept()

    assert (done.judged, done.failed) == (1, 1)
    assert healthy.breaches.count() == 1
    assert not poisoned.breaches.exists()


def test_a_clock_that_is_due_this_very_instant_is_no_breach_and_ends_the_sweep():
    offers = [make.an_offer() for _ in range(3)]
    due_at = make.MONDAY + 15 * make.MINUTE

    with clock.standing_at(due_at):
        sweeping.sweep(batch=1)
    at_due = Breach.objects.count()
    swept(due_at + timedelta(microseconds=1))

    assert at_due == 0
    assert Breach.objects.count() == len(offers)


def test_an_acceptance_reported_while_another_partner_holds_the_order_never_steers():
    order = make.an_order()
    waiting = make.an_offer(order)
    holder = make.an_engagement(order)
    told = ("r1", "accepted", make.MONDAY, "partner")

    make.reported(waiting, told, at=NOON)
    make.reported(holder, ("c1", "cancelled", NOON, "partner", {"reason": "other"}), at=NOON)
    make.reported(waiting, ("m1", "message", NOON, "customer"), at=NOON)

    waiting.refresh_from_db()
    assert waiting.status == "withdrawn"
    assert waiting.events.get(event_id="r1").oddity.reason == "accepted while another partner holds the order"
