"""How late the desk and the measures are, read from the database (`rada.platform.gauges`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from complaints.models import Complaint, Standing
from complaints.models.complaints import Q_OPEN
from rada.platform import gauges


def add() -> None:
    """Let whoever watches read them; called once, when the app is ready."""
    gauges.CLOCKS_OVERDUE.read_by(clocks_overdue)
    gauges.QUEUE_AGE.read_by(queue_ages)


def clocks_overdue(now: datetime) -> dict[str, float]:
    """Open complaints whose nearest step is late."""
    return {"complaint": Complaint.objects.filter(Q_OPEN, due_at__lt=now).count()}


def queue_ages(now: datetime) -> dict[str, float]:
    """Partners whose score is to be looked at."""
    return {"scores": gauges.age(Standing.objects.filter(look_at__lte=now).aggregate(at=Min("look_at"))["at"], now)}
