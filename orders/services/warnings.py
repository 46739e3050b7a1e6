"""Tell a partner before a clock breaks, once per clock."""

from __future__ import annotations

from django.db import transaction

from orders.models import RunningClock
from rada.platform import outbox
from rada.web import clock

BATCH = 500


@transaction.atomic
def warn() -> int:
    """Write a notice for each clock whose warning instant has come and which still runs. Returns how many."""
    now = clock.now()
    waiting = RunningClock.objects.select_for_update(skip_locked=True).filter(warned_at__isnull=True, warn_at__lte=now)
    clocks = list(waiting.order_by("warn_at")[:BATCH])
    outbox.tell(
        outbox.notice(
            f"partner:{row.partner_id}",
            f"clock:{row.assignment_id}:{row.rule}:{row.subject}",
            "warning",
            at=now,
            facts={"rule": row.rule, "assignment": row.assignment_id, "due_at": row.due_at.isoformat()},
        )
        for row in clocks
        if row.due_at > now
    )
    RunningClock.objects.filter(pk__in=[row.pk for row in clocks]).update(warned_at=now)
    return len(clocks)
