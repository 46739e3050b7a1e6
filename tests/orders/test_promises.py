"""The promises of one order: kept, running until when, not their turn yet, broken; nothing is judged twice."""

from __future__ import annotations

import pytest

from orders import promises, selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Breach
from orders.promises import State
from orders.services import complaints, messages, offers, parts, quotes, visits
from orders.wording.promises import category_of, promise_words
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, MONDAY, a_policy, an_engagement, an_offer, an_owner, the_customer
from tests.orders.customers import NOON, completed, receipted, scheduled, standing
from tests.orders.papers import CAPACITOR, LABOUR, at_work

pytestmark = pytest.mark.django_db
EVENING = MONDAY + 11 * HOUR + 40 * MINUTE  # 20:40
MICROSECOND = MINUTE / 60_000_000


def states(job, at=NOON):
    return {code: promise.state for code, promise in standing(job, at).items()}


def test_an_accepted_order_has_kept_its_answer_and_owes_an_appointment():
    job = an_engagement(at=MONDAY)

    told = standing(job, MONDAY + 10 * MINUTE)

    assert told["answer"].state == State.KEPT
    assert told["appointment"].state == State.RUNNING
    assert told["appointment"].clock.due_at == MONDAY + 61 * MINUTE
    assert told["receipt"].state == told["warranty"].state == State.LATER


@pytest.mark.parametrize(
    ("minutes", "state"), [(15, State.KEPT), (15 + 1 / 60_000_000, State.BROKEN)], ids=["at the last instant", "later"]
)
def test_the_answer_was_in_time_or_was_not(minutes, state):
    job = an_offer(at=MONDAY)
    with clock.standing_at(MONDAY + minutes * MINUTE):
        offers.accept(job, by=an_owner(job.partner))

    assert standing(job)["answer"].state == state


@pytest.mark.parametrize(
    ("after", "state"), [(0 * MINUTE, State.RUNNING), (MICROSECOND, State.BROKEN)], ids=["at the due instant", "later"]
)
def test_an_appointment_that_nobody_made_is_broken_after_its_due_instant(after, state):
    job = an_engagement(at=MONDAY)

    assert standing(job, MONDAY + 61 * MINUTE + after)["appointment"].state == state


def test_a_clock_that_ran_out_is_broken_before_any_sweep_has_said_so():
    job = an_engagement(at=MONDAY)
    told = standing(job, MONDAY + 10 * MINUTE)["appointment"]

    late = standing_unswept(job, told.clock, MONDAY + 2 * HOUR)

    assert late["appointment"].state == State.BROKEN


def standing_unswept(job, running, at):
    """The promises where a clock's row is still there though its time is over."""
    told = promises.Engagement(
        selectors.timeline_of(job), job.terms.content, POLICY_DEFAULTS, "AC-CLEAN", [running], [], at
    )
    return {each.code: each for each in promises.promises(told)}


@pytest.mark.parametrize(
    ("arrived", "state"),
    [(NOON + 30 * MINUTE, State.KEPT), (NOON + 30 * MINUTE + MICROSECOND, State.BROKEN), (None, State.BROKEN)],
    ids=["within the grace", "late", "never"],
)
def test_the_technician_came_on_time_or_did_not(arrived, state):
    job = scheduled()
    if arrived is not None:
        with clock.standing_at(arrived):
            visits.arrive(job, by=an_owner(job.partner))

    assert standing(job, NOON + 3 * HOUR)["arrival"].state == state


def test_the_arrival_runs_until_half_an_hour_after_the_appointment():
    told = standing(scheduled(), NOON)["arrival"]

    assert (told.state, told.clock.due_at) == (State.RUNNING, NOON + 30 * MINUTE)


def test_a_message_in_the_evening_is_answered_by_morning_since_the_clock_rests_at_night():
    a_policy()
    job = an_engagement(at=MONDAY)
    with clock.standing_at(EVENING):
        messages.send(job, by=the_customer(job.order), text="Mai thợ đến mấy giờ?")

    told = standing(job, EVENING + 5 * MINUTE)["reply"]

    assert told.state == State.RUNNING
    assert told.clock.due_at == MONDAY + 23 * HOUR + 40 * MINUTE  # 08:40


def test_a_late_answer_stays_broken_while_the_next_message_waits():
    job = an_engagement(at=MONDAY)
    for hours, by in ((1, the_customer(job.order)), (3, an_owner(job.partner)), (4, the_customer(job.order))):
        with clock.standing_at(MONDAY + hours * HOUR):
            messages.send(job, by=by, text="Tin")

    told = standing(job, MONDAY + 4 * HOUR + MINUTE)["reply"]

    assert told.state == State.BROKEN
    assert told.clock.due_at == MONDAY + 5 * HOUR


def test_a_message_that_needs_no_answer_has_no_promise_running():
    job = an_engagement(at=MONDAY)
    with clock.standing_at(NOON):
        messages.send(job, by=the_customer(job.order), text="Cảm ơn", needs_reply=False)

    assert standing(job)["reply"].state == State.LATER


def test_the_price_runs_from_the_quote_and_is_kept_by_a_receipt_within_it():
    job = at_work(LABOUR, approved=False)
    waiting = standing(job)["price"].state
    with clock.standing_at(NOON):
        quotes.approve(job.quotes.get(), by=the_customer(job.order), digest=job.quotes.get().digest)
    receipted(completed_now(job))

    kept = standing(job, NOON + HOUR)["price"]

    assert (waiting, kept.state) == (State.RUNNING, State.KEPT)
    assert (kept.facts["approved"], kept.facts["total"]) == (250_000, 250_000)


def completed_now(job):
    with clock.standing_at(NOON):
        visits.complete(job, by=an_owner(job.partner))
    return job


def test_a_part_that_nobody_approved_breaks_the_promise_about_parts():
    job = at_work(LABOUR)
    with clock.standing_at(NOON):
        parts.replace_part(job, by=an_owner(job.partner), line=None, origin="Thái Lan", brand="X", model="Y")

    assert standing(job, NOON + HOUR)["parts"].state == State.BROKEN


def test_an_approved_part_keeps_it_and_a_suspicion_is_nobodys_business():
    job = at_work(LABOUR, CAPACITOR)
    with clock.standing_at(NOON):
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="Nhật", brand="Khác", model="Khác")

    told = standing(job, NOON + HOUR)["parts"]

    assert Breach.objects.get(rule="B4.part_differs").state == Breach.State.TO_CHECK
    assert told.state == State.KEPT


def test_the_receipt_runs_a_day_after_the_work_and_a_late_one_is_put_right():
    job = completed()
    due = standing(job, NOON + HOUR)["receipt"]
    late = standing(job, NOON + DAY + MINUTE)["receipt"].state
    receipted(job, at=NOON + DAY + 2 * HOUR)

    mended = standing(job, NOON + DAY + 3 * HOUR)["receipt"]

    assert (due.state, due.clock.due_at) == (State.RUNNING, NOON + DAY)
    assert (late, mended.state) == (State.BROKEN, State.MENDED)


def test_a_receipt_with_its_warranty_keeps_both():
    told = states(receipted(completed()), NOON + HOUR)

    assert (told["receipt"], told["warranty"], told["keeping"]) == (State.KEPT, State.KEPT, State.KEPT)


def test_a_checklist_left_unfinished_breaks_its_promise():
    told = states(completed(), NOON + HOUR)

    assert told["steps"] == State.BROKEN


def test_a_complaint_runs_until_its_answer():
    job = completed()
    with clock.standing_at(NOON):
        number = complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Đắt")
    running = states(job, NOON + MINUTE)["complaint"]
    with clock.standing_at(NOON + HOUR):
        complaints.reply(job, by=an_owner(job.partner), complaint=number, text="Dạ")

    assert (running, states(job, NOON + 2 * HOUR)["complaint"]) == (State.RUNNING, State.KEPT)


def test_a_partner_that_cancels_breaks_what_it_took_and_the_rest_has_no_turn_any_more():
    job = scheduled()
    with clock.standing_at(NOON - HOUR):
        visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    told = states(job)

    assert told["keeping"] == State.BROKEN
    assert {State.LATER, State.RUNNING}.isdisjoint(told.values())


def test_a_customer_who_cancels_for_their_own_reason_is_told_of_no_broken_promise():
    job = scheduled()
    with clock.standing_at(NOON - HOUR):
        visits.cancel_order(job.order, by=the_customer(job.order), reason="changed_mind")

    assert "keeping" not in states(job)


def test_every_promise_has_words_at_every_stand_and_a_category():
    jobs = [an_engagement(at=MONDAY), scheduled(), receipted(completed()), at_work(LABOUR, CAPACITOR)]

    told = [promise for job in jobs for promise in standing(job, NOON + 2 * DAY).values()]

    assert all(all(promise_words(each, NOON)[:1]) and category_of(each) for each in told)
    assert {each.code for each in told} >= {"answer", "arrival", "price", "receipt", "warranty", "complaint"}
