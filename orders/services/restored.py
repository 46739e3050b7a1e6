"""After a restore: what was erased since the backup is erased again, and everything is proved.

Whom the logs since the backup call erased they call by number alone; the backup knows those numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from orders.models import Assignment, Erasure, Event, Order
from orders.services import erasing, rebuilding, retention, verifying
from partners.actors import SYSTEM
from rada.platform.models import StoredFile
from rada.web import clock

SAID = re.compile(r"erased: order (\d+), person, (\w+), by ")
# Hosts tell their own time in logs, and an erasure may have been under way when the backup began.
BEFORE = timedelta(hours=1)


def facts() -> dict[str, str]:
    """What tells this state of the timelines from every other: the hash of the last event."""
    last = Event.objects.order_by("-pk").values_list("hash", flat=True).first()
    return {"last_event": last or ""}


def erase_again(lines: Iterable[str], *, since: datetime) -> int:
    """Erase the persons whom lines of production's log call erased since the backup. Returns how many orders.

    Raises ValueError for a line that tells of an erasure and not when.
    """
    erased = 0
    for pk, reason in sorted(_persons_erased(lines, since - BEFORE)):
        with transaction.atomic():
            order = Order.objects.select_for_update(no_key=True).filter(pk=pk, erased_at=None).first()
            if order is not None:
                erasing.erase_extent(order, Erasure.Extent.PERSON, by=SYSTEM, reason=reason)
                erased += 1
    return erased


def retain_all() -> int:
    """Look at every order anew, and erase what has reached its term since. Returns how many extents."""
    now = clock.now()
    retention.look_at_all(now)
    erased = retention.retain(now)
    while retention.due_orders(now).exists():
        erased += retention.retain(now)
    return erased


def differences() -> Iterator[str]:
    """A line for each timeline that is broken, projection that differs, and photo that is not in the storage."""
    for _assignment, problem in verifying.breaks(Assignment.objects.all()):
        if problem is not None:
            yield str(problem)
    for proof in rebuilding.rebuild(Assignment.objects.all(), repair=False):
        for difference in proof.differences:
            yield f"{proof.assignment.order.code}/{proof.assignment.pk}: {difference}"
    for stored in StoredFile.objects.order_by("pk").iterator(2000):
        for name in filter(None, (stored.storage_name, stored.thumbnail_name)):
            if not default_storage.exists(name):
                yield f"{name}: the photo is not in the storage."


def _persons_erased(lines: Iterable[str], since: datetime) -> set[tuple[int, str]]:
    found = set()
    for line in lines:
        if (said := SAID.search(line)) and _time_of(line) >= since:
            found.add((int(said[1]), said[2]))
    return found


def _time_of(line: str) -> datetime:
    """When a line of production's log was written, aware; what a collector put before it is passed over.

    Raises ValueError for another line.
    """
    return datetime.fromisoformat(json.loads(line[line.find("{") :])["time"])
