"""Send what waits in the outbox of webhooks: in order for each thing, several receivers at once, again after a pause.

An event is claimed first and left to nobody else until its lease ends; no lock is held while it is sent, so any number
of senders may run at once. One that is killed half-way sends it again, with the same id.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from rada.platform.webhooks import keys, outbox, pauses, posting, receivers, signing
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent, WebhookTry
from rada.platform.webhooks.posting import Answer
from rada.web import clock

AT_ONCE = 8
# A receiver that is slow or away takes no more than its share of the lines.
AT_ONCE_TO_ONE = 2
# A pass stops taking up more after this long: whoever sweeps has clocks to watch.
SECONDS_A_PASS = 5.0
LEASE = timedelta(minutes=1)  # longer than any try takes
WAITING = WebhookEvent.State.WAITING


@dataclass(frozen=True)
class Claimed:
    """One try, ready to be sent by a thread that touches no database."""

    event: WebhookEvent
    url: str
    headers: dict[str, str]
    body: bytes


def send_waiting() -> int:
    """Send each event whose time has come, once. Returns how many were delivered."""
    until, delivered = time.monotonic() + SECONDS_A_PASS, 0
    under_way: dict[Future[Answer], Claimed] = {}
    with ThreadPoolExecutor(AT_ONCE) as lines:
        while True:
            while time.monotonic() < until and len(under_way) < AT_ONCE and (claimed := _claim(_busy(under_way))):
                under_way[lines.submit(posting.post, claimed.url, claimed.headers, claimed.body)] = claimed
            if not under_way:
                return delivered
            for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                delivered += _note(under_way.pop(done).event, done.result())


def _busy(under_way: dict[Future[Answer], Claimed]) -> list[int]:
    """The endpoints that have their share of the lines."""
    lines = Counter(claimed.event.endpoint_id for claimed in under_way.values())
    return [pk for pk, count in lines.items() if count >= AT_ONCE_TO_ONE]


@transaction.atomic
def _claim(busy: Collection[int]) -> Claimed | None:
    """The next event that may be tried: nothing earlier about the same thing waits for the same endpoint."""
    now = clock.now()
    earlier = WebhookEvent.objects.filter(
        endpoint=OuterRef("endpoint"), about=OuterRef("about"), pk__lt=OuterRef("pk"), state=WAITING
    )
    due = (
        WebhookEvent.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("endpoint")
        .filter(~Exists(earlier), state=WAITING, try_at__lte=now)
        .exclude(endpoint__state=WebhookEndpoint.State.OFF)
        .exclude(endpoint__in=busy)
    )
    event = due.order_by("try_at", "pk").first()
    if event is None:
        return None
    event.attempts, event.try_at = event.attempts + 1, now + LEASE
    event.save(update_fields=["attempts", "try_at"])
    body = body_of(event)
    headers = {
        "content-type": "application/json",
        "user-agent": "Rada-Webhooks/1",
        **signing.headers(event.message_id, now, body, keys.signing_secrets(event.endpoint, at=now)),
    }
    return Claimed(event, event.endpoint.url, headers, body)


def body_of(event: WebhookEvent) -> bytes:
    """What is sent and signed: the same bytes at every try."""
    told = {"type": event.kind, "timestamp": outbox.instant(event.created_at), "data": event.data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@transaction.atomic
def _note(event: WebhookEvent, answer: Answer) -> bool:
    """Keep the try, and say what follows for the event and for its receiver. Whether it was delivered.

    What somebody decided about the event meanwhile stands.
    """
    endpoint = receivers.lock(event.endpoint_id)
    now = clock.now()
    WebhookTry.objects.create(
        event=event, tried_at=now, status=answer.status, words=answer.words[:100], milliseconds=answer.milliseconds
    )
    ours = WebhookEvent.objects.filter(pk=event.pk, state=WAITING, attempts=event.attempts)
    pause = pauses.before_next(event.attempts)
    if answer.arrived:
        ours.update(state=WebhookEvent.State.DELIVERED, finished_at=now)
        receivers.went_well(endpoint)
    elif answer.is_gone:
        ours.update(state=WebhookEvent.State.GIVEN_UP, finished_at=now)
        receivers.switch_off(endpoint, WebhookEndpoint.OffReason.GONE, at=now)
    elif pause is not None:
        ours.update(try_at=now + pause)
        receivers.failed(endpoint, at=now)
    else:
        ours.update(state=WebhookEvent.State.GIVEN_UP, finished_at=now)
        receivers.gave_up(endpoint, at=now)
    return answer.arrived
