"""Reports that cannot have happened in that order: a person looks at each and says so."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from orders.models import OddReport
from partners.actors import Actor
from rada.web import clock


@transaction.atomic
def settle(report: OddReport, *, by: Actor) -> None:
    """Take a report off the queue; the event stays as it was reported. Settling twice keeps the first."""
    if not by.is_staff or by.user is None:
        raise PermissionDenied
    locked = OddReport.objects.select_for_update().get(pk=report.pk)
    if locked.settled_at is None:
        locked.settled_at, locked.settled_by = clock.now(), by.user
        locked.save(update_fields=["settled_at", "settled_by"])
