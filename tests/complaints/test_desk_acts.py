"""What the desk does about a complaint, act by act, and what follows on the row and on the timeline."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from complaints.models import Complaint, State
from complaints.services import desk, remedies, steps
from complaints.services.remedies import Promise
from orders.models import EventKind
from orders.services import complaints, messages
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, later, of_role, triage
from tests.factories import DAY, HOUR, MINUTE, a_staff_member, an_engagement, an_owner, the_customer

pytestmark = pytest.mark.django_db


def test_an_opened_complaint_is_a_row_with_both_clocks():
    complaint = complained(category="quality")

    assert (complaint.state, complaint.category, complaint.opened_by) == (State.NEW, "quality", "customer")
    assert complaint.first_due_at == complaint.due_at == NOON + 4 * HOUR
    assert complaint.partner_due_at == NOON + 2 * DAY  # 1,560 care minutes of 780 a day
    assert complaint.first_answered_at is complaint.closed_at is complaint.handler is None


def test_asked_and_answered_it_waits_for_whom_the_table_says():
    complaint, by = complained(), triage()
    job = complaint.assignment
    states = []

    def now_at():
        states.append(Complaint.objects.get(pk=complaint.pk).state)

    with later(10):
        desk.ask_partner(complaint, by=by, text="Thợ thu thêm khoản gì?")
        now_at()
    with later(20):
        complaints.reply(job, by=an_owner(job.partner), complaint=complaint.number, text="Tiền gas ạ")
        now_at()
    with later(30):
        desk.ask_customer(complaint, by=by, text="Anh chị còn giữ biên nhận không?")
        now_at()
    with later(40):
        messages.send(job, by=the_customer(job.order), text="Còn ạ")
        now_at()
    with later(50):
        desk.answer_customer(complaint, by=by, text="Rada đang kiểm tra ạ")
        now_at()

    assert states == ["waiting_partner", "waiting_rada", "waiting_customer", "waiting_rada", "waiting_rada"]
    assert Complaint.objects.get(pk=complaint.pk).first_answered_at == NOON + 30 * MINUTE


def test_closed_as_upheld_it_is_a_breach_and_its_remedy_is_followed_up():
    complaint, by = complained(), triage()

    with later(60):
        refund = Promise("refund", amount_vnd=150_000, follow_up_at=NOON + 3 * DAY)
        desk.close(
            complaint, by=by, outcome="upheld", clause="B1", severity="major", told="Rada hoàn lại", remedies=[refund]
        )

    complaint.refresh_from_db()
    breach = complaint.assignment.breaches.get(rule="B1.upheld")
    closing = complaint.assignment.events.get(kind=EventKind.COMPLAINT_CLOSED)
    assert (complaint.state, complaint.clause, complaint.severity) == (State.UPHELD, "B1", "major")
    assert (complaint.closed_at, complaint.first_answered_at) == (NOON + HOUR, NOON + HOUR)
    assert complaint.partner_due_at is None
    assert complaint.due_at == NOON + 3 * DAY
    assert (breach.subject, breach.points) == (closing.event_id, 5)
    assert closing.remarks.get(field="text").text == "Rada hoàn lại"


def test_a_remedy_that_is_done_waits_no_more():
    complaint, by = complained(), triage()
    with later(60):
        asked = Promise("redo", follow_up_at=NOON + 3 * DAY)
        desk.close(complaint, by=by, outcome="settled", told="Làm lại", remedies=[asked])
        remedy = complaint.remedies.get()

    remedies.done(remedy, by=by)

    complaint.refresh_from_db()
    assert complaint.due_at is None
    with pytest.raises(remedies.DoneBefore):
        remedies.done(remedy, by=by)


@pytest.mark.parametrize(
    "act",
    [
        lambda complaint, by: desk.ask_partner(complaint, by=by, text="?"),
        lambda complaint, by: desk.answer_customer(complaint, by=by, text="?"),
        lambda complaint, by: desk.note(complaint, by=by, text="?"),
        lambda complaint, by: desk.close(complaint, by=by, outcome="rejected", told="?"),
        lambda complaint, by: desk.reopen(complaint, by=by),
    ],
)
def test_who_does_not_triage_does_nothing(act):
    complaint = complained()

    for stranger in (a_staff_member(), of_role("finance view"), an_owner(complaint.assignment.partner)):
        with pytest.raises(PermissionDenied):
            act(complaint, stranger)


def test_two_colleagues_answer_the_same_complaint_and_the_second_is_told_who_was_first():
    complaint = complained()
    seen = complaint.version
    with later(5):
        desk.answer_customer(complaint, by=triage("Lê An"), text="Rada xin lỗi", seen=seen)

    with later(6), pytest.raises(steps.ActedMeanwhile, match="Lê An"):
        desk.answer_customer(complaint, by=triage("Phạm Bình"), text="Rada xin lỗi", seen=seen)

    assert complaint.assignment.events.filter(kind=EventKind.MESSAGE, actor="rada").count() == 1


def test_what_is_closed_is_not_closed_again():
    complaint, by = complained(), triage()
    desk.close(complaint, by=by, outcome="rejected", told="Không vi phạm")

    with pytest.raises(steps.NotNow):
        desk.close(complaint, by=by, outcome="settled", told="Đã thỏa thuận")

    assert complaint.assignment.events.filter(kind=EventKind.COMPLAINT_CLOSED).count() == 1


def test_a_complaint_by_telephone_is_in_the_hands_of_who_took_it_down():
    job, by = an_engagement(), triage()

    with clock.standing_at(NOON):
        pk = desk.open_for_customer(job, by=by, category="conduct", text="Thợ to tiếng")

    complaint = Complaint.objects.get(pk=pk)
    assert (complaint.opened_by, complaint.handler, complaint.handed_at) == ("rada", by.user, NOON)
    assert complaint.due_at == NOON + 4 * HOUR
