"""What waits for a person, each as a number with the way to its queue; counted no farther than people read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.selectors import appeals_open
from orders.models import Assignment, Breach, OddReport, RunningClock
from orders.selectors import data_requests_open
from orders.stamp_selectors import checks_open
from partners.models import User

MOST = 1000
SOON = timedelta(minutes=60)
Waiting = Callable[[datetime], QuerySet[Any]]


class Queue(NamedTuple):
    """A queue of the desk: what waits in it, who may see it, and where it is."""

    title: Any
    note: Any
    icon: str
    permission: str
    waiting: Waiting
    place: str
    query: str = ""
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
        _("Breaches to check"), _("a person decides"), "gavel", "orders.view_breach",
        lambda now: Breach.objects.filter(state=Breach.State.TO_CHECK),
        "orders_breach", "?state__exact=to_check",
    ),
    Queue(
        _("Appeals to decide"), _("the oldest first"), "balance", "complaints.view_appeal",
        lambda now: appeals_open(), "complaints_appeal", "?outcome__exact=open",
    ),
    Queue(
        _("Clocks about to break"), _("within the next hour"), "timer", "orders.view_assignment",
        lambda now: RunningClock.objects.filter(due_at__gt=now, due_at__lte=now + SOON), "", "#clocks",
    ),
    Queue(
        _("Odd reports"), _("cannot have happened so"), "report", "orders.view_oddreport",
        lambda now: OddReport.objects.filter(settled_at__isnull=True), "orders_oddreport", "?settled=no",
    ),
    Queue(
        _("Receipt photos"), _("a person looks"), "photo_camera", "orders.view_photocheck",
        lambda now: checks_open(), "orders_photocheck", "?settled=no",
    ),
    Queue(
        _("Data requests"), _("answered within the law's time"), "contact_page", "orders.view_datarequest",
        lambda now: data_requests_open(), "orders_datarequest",
    ),
    Queue(
        _("Cannot be judged"), _("somebody must look"), "error", "orders.view_assignment",
        lambda now: Assignment.objects.filter(judge_after__isnull=False, judge_failures__gt=0),
        "orders_assignment", is_alarm=True,
    ),
)  # fmt: skip


def numbers(user: User | AnonymousUser, now: datetime) -> list[Number]:
    """The queues that this person may see; one bounded query for each."""
    return [_number(queue, now) for queue in QUEUES if user.has_perm(queue.permission)]


def _number(queue: Queue, now: datetime) -> Number:
    figure = _capped(queue.waiting(now))
    place = reverse(f"admin:{queue.place}_changelist") if queue.place else ""
    is_empty = figure == "0"
    link = f"{place}{queue.query}"
    return Number(
        str(queue.title), figure, str(queue.note), link, queue.icon, queue.is_alarm and not is_empty, is_empty
    )


def _capped(rows: QuerySet[Any]) -> str:
    number = len(rows.order_by().values_list("pk")[: MOST + 1])
    return str(number) if number <= MOST else f"{MOST}+"
