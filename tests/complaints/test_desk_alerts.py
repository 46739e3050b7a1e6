"""Who is told of a first answer that is soon due or late, and of an appeal that waits: once for each level."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from complaints.models import Appeal, Complaint
from complaints.services import appeals, desk, escalation
from complaints.services.handing import assign, take
from complaints.wording.notices import notice_words
from orders.services import closures, visits
from rada.platform.models import Notice
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, later, of_role, triage
from tests.factories import DAY, HOUR, MINUTE, an_engagement, an_owner, sweep_all

pytestmark = pytest.mark.django_db
DUE = NOON + 4 * HOUR
ONE = timedelta(microseconds=1)


def told(level: str) -> list[str]:
    return sorted(Notice.objects.filter(level=level).values_list("audience", flat=True))


def names(*actors) -> list[str]:
    return sorted(f"staff:{actor.user.pk}" for actor in actors)


def at(instant) -> int:
    with clock.standing_at(instant):
        return escalation.escalate()


@pytest.mark.parametrize(
    ("instant", "level"),
    [
        (DUE - 30 * MINUTE - ONE, ""),
        (DUE - 30 * MINUTE, "complaint_soon"),
        (DUE, "complaint_soon"),
        (DUE + ONE, "complaint_late"),
        (DUE + 4 * HOUR, "complaint_lead"),
    ],
)
def test_the_handler_is_told_at_each_level_and_no_sooner(instant, level):
    by = triage()
    take([complained()], by=by)
    triage()

    at(instant)

    assert {each.level for each in Notice.objects.filter(subject__startswith="first_answer")} == ({level} - {""})
    assert not level or told(level) == names(by)


def test_an_unassigned_complaint_is_told_to_all_who_triage_and_skipped_by_nobody():
    first, second = triage(), triage()
    of_role("finance view")
    complaint = complained()

    at(DUE + ONE)

    complaint.refresh_from_db()
    assert told("complaint_late") == names(first, second)
    assert complaint.escalated_at == DUE + ONE


def test_a_complaint_of_somebody_who_left_is_everybodys():
    gone, there = triage(), triage()
    take([complained()], by=gone)
    gone.user.is_active = False
    gone.user.save()

    at(DUE + ONE)

    assert told("complaint_late") == names(there)


def test_the_leads_are_told_of_what_is_late_for_long():
    by, lead = triage(), of_role("quality lead")
    take([complained()], by=by)

    at(DUE + 4 * HOUR)

    assert told("complaint_lead") == names(by, lead)


def test_the_same_alert_is_sent_once_however_often_it_runs():
    triage()
    complained()

    assert [at(DUE + ONE), at(DUE + MINUTE), at(DUE + HOUR)] == [1, 0, 0]
    assert len(told("complaint_late")) == 1


def test_a_reopened_complaint_is_told_of_anew():
    by = triage()
    complaint = complained()
    at(DUE + ONE)
    with clock.standing_at(DUE + MINUTE):
        desk.close(complaint, by=by, outcome="rejected", told="Không vi phạm")
        desk.reopen(complaint, by=by)
    complaint.refresh_from_db()

    at(complaint.first_due_at + ONE)

    assert len(told("complaint_late")) == 2


def test_what_is_answered_or_exempt_is_told_of_to_nobody():
    by = triage()
    answered = complained()
    complained()
    with later(10):
        desk.answer_customer(answered, by=by, text="Rada đang xem")
        closures.declare(starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR, reason="storm")
    sweep_all(NOON + 20 * MINUTE)

    assert at(DUE + ONE) == 0


def test_who_is_handed_a_complaint_is_told_and_who_takes_one_is_not():
    by, other = triage(), triage()
    complaint = complained()
    take([complaint], by=by)
    complaint.refresh_from_db()

    assign([complaint], handler=other.user, by=by)

    assert told("complaint_handed") == names(other)
    assert Complaint.objects.get(pk=complaint.pk).handler == other.user


@pytest.mark.parametrize(
    "level", ["complaint_handed", "complaint_soon", "complaint_late", "complaint_lead", "appeal_late", "webhook_off"]
)
def test_every_alert_has_its_words(level):
    words = notice_words(level, {"number": "KN-7K2FM9", "due_at": DUE.isoformat(), "host": "hooks.example"}, NOON)

    assert words.word
    assert ("KN-7K2FM9" in words.title) == level.startswith("complaint")


def an_appeal(at: datetime = NOON) -> Appeal:
    """Filed at an instant against a cancellation of that morning."""
    job = an_engagement()
    with clock.standing_at(NOON - HOUR):
        visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")
    with clock.standing_at(at):
        appeals.file(job.breaches.get(rule="A2.cancelled"), by=an_owner(job.partner), text="Khách hủy, tôi chỉ bấm hộ")
    return Appeal.objects.select_related("breach__assignment").get(breach__assignment=job)


@pytest.mark.parametrize(("after", "is_told"), [(timedelta(0), False), (ONE, True)])
def test_the_leads_are_told_of_an_appeal_the_moment_its_decision_is_late(after, is_told):
    lead, _by = of_role("quality lead"), triage()
    an_appeal()

    at(NOON + 5 * DAY + after)  # 3,900 care minutes of 780 a day

    assert told("appeal_late") == (names(lead) if is_told else [])


def test_a_late_appeal_is_told_of_once_and_a_decided_one_never():
    lead = of_role("quality lead")
    decided, waiting = an_appeal(), an_appeal()
    with clock.standing_at(NOON + DAY):
        appeals.decide(decided, by=lead, outcome="rejected", reason="facts_stand", note="Đã nghe lại cuộc gọi")

    assert [at(NOON + 5 * DAY + ONE), at(NOON + 6 * DAY)] == [1, 0]
    assert Notice.objects.get(level="appeal_late").subject == f"appeal:{waiting.pk}"


def test_a_storm_gives_more_time_to_decide_and_holds_back_the_alert_of_no_other(monkeypatch):
    monkeypatch.setattr(escalation, "BATCH", 1)
    of_role("quality lead")
    in_the_storm, other = an_appeal(), an_appeal(NOON + MINUTE)
    order = in_the_storm.breach.assignment.order
    closures.declare(starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR, reason="storm", order=order)

    at(NOON + 5 * DAY + HOUR)
    early = told_about()
    at(NOON + 5 * DAY + 2 * HOUR + ONE)

    assert early == [f"appeal:{other.pk}"]
    assert told_about() == sorted([f"appeal:{in_the_storm.pk}", f"appeal:{other.pk}"])


def told_about() -> list[str]:
    return sorted(Notice.objects.filter(level="appeal_late").values_list("subject", flat=True))
