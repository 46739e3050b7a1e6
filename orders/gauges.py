"""How late the work on orders is, read from the database (`rada.platform.gauges`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from orders.models import Assignment, DataRequest, Order, RunningClock, ScheduledMessage
from rada.platform import gauges


def add() -> None:
    """Let whoever watches read them; called once, when the app is ready."""
    gauges.SWEEP_LAG.read_by(sweep_lag)
    gauges.UNJUDGED.read_by(unjudged)
    gauges.CLOCKS_OVERDUE.read_by(clocks_overdue)
    gauges.QUEUE_AGE.read_by(queue_ages)


def sweep_lag(now: datetime) -> dict[str, float]:
    """Seconds since the oldest assignment that is due could have been judged."""
    return {"": gauges.age(Assignment.objects.filter(judge_after__lte=now).aggregate(at=Min("judge_after"))["at"], now)}


def unjudged(now: datetime) -> dict[str, float]:
    """Assignments whose last judging failed."""
    return {"": Assignment.objects.filter(judge_failures__gt=0).count()}


def clocks_overdue(now: datetime) -> dict[str, float]:
    """Clocks of partners that ran out and are not judged yet; Rada's own about personal data."""
    return {
        "partner": RunningClock.objects.filter(due_at__lt=now).count(),
        "data_request": DataRequest.objects.filter(state=DataRequest.State.OPEN, due_at__lt=now).count(),
    }


def queue_ages(now: datetime) -> dict[str, float]:
    """Messages whose hour has come, and orders whose data has reached its term."""
    waiting = ScheduledMessage.objects.filter(
        sent_at__isnull=True, taken_back_at__isnull=True, refused_at__isnull=True, send_at__lte=now
    )
    return {
        "waiting_messages": gauges.age(waiting.aggregate(at=Min("send_at"))["at"], now),
        "retention": gauges.age(Order.objects.filter(erase_after__lte=now).aggregate(at=Min("erase_after"))["at"], now),
    }
