"""Ring the browsers that asked for it: of a new offer the partner's office, of a new job its technician.

What to ring stands in the outbox. A message is tried at most five times; a browser that has taken it is not asked
again, one that is gone is forgotten. A ring that is killed half-way is repeated: it replaces itself on the phone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from orders.models import Assignment, RunningClock, Status
from orders.wording.rings import job_ring, offer_ring
from partners.models import PushDevice
from partners.services.push import browsers_of, note_try
from rada.lib.web_push import Browser
from rada.platform import outbox
from rada.platform.channels import push
from rada.platform.models import Delivery, Notice
from rada.web import clock

RINGING = frozenset({"offer", "assigned"})
MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
AT_ONCE = 8
# A pass stops taking up more after this long: whoever sweeps has clocks to watch.
SECONDS_A_PASS = 5.0
JOB_RINGS_FOR = timedelta(hours=2)


class Ring(NamedTuple):
    """What is said, and until when it is worth saying."""

    message: dict[str, Any]
    until: datetime


def notices(audience: str, assignment: Assignment, level: str, *, at: datetime, subject: str = "") -> list[Notice]:
    """What the outbox is to ring, not yet written; nothing where push is off, or for what nobody needs to be rung."""
    if not push.is_on() or level not in RINGING:
        return []
    told = outbox.notice(audience, subject or f"assignment:{assignment.pk}", level, at=at, facts={})
    told.channel = Notice.Channel.PUSH
    return [told]


def ring() -> int:
    """Ring for what waits in the outbox. Returns how many messages were taken by a push service.

    Any number of ringers may run at once: each takes a notice for a while and holds no lock while it sends.
    """
    begun, taken = time.monotonic(), 0
    while push.is_on() and time.monotonic() - begun < SECONDS_A_PASS and (notice := _next()) is not None:
        taken += _ring_for(notice)
    return taken


def _next() -> Notice | None:
    return outbox.claim(Notice.Channel.PUSH, most_tries=MOST_TRIES, first_wait=FIRST_WAIT)


def _ring_for(notice: Notice) -> int:
    now, reached = clock.now(), _reached(notice)
    ring = _ring_of(notice, now)
    left = [each for each in browsers_of(notice.audience) if f"browser:{each.pk}" not in reached]
    if ring is None or ring.until <= now:
        return _close(notice, Notice.Unsent.OVERTAKEN, now, was_rung=bool(reached))
    if not left:
        return _close(notice, Notice.Unsent.NOBODY, now, was_rung=bool(reached))
    with ThreadPoolExecutor(AT_ONCE) as lines:
        answers = list(lines.map(lambda browser: _send(browser, ring, now), left))
    taken = _keep(notice, list(zip(left, answers, strict=True)), now)
    was_rung = bool(reached or taken)
    if all(answer.arrived or answer.is_gone for answer in answers) or (was_rung and notice.attempts >= MOST_TRIES):
        _close(notice, Notice.Unsent.NOBODY, now, was_rung=was_rung)
    return taken


def _send(browser: PushDevice, ring: Ring, now: datetime) -> push.Answer:
    """Runs in a thread of its own and touches no database."""
    left = (ring.until - now).total_seconds()
    where = Browser(browser.endpoint, browser.p256dh, browser.auth)
    return push.send(where, ring.message, ttl_seconds=left, topic=ring.message["tag"])


@transaction.atomic
def _keep(notice: Notice, tried: Sequence[tuple[PushDevice, push.Answer]], now: datetime) -> int:
    """Keep each try as evidence; a browser that is gone is forgotten. Returns how many were taken."""
    Delivery.objects.bulk_create(
        Delivery(
            notice=notice, tried_at=now, succeeded=answer.arrived, answer=f"browser:{browser.pk} {answer.words}"[:200]
        )
        for browser, answer in tried
    )
    for browser, answer in tried:
        note_try(browser, arrived=answer.arrived, is_gone=answer.is_gone)
    return sum(answer.arrived for _browser, answer in tried)


def _close(notice: Notice, why: Notice.Unsent, now: datetime, *, was_rung: bool) -> int:
    """Try nothing more: some browser was rung, else `why` none was. Returns 0, as nothing was taken."""
    if was_rung:
        Notice.objects.filter(pk=notice.pk).update(sent_at=now)
    else:
        outbox.end(notice, why)
    return 0


def _reached(notice: Notice) -> set[str]:
    return {each.answer.split(" ")[0] for each in notice.deliveries.filter(succeeded=True)}


def _ring_of(notice: Notice, now: datetime) -> Ring | None:
    """The words, or None where there is nothing to ring for any more: answered, withdrawn, given to somebody else."""
    pk = int(notice.subject.split(":")[1])
    assignment = Assignment.objects.select_related("order__service").filter(pk=pk).first()
    if assignment is None:
        return None
    if notice.level == "offer":
        running = RunningClock.objects.filter(assignment=assignment, rule="A1.unanswered").first()
        if assignment.status != Status.OFFERED or running is None:
            return None
        return Ring(offer_ring(assignment, running.due_at, now), running.due_at)
    is_theirs = notice.audience == f"member:{assignment.technician_id}" and assignment.is_engaged
    return Ring(job_ring(assignment), notice.created_at + JOB_RINGS_FOR) if is_theirs else None
