"""Notices to Rada's own people about complaints and appeals: whom, and one for each thing to tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from complaints.models import AlertLevel, Appeal, Complaint, FirstAnswer
from partners.models import User
from partners.people import staff_trusted_with
from rada.platform import outbox

FIRST_ANSWER = {
    AlertLevel.SOON: "complaint_soon",
    AlertLevel.LATE: "complaint_late",
    AlertLevel.LEAD: "complaint_lead",
}
NEXT_STEP = {AlertLevel.SOON: "step_soon", AlertLevel.LATE: "step_late", AlertLevel.LEAD: "step_lead"}


def audience(user: User) -> str:
    """The inbox of one of Rada's people."""
    return f"staff:{user.pk}"


def triage() -> QuerySet[User]:
    """Everybody of Rada who works on complaints."""
    return staff_trusted_with("complaints.change_complaint")


def leads() -> QuerySet[User]:
    """Everybody of Rada who decides appeals: the quality leads."""
    return staff_trusted_with("complaints.decide_appeal")


def tell_handed(complaint: Complaint, handler: User, *, at: datetime) -> None:
    """Tell a colleague that a complaint is theirs now; each time it is handed over."""
    subject = f"complaint:{complaint.pk}:{at.isoformat()}"
    outbox.tell([outbox.notice(audience(handler), subject, "complaint_handed", at=at, facts=_facts(complaint))])


def tell_first_answer(answer: FirstAnswer, level: AlertLevel, to: Iterable[User], *, at: datetime) -> None:
    """Tell of a first answer that is soon due or late: once for each level, person and round."""
    subject, facts = f"first_answer:{answer.pk}", _facts(answer.complaint)
    outbox.tell(outbox.notice(audience(user), subject, FIRST_ANSWER[level], at=at, facts=facts) for user in to)


def tell_next_step(complaint: Complaint, level: AlertLevel, to: Iterable[User], *, at: datetime) -> None:
    """Tell of a next step that is soon due or late: once for each level, person and time that it fell to Rada.

    A closure that gives it more time makes no other step of it.
    """
    subject = f"next_step:{complaint.pk}:{complaint.step_from:%Y-%m-%dT%H:%M:%S.%f%z}"
    facts = {**_facts(complaint), "due_at": complaint.due_at.isoformat() if complaint.due_at else ""}
    outbox.tell(outbox.notice(audience(user), subject, NEXT_STEP[level], at=at, facts=facts) for user in to)


def tell_appeal(appeal: Appeal, due_at: datetime, to: Iterable[User], *, at: datetime) -> None:
    """Tell of an appeal whose decision is late: once for each person."""
    facts: dict[str, object] = {"appeal": appeal.pk, "due_at": due_at.isoformat()}
    outbox.tell(outbox.notice(audience(user), f"appeal:{appeal.pk}", "appeal_late", at=at, facts=facts) for user in to)


def _facts(complaint: Complaint) -> dict[str, object]:
    return {
        "complaint": complaint.pk,
        "number": complaint.number,
        "order": complaint.assignment.order.code,
        "due_at": complaint.first_due_at.isoformat(),
    }
