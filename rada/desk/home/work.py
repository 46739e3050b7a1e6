"""What one of Rada's people has to do next: staff obey clocks too, and see their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import deadlines
from complaints.desk_selectors import queue
from complaints.selectors import appeals_open
from orders.models import BreachDecision
from orders.wording import rule_words
from rada.desk.sidebar import MayView
from rada.web.wording import time_left

MOST = 8
RULED = (BreachDecision.Kind.CONFIRMED, BreachDecision.Kind.WAIVED)


class Task(NamedTuple):
    """One thing to do, with its clock."""

    what: str
    about: str
    due_at: datetime
    due: str
    is_late: bool
    link: str


def own_work(request: HttpRequest, now: datetime) -> list[Task]:
    """The nearest of this person's clocks first."""
    own = [*_complaints(request, now), *_appeals(request, now)]
    return sorted(own, key=lambda task: task.due_at)[:MOST]


def _complaints(request: HttpRequest, now: datetime) -> Iterator[Task]:
    """Complaints in this person's hand on which something runs."""
    if not MayView("complaints.complaint")(request):
        return
    in_hand = queue(request.actor, now=now).filter(handler=request.user.pk, due_at__isnull=False)  # type: ignore[attr-defined]
    for complaint in in_hand[:MOST]:
        order, partner = complaint.assignment.order, complaint.assignment.partner
        yield _task(
            _("Complaint %(number)s") % {"number": complaint.number},
            f"{order.code} · {partner} · {complaint.get_state_display()}",
            complaint.due_at, now, reverse("admin:complaints_complaint_change", args=[complaint.pk]),
        )  # fmt: skip


def _appeals(request: HttpRequest, now: datetime) -> Iterator[Task]:
    """Appeals that this person may decide: those against what they confirmed or waived are somebody else's."""
    if not request.user.has_perm("complaints.decide_appeal"):
        return
    own = BreachDecision.objects.filter(decided_by=request.user.pk, kind__in=RULED)
    waiting = appeals_open().exclude(breach__in=own.values("breach")).select_related(
        "partner", "breach__assignment__order", "breach__assignment__policy"
    )  # fmt: skip
    for appeal, due in deadlines.with_due(list(waiting[:MOST])):
        order, title = appeal.breach.assignment.order, rule_words(appeal.breach.rule).title
        address = reverse("admin:complaints_appeal_change", args=[appeal.pk])
        yield _task(_("Decide an appeal"), f"{order.code} · {appeal.partner} · {title}", due, now, address)


def _task(what: str, about: str, due_at: Any, now: datetime, link: str) -> Task:
    return Task(what, about, due_at, time_left(due_at, now), due_at < now, link)
