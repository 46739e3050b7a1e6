"""Notices to Rada's own people about complaints and appeals: whom, and one for each thing to tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from complaints.models import Appeal, Complaint, FirstAnswer
from partners.models import User
from rada.platform import outbox

BACKEND = "partners.sign_in.PhoneOrUsernameBackend"
LEVELS = {
    FirstAnswer.Level.SOON: "complaint_soon",
    FirstAnswer.Level.LATE: "complaint_late",
    FirstAnswer.Level.LEAD: "complaint_lead",
}


def audience(user: User) -> str:
    """The inbox of one of Rada's people."""
    return f"staff:{user.pk}"


def triage() -> QuerySet[User]:
    """Everybody of Rada who works on complaints."""
    return _staff_with("complaints.change_complaint")


def leads() -> QuerySet[User]:
    """Everybody of Rada who decides appeals: the quality leads."""
    return _staff_with("complaints.decide_appeal")


def tell_handed(complaint: Complaint, handler: User, *, at: datetime) -> None:
    """Tell a colleague that a complaint is theirs now; each time it is handed over."""
    subject = f"complaint:{complaint.pk}:{at.isoformat()}"
    outbox.tell([outbox.notice(audience(handler), subject, "complaint_handed", at=at, facts=_facts(complaint))])


def tell_first_answer(answer: FirstAnswer, level: FirstAnswer.Level, to: Iterable[User], *, at: datetime) -> None:
    """Tell of a first answer that is soon due or late: once for each level, person and round."""
    subject, facts = f"first_answer:{answer.pk}", _facts(answer.complaint)
    outbox.tell(outbox.notice(audience(user), subject, LEVELS[level], at=at, facts=facts) for user in to)


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


def _staff_with(permission: str) -> QuerySet[User]:
    return User.objects.with_perm(permission, backend=BACKEND).filter(is_staff=True).order_by("pk")
