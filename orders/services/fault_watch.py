"""Notice that nothing goes out by a channel any more, and propose what that excuses. A person decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from orders.models import PlatformFault
from orders.models.faults import CHANNELS, Touched
from partners.people import staff_trusted_with
from rada.platform import failures, outbox
from rada.web import clock

# So many lost within so long, and none sent since the first of them was tried: the channel as a whole is away.
FEWEST = 10
LOOKED_AT = timedelta(hours=2)
CONFIRMING = "orders.add_closure"


def watch() -> int:
    """Record a fault for each channel that is away, or let the one that stands go on. Returns how many are new."""
    now = clock.now()
    lost = failures.lost_since(now - LOOKED_AT)
    return sum(_look(channel, now) for channel in CHANNELS if lost.get(channel, 0) >= FEWEST)


@transaction.atomic
def _look(channel: Touched, now: datetime) -> bool:
    known = PlatformFault.objects.filter(touched=channel, recorded_by__isnull=True).order_by("-ends_at")
    last = known.select_for_update().first()
    if last is not None and last.is_open:
        if not failures.went_out(channel, since=last.starts_at):
            PlatformFault.objects.filter(pk=last.pk).update(ends_at=now)
        return False
    since = max(now - LOOKED_AT, last.ends_at) if last is not None else now - LOOKED_AT
    starts_at = failures.away_from(channel, lost_since=since, fewest=FEWEST)
    if starts_at is None:
        return False
    return _record(channel, starts_at, now)


def _record(channel: Touched, starts_at: datetime, now: datetime) -> bool:
    """False where another worker was faster."""
    fault = PlatformFault(touched=channel, starts_at=starts_at, ends_at=now, recorded_at=now)
    try:
        with transaction.atomic():
            fault.save()
    except IntegrityError:
        return False
    facts: dict[str, object] = {"fault": fault.pk, "touched": channel.value, "starts_at": starts_at.isoformat()}
    outbox.tell(
        outbox.notice(f"staff:{user.pk}", f"fault:{fault.pk}", "fault_proposed", at=now, facts=facts)
        for user in staff_trusted_with(CONFIRMING)
    )
    return True
