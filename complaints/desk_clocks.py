"""The clocks of complaints as Rada's people see them: whose step each waits for, and how much care time is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from complaints import deadlines
from complaints.models import FOR_RADA, Complaint
from orders import selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.countdowns import rests_between
from orders.models import Closure
from rada.web.clock_faces import ClockFace, face

QUALITY = ("quality", "promotion")


class Running(NamedTuple):
    """One clock: `whose` step meets it (`rada`, `step`, `partner`, `remedy`), and what it shows."""

    whose: str
    face: ClockFace


def closures_ahead(complaints: Sequence[Complaint], now: datetime) -> list[Closure]:
    """The closures that may hold up a clock of these; one query."""
    last = max((each.due_at for each in complaints if each.due_at is not None), default=now)
    return selectors.closures_between(now, max(now, last))


def nearest(complaint: Complaint, closures: Iterable[Closure], now: datetime) -> Running | None:
    """The clock that the queue is ordered by; None where nothing runs."""
    if complaint.due_at is None:
        return None
    whose = _whose(complaint)
    return Running(whose, _face(complaint, complaint.due_at, closures, now, is_care=whose != "remedy"))


def running(complaint: Complaint, closures: Iterable[Closure], now: datetime) -> list[Running]:
    """Rada's clock and the partner's, where they run."""
    whose = _whose(complaint)
    dues = [
        ("rada", complaint.first_due_at if whose == "rada" else None),
        ("step", complaint.due_at if whose == "step" else None),
        ("partner", complaint.partner_due_at),
    ]
    return [
        Running(whose, _face(complaint, due, closures, now, is_care=True))
        for whose, due in dues
        if due is not None and complaint.is_open
    ]


def answer_due_if_asked(complaint: Complaint, now: datetime) -> datetime:
    """Until when the partner answers what they are asked now."""
    minutes = int({**POLICY_DEFAULTS, **complaint.assignment.policy.numbers}["complaint_reply_minutes"])
    closures = selectors.closures_between(now, now + deadlines.LOOK_AHEAD)
    return deadlines.care_minutes_after(deadlines.care_hours(complaint.assignment, closures), now, minutes)


def answer_clause(complaint: Complaint) -> str:
    """The clause that a late answer of the partner breaks."""
    return "C3" if complaint.category in QUALITY else "A5"


def _whose(complaint: Complaint) -> str:
    if not complaint.is_open:
        return "remedy"
    if complaint.first_answered_at is None:
        return "rada"
    if complaint.state in FOR_RADA:
        return "step"
    return "remedy" if complaint.partner_due_at is None else "partner"


def _face(
    complaint: Complaint, due_at: datetime, closures: Iterable[Closure], now: datetime, *, is_care: bool
) -> ClockFace:
    if not is_care:
        return face(due_at, now)
    care = deadlines.care_hours(complaint.assignment, closures)
    return face(due_at, now, "care", rests_between(care, now, due_at), deadlines.FIRST_ANSWER_MINUTES)
