"""Tell a partner, and the technician whose job it is, before a clock breaks: once per clock.

A rule that is only tried or switched off breaks nothing for anybody: its promise stands, its clock runs, nobody is
warned.
"""

from __future__ import annotations

from django.db import transaction

from orders import rule_modes
from orders.models import RuleMode, RunningClock
from partners.models import Member
from rada.platform import outbox
from rada.web import clock

BATCH = 500


@transaction.atomic
def warn() -> int:
    """Write a notice for each clock whose warning instant has come and which still runs. Returns how many."""
    now = clock.now()
    running = RunningClock.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = running.filter(warned_at__isnull=True, warn_at__lte=now).select_related("assignment__technician")
    clocks = list(waiting.order_by("warn_at")[:BATCH])
    modes = rule_modes.read() if clocks else rule_modes.Modes([])
    outbox.tell(
        outbox.notice(
            audience,
            f"clock:{row.assignment_id}:{row.rule}:{row.subject}",
            "warning",
            at=now,
            facts={"rule": row.rule, "assignment": row.assignment_id, "due_at": row.due_at.isoformat()},
        )
        for row in clocks
        if row.due_at > now and modes.at(row.rule, now) == RuleMode.Mode.LIVE
        for audience in _whom(row)
    )
    RunningClock.objects.filter(pk__in=[row.pk for row in clocks]).update(warned_at=now)
    return len(clocks)


def _whom(row: RunningClock) -> list[str]:
    """The partner's office, and the job's technician; who is of the office reads the partner's already."""
    technician = row.assignment.technician
    own = [f"member:{technician.pk}"] if technician is not None and technician.role == Member.Role.TECHNICIAN else []
    return [f"partner:{row.partner_id}", *own]
