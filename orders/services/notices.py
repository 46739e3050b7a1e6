"""Send what the outbox holds for inboxes, where sending is making visible, and write its copies for other channels."""

from __future__ import annotations

import time

from django.db import transaction
from django.db.models import Q

from orders.services import copies
from rada.platform.models import Delivery, Notice
from rada.web import clock

BATCH = 500
# A pass stops taking up more after this long: whoever sweeps has clocks to watch.
SECONDS_A_PASS = 5.0


def send_waiting() -> int:
    """Send each waiting notice once, keep the delivery as evidence, write its copies. Returns how many were sent.

    Batches follow each other until none waits, or the pass has taken its time.
    """
    until, sent, last = time.monotonic() + SECONDS_A_PASS, 0, BATCH
    while last == BATCH and time.monotonic() < until:
        last = _send_batch()
        sent += last
    return sent


@transaction.atomic
def _send_batch() -> int:
    now = clock.now()
    ready = Notice.objects.select_for_update(skip_locked=True).filter(
        sent_at__isnull=True, channel=Notice.Channel.INBOX
    )
    notices = list(ready.filter(Q(hold_until__isnull=True) | Q(hold_until__lte=now)).order_by("created_at")[:BATCH])
    Delivery.objects.bulk_create(Delivery(notice=row, tried_at=now, succeeded=True, answer="inbox") for row in notices)
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(sent_at=now, attempts=1)
    copies.write(notices, at=now)
    return len(notices)
