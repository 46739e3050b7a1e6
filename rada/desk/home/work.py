"""What one of Rada's people has to do next: staff obey clocks too, and see their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import deadlines
from complaints.selectors import appeals_open
from orders.models import BreachDecision
from orders.wording import rule_words
from partners.models import User
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


def own_work(user: User | AnonymousUser, now: datetime) -> list[Task]:
    """The nearest of their clocks first."""
    return sorted(_appeals(user, now), key=lambda task: task.due_at)[:MOST]


def _appeals(user: User | AnonymousUser, now: datetime) -> Iterator[Task]:
    """Appeals that this person may decide: those against what they confirmed or waived are somebody else's."""
    if not user.has_perm("complaints.decide_appeal"):
        return
    own = BreachDecision.objects.filter(decided_by=user.pk, kind__in=RULED)
    waiting = appeals_open().exclude(breach__in=own.values("breach")).select_related(
        "partner", "breach__assignment__order", "breach__assignment__policy"
    )  # fmt: skip
    for appeal, due in deadlines.with_due(list(waiting[:MOST])):
        code, title = appeal.breach.assignment.order.code, rule_words(appeal.breach.rule).title
        address = reverse("admin:complaints_appeal_change", args=[appeal.pk])
        about = f"{code} · {appeal.partner} · {title}"
        yield Task(_("Decide an appeal"), about, due, time_left(due, now), due < now, address)
