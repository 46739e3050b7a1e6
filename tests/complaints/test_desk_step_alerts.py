"""Who is told of Rada's next step on a complaint that is soon due or late: once for each level and each step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints.models import Complaint
from complaints.services import desk, escalation
from complaints.services.handing import take
from complaints.wording.notices import notice_words
from orders.services import closures, complaints, sweeping
from rada.platform.models import Notice
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained, of_role, triage
from tests.factories import HOUR, MINUTE, an_owner

pytestmark = pytest.mark.django_db
DUE = NOON + 4 * HOUR
ONE = timedelta(microseconds=1)
LEVELS = ["step_soon", "step_late", "step_lead"]


def told(level: str) -> list[str]:
    return sorted(Notice.objects.filter(level=level).values_list("audience", flat=True))


def names(*actors) -> list[str]:
    return sorted(f"staff:{actor.user.pk}" for actor in actors)


def at(instant) -> int:
    with clock.standing_at(instant):
        return escalation.escalate_next_steps()


def with_rada(by=None) -> Complaint:
    """A complaint that was answered first at noon, so that the next step is due at four."""
    complaint = complained()
    with clock.standing_at(NOON):
        if by is not None:
            take([complaint], by=by)
            complaint.refresh_from_db()
        desk.answer_customer(complaint, by=by or triage(), text="Rada đang xem")
    complaint.refresh_from_db()
    return complaint


@pytest.mark.parametrize(
    ("instant", "level"),
    [
        (DUE - 30 * MINUTE - ONE, ""),
        (DUE - 30 * MINUTE, "step_soon"),
        (DUE, "step_soon"),
        (DUE + ONE, "step_late"),
        (DUE + 4 * HOUR, "step_lead"),
    ],
)
def test_the_handler_is_told_at_each_level_and_no_sooner(instant, level):
    by = triage()
    with_rada(by)
    triage()

    at(instant)

    assert {each.level for each in Notice.objects.filter(subject__startswith="next_step")} == ({level} - {""})
    assert not level or told(level) == names(by)


def test_a_step_in_nobodys_hand_is_told_to_all_who_triage_and_at_last_to_the_leads():
    first, second, lead = triage(), triage(), of_role("quality lead")
    complaint = with_rada()
    Complaint.objects.update(handler=None)

    at(DUE + ONE)
    at(DUE + 4 * HOUR)

    complaint.refresh_from_db()
    everybody = {*names(first, second, lead)}
    assert everybody <= set(told("step_late"))
    assert everybody <= set(told("step_lead"))
    assert complaint.escalated_at == DUE + ONE


def test_the_same_level_is_told_once_however_often_it_runs_and_though_a_closure_moves_it():
    by = triage()
    complaint = with_rada(by)
    first = [at(DUE + ONE), at(DUE + HOUR)]
    with clock.standing_at(DUE + HOUR):
        closures.declare(starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR, reason="storm")
        sweeping.sweep()
    complaint.refresh_from_db()

    again = at(DUE + HOUR + ONE)

    assert (first, again, complaint.due_at) == ([1, 0], 0, DUE + HOUR)
    assert told("step_late") == names(by)


def test_a_step_that_falls_to_rada_anew_is_told_of_anew():
    by = triage()
    complaint = with_rada(by)
    at(DUE + ONE)
    with clock.standing_at(DUE + MINUTE):
        desk.ask_partner(complaint, by=by, text="Vì sao thu thêm?")
    waits = at(DUE + HOUR)
    with clock.standing_at(DUE + HOUR):
        job = complaint.assignment
        complaints.reply(job, by=an_owner(job.partner), complaint=complaint.number, text="Khách đổi ý")
    complaint.refresh_from_db()

    at(complaint.due_at + ONE)

    assert waits == 0
    assert len(told("step_late")) == 2


@pytest.mark.parametrize("level", LEVELS)
def test_every_alert_has_its_words(level):
    words = notice_words(level, {"number": "KN-7K2FM9", "due_at": DUE.isoformat()}, NOON)

    assert words.word
    assert "KN-7K2FM9" in words.title
