"""What waits for a person, each as a number with the way to its queue; counted no farther than people read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.desk_selectors import IS_OPEN
from complaints.models import Complaint, Measure
from complaints.selectors import appeals_open
from orders.models import Assignment, Breach, RunningClock
from orders.need_selectors import orders_in_need
from orders.policy_selectors import faults_open
from orders.selectors import data_requests_open
from orders.stamp_selectors import checks_open
from rada.desk.sidebar import MayView
from rada.platform.failures import given_up

MOST = 1000
SOON, A_DAY = timedelta(minutes=60), timedelta(days=1)
Waiting = Callable[[datetime], QuerySet[Any]]


class Queue(NamedTuple):
    """A queue of the desk: what waits in it, on the page of which table, and how it is narrowed there."""

    title: Any
    note: Any
    icon: str
    label: str
    waiting: Waiting
    narrowed: str = ""
    is_alarm: bool = False


class Number(NamedTuple):
    """One number of the home."""

    title: str
    figure: str
    note: str
    link: str
    icon: str
    is_alarm: bool
    is_empty: bool


QUEUES = (
    Queue(
        _("Complaints, late"), _("a clock of theirs is over"), "alarm", "complaints.complaint",
        lambda now: Complaint.objects.filter(IS_OPEN, due_at__lte=now), "?tab=soon", is_alarm=True,
    ),
    Queue(
        _("Complaints, due soon"), _("within the next hour"), "hourglass_bottom", "complaints.complaint",
        lambda now: Complaint.objects.filter(IS_OPEN, due_at__gt=now, due_at__lte=now + SOON), "?tab=soon",
    ),
    Queue(
        _("Complaints, with nobody"), _("take one"), "person_off", "complaints.complaint",
        lambda now: Complaint.objects.filter(IS_OPEN, handler__isnull=True), "?tab=unassigned",
    ),
    Queue(
        _("Complaints, open"), _("the nearest first"), "forum", "complaints.complaint",
        lambda now: Complaint.objects.filter(IS_OPEN),
    ),
    Queue(
        _("Breaches to check"), _("a person decides"), "gavel", "orders.breach",
        lambda now: Breach.objects.filter(state=Breach.State.TO_CHECK), "?state__exact=to_check",
    ),
    Queue(
        _("Appeals to decide"), _("the oldest first"), "balance", "complaints.appeal",
        lambda now: appeals_open(), "?outcome__exact=open",
    ),
    Queue(
        _("Measures proposed"), _("a named person takes them"), "stairs", "complaints.measure",
        lambda now: Measure.objects.filter(state__in=[Measure.State.PROPOSED, Measure.State.SECONDING]),
    ),
    Queue(
        _("Clocks about to break"), _("within the next hour"), "timer", "orders.assignment",
        lambda now: RunningClock.objects.filter(due_at__gt=now, due_at__lte=now + SOON), "#clocks",
    ),
    Queue(
        _("Orders that need a hand"), _("ask others, or call"), "front_hand", "orders.orderinneed",
        lambda now: orders_in_need(),
    ),
    Queue(
        _("Receipt photos"), _("a person looks"), "photo_camera", "orders.photocheck",
        lambda now: checks_open(), "?settled=no",
    ),
    Queue(
        _("Data requests"), _("the law's clocks run"), "contact_page", "orders.datarequest",
        lambda now: data_requests_open(),
    ),
    Queue(
        _("Faults of the platform"), _("say what is excused"), "running_with_errors", "orders.platformfault",
        lambda now: faults_open(), "?state__exact=proposed",
    ),
    Queue(
        _("Messages given up"), _("in the last day"), "sms_failed", "platform.notice",
        lambda now: given_up().filter(ended_at__gt=now - A_DAY), "?ended_why__exact=given_up", is_alarm=True,
    ),
    Queue(
        _("Cannot be judged"), _("somebody must look"), "error", "orders.assignment",
        lambda now: Assignment.objects.filter(judge_after__isnull=False, judge_failures__gt=0), is_alarm=True,
    ),
)  # fmt: skip


def numbers(request: HttpRequest, now: datetime) -> list[Number]:
    """The queues whose tables this person may view; all are counted in one bounded query."""
    queues = [queue for queue in QUEUES if MayView(queue.label)(request)]
    figures = _capped([queue.waiting(now) for queue in queues])
    return [_number(queue, figure) for queue, figure in zip(queues, figures, strict=True)]


def _number(queue: Queue, figure: int) -> Number:
    stays = queue.narrowed.startswith("#")
    link = queue.narrowed if stays else reverse(f"admin:{queue.label.replace('.', '_')}_changelist") + queue.narrowed
    said = str(figure) if figure <= MOST else f"{MOST}+"
    return Number(str(queue.title), said, str(queue.note), link, queue.icon, queue.is_alarm and figure > 0, figure == 0)


def _capped(waiting: Sequence[QuerySet[Any]]) -> Sequence[int]:
    """How many rows each has, one more than MOST where there are more."""
    if not waiting:
        return []
    asked = [rows.order_by().values("pk")[: MOST + 1].query.sql_with_params() for rows in waiting]
    counts = ", ".join(
        f"(SELECT COUNT(*) FROM ({sql}) AS waiting)"  # noqa: S608 Django's own statements, their values apart
        for sql, _params in asked
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _sql, params in asked for value in params])
        return cursor.fetchone()
