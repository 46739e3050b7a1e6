"""What desks of this kind get wrong: clocks that live on, failures that vanish, due times that a note moves."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from complaints.models import Complaint, FirstAnswer, State
from complaints.services import desk, joining, projections, remedies, steps
from complaints.services.handing import take
from orders.models import Assignment, EventKind, Order
from orders.services import closures, complaints, rebuilding
from orders.services.complaints import NotReopened
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, later, triage
from tests.factories import DAY, HOUR, MINUTE, an_offer, an_owner, reported, sweep_all, the_customer

pytestmark = pytest.mark.django_db
ONE = timedelta(microseconds=1)
ROW = (
    "number",
    "category",
    "state",
    "opened_at",
    "first_due_at",
    "first_answered_at",
    "closed_at",
    "clause",
    "severity",
)


def reopened(at):
    """Answered an hour late, closed, and reopened by its customer."""
    complaint, by = complained(), triage()
    with later(300):
        desk.answer_customer(complaint, by=by, text="Rada xin lỗi")
        desk.close(complaint, by=by, outcome="rejected", told="Không vi phạm")
    with clock.standing_at(at):
        customer = the_customer(complaint.assignment.order)
        complaints.reopen(complaint.assignment, by=customer, complaint=complaint.number, text="Chưa đúng")
    complaint.refresh_from_db()
    return complaint


def test_reopening_starts_a_new_clock_and_erases_no_earlier_failure():
    complaint = reopened(NOON + DAY)

    first, second = complaint.first_answers.all()
    assert complaint.state == State.REOPENED
    assert (first.was_late, first.answered_at, first.due_at) == (True, NOON + 5 * HOUR, NOON + 4 * HOUR)
    assert (second.answered_at, second.due_at) == (None, NOON + DAY + 4 * HOUR)
    assert (complaint.first_due_at, complaint.first_answered_at) == (second.due_at, None)


def test_a_partners_failure_stays_after_reopening():
    complaint = complained()
    sweep_all(NOON + 2 * DAY + MINUTE)
    rule = "A5.complaint_unanswered"
    before = complaint.assignment.breaches.get(rule=rule)

    with clock.standing_at(NOON + 3 * DAY):
        desk.close(complaint, by=triage(), outcome="settled", told="Đã thỏa thuận")
        desk.reopen(complaint, by=triage())

    assert complaint.assignment.breaches.get(rule=rule, subject=before.subject).state == before.state


@pytest.mark.parametrize(("after", "may"), [(timedelta(0), True), (ONE, False)])
def test_it_is_reopened_within_15_plain_days_of_its_closing_whatever_was_noted_since(after, may):
    complaint, by = complained(), triage()
    with later(0):
        desk.close(complaint, by=by, outcome="rejected", told="Không vi phạm")
    with clock.standing_at(NOON + 14 * DAY):
        desk.note(complaint, by=by, text="Khách gọi hỏi lại")

    with clock.standing_at(NOON + 15 * DAY + after):
        if may:
            desk.reopen(complaint, by=by)
        else:
            with pytest.raises(NotReopened):
                desk.reopen(complaint, by=by)

    complaint.refresh_from_db()
    assert (complaint.state == State.REOPENED) == may


def test_merging_leaves_no_dead_clock_and_keeps_the_oldest():
    older = complained()
    younger = complained(older.assignment, at=NOON + HOUR, text="Thu thêm tiền, gửi lại")

    with later(70):
        survivor = joining.merge(younger, older, by=triage())

    older.refresh_from_db()
    younger.refresh_from_db()
    subjects = list(older.assignment.clocks.filter(rule="A5.complaint_unanswered").values_list("subject", flat=True))
    assert survivor == older.pk
    assert (younger.state, younger.merged_into, younger.due_at) == (State.MERGED, older, None)
    assert subjects == [older.opening.event_id]
    assert (older.state, older.due_at) == (State.NEW, NOON + 4 * HOUR)
    assert list(FirstAnswer.objects.filter(answered_at=None).values_list("complaint", flat=True)) == [older.pk]


def test_complaints_about_different_work_are_not_merged():
    one, other = complained(), complained()

    with pytest.raises(joining.NotOne):
        joining.merge(one, other, by=triage())


def test_a_merged_complaint_is_left_by_reopening_it():
    older = complained()
    younger = complained(older.assignment, at=NOON + HOUR)
    with later(70):
        joining.merge(younger, older, by=triage())

    with later(80):
        desk.reopen(younger, by=triage())

    younger.refresh_from_db()
    assert (younger.state, younger.merged_into) == (State.REOPENED, None)


def test_what_is_split_off_keeps_the_clock_of_the_whole():
    whole = complained()

    with later(120):
        pk = joining.split(whole, by=triage(), category="conduct", text="Thợ to tiếng")

    part = Complaint.objects.get(pk=pk)
    assert (part.split_from, part.category, part.state) == (whole, "conduct", State.NEW)
    assert (part.opened_at, part.first_due_at) == (NOON + 2 * HOUR, NOON + 4 * HOUR)


def test_a_note_a_look_a_handing_over_or_a_save_moves_no_due_time():
    complaint, by = complained(), triage()
    due = (complaint.due_at, complaint.first_due_at, complaint.partner_due_at)

    with later(30):
        desk.note(complaint, by=by, text="Gọi lại chiều nay")
        take([complaint], by=by)
        Complaint.objects.get(pk=complaint.pk).save()
    sweep_all(NOON + HOUR)

    complaint.refresh_from_db()
    assert (complaint.due_at, complaint.first_due_at, complaint.partner_due_at) == due


def test_a_storm_shifts_radas_clock_as_well():
    complaint = complained()

    with later(10):
        closures.declare(starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR, reason="storm")
    sweep_all(NOON + 20 * MINUTE)

    complaint.refresh_from_db()
    assert complaint.first_due_at == complaint.due_at == NOON + 6 * HOUR


def test_a_storm_shifts_radas_clock_where_nothing_of_the_partner_runs():
    complaint = complained()
    job = complaint.assignment
    with later(5):
        complaints.reply(job, by=an_owner(job.partner), complaint=complaint.number, text="Dạ")
    sweep_all(NOON + 6 * MINUTE)

    with later(10):
        closures.declare(starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR, reason="storm")
    sweep_all(NOON + 20 * MINUTE)

    complaint.refresh_from_db()
    assert complaint.first_due_at == NOON + 6 * HOUR


def test_a_reply_runs_a_clock_of_rada_that_nothing_added_moves_and_a_storm_shifts():
    complaint, by = complained(), triage()
    job = complaint.assignment
    with later(10):
        desk.ask_partner(complaint, by=by, text="Thợ đã thu thêm gì?")
        desk.answer_customer(complaint, by=by, text="Rada đang hỏi đối tác")
    for minutes in (30, 50):
        with later(minutes):
            complaints.reply(job, by=an_owner(job.partner), complaint=complaint.number, text="Dạ không thu thêm")
    with later(55):
        desk.answer_customer(complaint, by=by, text="Đối tác đã trả lời, Rada đang xem")
    sweep_all(NOON + HOUR)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.due_at) == (State.WAITING_RADA, NOON + 4 * HOUR + 30 * MINUTE)

    with later(65):
        closures.declare(starts_at=NOON + 2 * HOUR, ends_at=NOON + 3 * HOUR, reason="storm")
    sweep_all(NOON + 80 * MINUTE)
    complaint.refresh_from_db()
    assert complaint.due_at == NOON + 5 * HOUR + 30 * MINUTE

    with later(90):
        desk.ask_customer(complaint, by=by, text="Anh chị còn biên nhận không?")
    complaint.refresh_from_db()
    assert complaint.due_at is None


def test_the_first_answer_starts_the_clock_of_the_next_step_and_a_part_split_off_has_it_too():
    whole, by = complained(), triage()

    with later(20):
        desk.answer_customer(whole, by=by, text="Rada đang xem")
    with later(40):
        pk = joining.split(whole, by=by, category="conduct", text="Thợ to tiếng")

    assert {each.due_at for each in Complaint.objects.filter(pk__in=[whole.pk, pk])} == {NOON + 4 * HOUR + 20 * MINUTE}


STORY = [
    ("k1", "complaint_opened", NOON, "customer", {"complaint": "KN-1", "category": "quality"}),
    ("k2", "complaint_info_requested", NOON + HOUR, "rada", {"complaint": "KN-1"}),
    ("k3", "complaint_reply", NOON + 2 * HOUR, "partner", {"complaint": "KN-1"}),
    ("k4", "complaint_closed", NOON + 3 * HOUR, "rada", {"complaint": "KN-1", "outcome": "rejected", "clause": None}),
    ("k5", "complaint_reopened", NOON + 4 * HOUR, "customer", {"complaint": "KN-1"}),
    ("k6", "complaint_opened", NOON + 5 * HOUR, "customer", {"complaint": "KN-2", "category": "price"}),
    ("k7", "complaint_closed", NOON + DAY, "rada", {"complaint": "KN-1", "outcome": "upheld", "clause": "B1"}),
    ("k8", "complaint_reply", NOON + DAY, "partner", {"complaint": "KN-2"}),
]  # fmt: skip


def told_in(order: list[int]) -> list[tuple]:
    """The rows of a new assignment whose story was reported event by event in this order, one of them twice."""
    job = an_offer()
    for place in [*order, order[0]]:
        reported(job, STORY[place], at=NOON + 2 * DAY)
    sweep_all(NOON + 2 * DAY)
    return list(job.complaints.order_by("number").values_list(*ROW, "partner_due_at", "due_at", "version"))


def test_events_reported_late_and_in_any_order_give_the_same_rows():
    straight = told_in(list(range(len(STORY))))
    chance = random.Random(7)

    for _time in range(4):
        assert told_in(chance.sample(range(len(STORY)), len(STORY))) == straight
    assert [row[2] for row in straight] == [State.UPHELD, State.WAITING_RADA]


def test_rebuild_finds_a_row_that_lies_and_mends_it():
    complaint = complained()
    sweep_all(NOON + HOUR)
    everything = Assignment.objects.filter(pk=complaint.assignment_id)
    with later(61):
        honest = [proof.differences for proof in rebuilding.rebuild(everything, repair=False)]
    Complaint.objects.filter(pk=complaint.pk).update(state=State.WAITING_RADA, first_due_at=NOON)

    with later(62):
        (lies,) = rebuilding.rebuild(everything, repair=True)
        (after,) = rebuilding.rebuild(everything, repair=False)

    assert honest == [[]]
    assert lies.differences == [f"complaint {complaint.number} differs in first_due_at, state"]
    assert after.differences == []


def test_a_row_that_is_missing_is_made_again_by_the_migrations_own_function():
    job = complained().assignment
    asked = Complaint.objects.filter(assignment=job).values_list(*ROW)
    before = list(asked)
    FirstAnswer.objects.all().delete()

    projections.bring_up([Assignment.objects.select_related("order", "policy").get(pk=job.pk)])

    assert list(asked) == before
    assert FirstAnswer.objects.count() == 1


def test_an_act_without_complaints_asks_nothing_of_their_tables(django_assert_max_num_queries):
    job = an_offer()
    events = list(job.events.all())

    with django_assert_max_num_queries(0):
        projections.settle(job, events, now=NOON, kinds={EventKind.MESSAGE.value})


def test_the_desk_says_what_cannot_be_done_from_here():
    complaint, by = complained(), triage()
    desk.close(complaint, by=by, outcome="rejected", told="Không vi phạm")

    with pytest.raises(steps.NotNow) as refusal:
        desk.ask_partner(complaint, by=by, text="?")

    assert str(State.REJECTED.label) in str(refusal.value)


def test_words_that_come_after_the_person_was_erased_do_not_stay():
    complaint, by = complained(), triage()
    order = complaint.assignment.order
    with later(10):
        desk.close(complaint, by=by, outcome="settled", told="Đã thỏa thuận")
    for write in (
        lambda: desk.note(complaint, by=by, text="Nhà ở ngõ 12"),
        lambda: remedies.promise(complaint, [remedies.Promise("apology", note="Gọi xin lỗi")], by=by),
    ):
        Order.objects.filter(pk=order.pk).update(erased_at=NOON + HOUR, erase_after=None)

        with later(90):
            write()

        order.refresh_from_db()
        assert order.erase_after == NOON + 90 * MINUTE
