"""The home of operations: what waits for a person, one's own work, and the last weeks in charts. Bounded queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders.models import RunningClock
from orders.services.sweeping import HEARTBEAT
from orders.wording import clock_words
from rada.desk.home import charts, numbers, partners, work
from rada.desk.sidebar import MayView
from rada.platform.models import Heartbeat
from rada.web import clock
from rada.web.wording import instant, span

LATE_SWEEP = timedelta(minutes=3)
NEXT = 8


def home(request: HttpRequest) -> dict[str, Any]:
    """The context of the home page: of each part, what this person may see elsewhere too."""
    now, user = clock.now(), request.user
    return {
        "now": now,
        "numbers": numbers.numbers(request, now),
        "own_work": work.own_work(request, now),
        "charts": charts.charts(request, now),
        "sees_scores": MayView("complaints.scorecard")(request),
        "at_risk": partners.at_risk(request, now),
        "shows_clocks": user.has_perm("orders.view_assignment"),
        "next_clocks": _next_clocks(now) if user.has_perm("orders.view_assignment") else [],
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


def _next_clocks(now: datetime) -> list[tuple[RunningClock, str]]:
    running = RunningClock.objects.filter(due_at__gt=now).select_related("assignment__order", "partner")
    return [(row, str(clock_words(row).todo)) for row in running.order_by("due_at", "pk")[:NEXT]]
