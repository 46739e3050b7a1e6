"""The home of operations: what waits for a person, and the last weeks in one chart. A handful of queries."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.selectors import appeals_open
from orders.models import Assignment, Breach, RunningClock
from orders.services.sweeping import HEARTBEAT
from orders.stamp_selectors import checks_open
from orders.wording import clock_words
from partners.charter_words import clause_title
from rada.platform.models import Heartbeat
from rada.web import clock
from rada.web.clock import VIETNAM
from rada.web.wording import instant, span

SOON = timedelta(minutes=60)
LATE_SWEEP = timedelta(minutes=3)
WEEKS = 8
MOST = 1000
CLAUSES_SHOWN = 6
NEXT = 8
COLOURS = ("#0b6e69", "#b45309", "#b91c1c", "#1d4ed8", "#7c3aed", "#4d7c0f", "#64748b")


class Number(NamedTuple):
    """One number of the home: how many, of what, and where to look."""

    title: str
    figure: str
    note: str
    link: str
    icon: str
    is_alarm: bool


def home(request: HttpRequest) -> dict[str, Any]:
    """The context of the home page."""
    now = clock.now()
    may_see = request.user.has_perm("orders.view_breach")
    return {
        "numbers": _numbers(now) if may_see else [],
        "chart": json.dumps(breaches_by_week(now)) if may_see else "",
        "chart_options": json.dumps(CHART_OPTIONS),
        "next_clocks": _next_clocks(now) if may_see else [],
        "heartbeat": heartbeat(now),
    }


def heartbeat(now: datetime) -> dict[str, Any]:
    """When the sweep last went round, in words, and whether that is too long ago."""
    beat = Heartbeat.objects.filter(name=HEARTBEAT).first()
    if beat is None:
        return {"words": _("No sweep has passed yet."), "is_late": True}
    ago = span(int((now - beat.beat_at).total_seconds() // 60))
    is_late = now - beat.beat_at > LATE_SWEEP
    words = _("Last sweep %(at)s, %(ago)s ago.") % {"at": instant(beat.beat_at, now), "ago": ago}
    return {"words": words, "is_late": is_late}


def breaches_by_week(now: datetime) -> dict[str, Any]:
    """Counted breaches of the last weeks, stacked by the clauses that are broken most; the others together."""
    this_week = _monday(now)
    first = this_week - timedelta(weeks=WEEKS - 1)
    counted = (
        Breach.objects.filter(occurred_at__gte=first, state=Breach.State.COUNTED)
        .annotate(week=TruncWeek("occurred_at", tzinfo=VIETNAM))
        .values_list("clause", "week")
        .annotate(number=Count("pk"))
        .order_by()
    )
    weeks = [first + timedelta(weeks=place) for place in range(WEEKS)]
    table: dict[str, dict[Any, int]] = {}
    for clause, week, number in counted:
        table.setdefault(clause, {})[week.date()] = number
    most = sorted(table, key=lambda clause: (-sum(table[clause].values()), clause))
    rows = [(f"{clause} {clause_title(clause)}", table[clause]) for clause in most[:CLAUSES_SHOWN]]
    if most[CLAUSES_SHOWN:]:
        rows.append((_("other clauses"), _summed([table[clause] for clause in most[CLAUSES_SHOWN:]])))
    return {
        "labels": [f"{week:%d/%m}" for week in weeks],
        "datasets": [
            {"label": label, "data": [row.get(week.date(), 0) for week in weeks], "backgroundColor": colour}
            for (label, row), colour in zip(rows, COLOURS, strict=False)
        ],
    }


def _numbers(now: datetime) -> list[Number]:
    to_check = _capped(Breach.objects.filter(state=Breach.State.TO_CHECK))
    soon = _capped(RunningClock.objects.filter(due_at__gt=now, due_at__lte=now + SOON))
    appeals = _capped(appeals_open())
    photos = _capped(checks_open())
    failing = _capped(Assignment.objects.filter(judge_after__isnull=False, judge_failures__gt=0))
    breaches = reverse("admin:orders_breach_changelist")
    return [
        Number(
            _("Breaches to check"), to_check, _("a person decides"),
            f"{breaches}?state__exact=to_check", "gavel", False,
        ),
        Number(
            _("Appeals to decide"), appeals, _("the oldest first"),
            f"{reverse('admin:complaints_appeal_changelist')}?outcome__exact=open", "balance", False,
        ),
        Number(_("Clocks about to break"), soon, _("within the next hour"), "#clocks", "timer", False),
        Number(
            _("Receipt photos"), photos, _("a person looks"),
            reverse("admin:orders_photocheck_changelist") + "?settled=no", "photo_camera", False,
        ),
        Number(
            _("Cannot be judged"), failing, _("somebody must look"),
            reverse("admin:orders_assignment_changelist"), "error", failing != "0",
        ),
    ]  # fmt: skip


def _next_clocks(now: datetime) -> list[tuple[RunningClock, str]]:
    running = RunningClock.objects.filter(due_at__gt=now).select_related("assignment__order", "partner")
    return [(row, str(clock_words(row).todo)) for row in running.order_by("due_at", "pk")[:NEXT]]


def _capped(rows: Any) -> str:
    """How many rows, counting no farther than people read."""
    number = len(rows.order_by().values_list("pk")[: MOST + 1])
    return str(number) if number <= MOST else f"{MOST}+"


def _monday(now: datetime) -> datetime:
    local = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=local.weekday())


def _summed(rows: list[dict[Any, int]]) -> dict[Any, int]:
    total: dict[Any, int] = {}
    for row in rows:
        for week, number in row.items():
            total[week] = total.get(week, 0) + number
    return total


CHART_OPTIONS = {
    "responsive": True,
    "maintainAspectRatio": False,
    "plugins": {"legend": {"display": True, "position": "bottom"}},
    "scales": {"x": {"stacked": True}, "y": {"stacked": True, "beginAtZero": True, "ticks": {"precision": 0}}},
}
