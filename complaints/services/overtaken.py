"""Whether what Rada's people are to be told of complaints and appeals still stands when it is sent at last."""

from __future__ import annotations

from datetime import datetime

from django.utils.dateparse import parse_datetime

from complaints.models import OPEN, Appeal, Complaint, FirstAnswer
from complaints.services import alerts
from orders.services import standing
from rada.platform.models import Notice


def add() -> None:
    """Let the sender of copies ask."""
    standing.also(_is_in_their_hand, "complaint_handed")
    standing.also(_is_unanswered, *alerts.FIRST_ANSWER.values())
    standing.also(_is_their_step, *alerts.NEXT_STEP.values())
    standing.also(_is_undecided, "appeal_late")


def _is_in_their_hand(notice: Notice, now: datetime) -> bool:
    user = int(notice.audience.removeprefix("user:"))
    return Complaint.objects.filter(pk=notice.facts["complaint"], handler=user, state__in=OPEN).exists()


def _is_unanswered(notice: Notice, now: datetime) -> bool:
    pk = int(notice.subject.removeprefix("first_answer:"))
    return FirstAnswer.objects.filter(pk=pk, answered_at__isnull=True).exists()


def _is_their_step(notice: Notice, now: datetime) -> bool:
    _kind, pk, begun = notice.subject.split(":", 2)
    return Complaint.objects.filter(pk=pk, step_from=parse_datetime(begun)).exists()


def _is_undecided(notice: Notice, now: datetime) -> bool:
    return Appeal.objects.filter(pk=notice.facts["appeal"], outcome=Appeal.Outcome.OPEN).exists()
