"""Running clocks as rows, so that lists and warnings need not judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orders.models import RunningClock

if TYPE_CHECKING:
    from orders.services.judging import Judged

WARN_AFTER_PERCENT = 75


def keep(judged: Sequence[Judged]) -> None:
    """Replace the clocks of these assignments by what the judge says runs now; a clock that goes on keeps its row."""
    wanted = {
        (each.assignment.pk, obligation.rule, obligation.subject): (each.assignment, obligation)
        for each in judged
        for obligation in each.verdict.obligations
    }
    stale = []
    for clock in RunningClock.objects.filter(assignment_id__in=[each.assignment.pk for each in judged]):
        key = (clock.assignment_id, clock.rule, clock.subject)
        if key in wanted and wanted[key][1].due_at == clock.due_at:
            del wanted[key]
        else:
            stale.append(clock.pk)
    if stale:
        RunningClock.objects.filter(pk__in=stale).delete()
    if wanted:
        RunningClock.objects.bulk_create(
            RunningClock(
                assignment=assignment,
                partner_id=assignment.partner_id,
                rule=obligation.rule,
                subject=obligation.subject,
                due_at=obligation.due_at,
                started_at=obligation.started_at,
                warn_at=obligation.instant_after(WARN_AFTER_PERCENT),
            )
            for assignment, obligation in wanted.values()
        )
