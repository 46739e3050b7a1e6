"""Messages that wait for the care hours. Until one is sent it is no event, and counts for nothing.

It is recorded as its author's act at the instant at which it is sent. Any number of senders may run at once: each
message is one transaction under its order's lock, so that it is sent exactly once, also where a sender is killed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from orders import care, permissions, transitions
from orders.models import Assignment, EventKind, Order, ScheduledMessage
from orders.services import messages, timeline
from partners.actors import Actor, actor_of
from rada.platform import outbox
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile
from rada.web import clock

logger = logging.getLogger(__name__)

MOST_WAITING = 5
BATCH = 500
REFUSED_SHOWN = timedelta(days=7)
TRY_AGAIN = timedelta(minutes=1)
WAITING = Q(sent_at__isnull=True, taken_back_at__isnull=True, refused_at__isnull=True)


class NothingToWaitFor(timeline.Refused):
    """The care hours have begun: the message can be sent at once."""

    def __str__(self) -> str:
        return _("The care hours have begun, so nothing needs to wait. Send the message now.")


class TooManyWaiting(timeline.Refused):
    """As many messages wait as may."""

    def __str__(self) -> str:
        return _("%(count)s messages of this order wait already. Take one back, or write all of it in one.") % {
            "count": MOST_WAITING
        }


class NotWaiting(timeline.Refused):
    """The message waits no longer: it was sent, or somebody took it back."""

    def __str__(self) -> str:
        return _("This message does not wait any more: it was sent, or somebody took it back.")


@once
def wait(
    assignment: Assignment, *, by: Actor, text: str, files: Sequence[StoredFile] = (), key: Key | None = None
) -> int:
    """Keep a partner's message until the care hours begin. Returns its primary key.

    Raises NothingToWaitFor inside the hours, TooManyWaiting, and what `messages.written` raises.
    """
    kept = messages.written(text, files)
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_work_on_assignment, by, locked)
    if transitions.step(EventKind.MESSAGE, locked.status, by.kind) is None:
        raise timeline.NotPossibleNow(EventKind.MESSAGE, locked.status)
    now = clock.now()
    if care.is_open(locked, now):
        raise NothingToWaitFor
    if waiting_in(locked).count() >= MOST_WAITING:
        raise TooManyWaiting
    message = ScheduledMessage.objects.create(
        assignment=locked,
        author_id=by.user.pk if by.user else 0,
        text=kept,
        send_at=care.opens_at(locked, now),
        created_at=now,
    )
    message.files.set(files)
    return message.pk


@once
def take_back(assignment: Assignment, *, by: Actor, message: int, key: Key | None = None) -> int:
    """End the waiting before the message is sent; its text stays to be written anew. Returns its primary key."""
    locked = timeline.lock(assignment)
    waiting = _locked(locked, message)
    _require_own(by, locked, waiting)
    waiting.taken_back_at = clock.now()
    waiting.save(update_fields=["taken_back_at"])
    return waiting.pk


@once
def send_now(assignment: Assignment, *, by: Actor, message: int, key: Key | None = None) -> None:
    """Send a waiting message at once, as an act of whoever says so: outside the care hours it costs what they cost."""
    locked = timeline.lock(assignment)
    waiting = _locked(locked, message)
    _require_own(by, locked, waiting)
    _record(locked, waiting, by)


def waiting_in(assignment: Assignment) -> QuerySet[ScheduledMessage]:
    """What waits in an order, the first to be sent first."""
    return ScheduledMessage.objects.filter(WAITING, assignment=assignment).order_by("send_at", "pk")


def shown_in(assignment: Assignment, *, now: datetime) -> list[ScheduledMessage]:
    """What waits in an order, and what could not be sent lately, each with its author and photos: two queries."""
    lately = Q(refused_at__gt=now - REFUSED_SHOWN)
    found = ScheduledMessage.objects.filter(WAITING | lately, assignment=assignment).select_related("author")
    return list(found.prefetch_related("files").order_by("send_at", "pk"))


def ended(assignment: Assignment, pk: int) -> ScheduledMessage | None:
    """A message of this order that was taken back or could not be sent: its text may be used again."""
    unsent = ScheduledMessage.objects.filter(assignment=assignment, pk=pk, sent_at__isnull=True)
    return unsent.exclude(taken_back_at__isnull=True, refused_at__isnull=True).first()


def may_change(actor: Actor, assignment: Assignment, message: ScheduledMessage) -> bool:
    """Whoever wrote it, and the partner's office."""
    own = actor.user is not None and message.author_id == actor.user.pk
    return permissions.can_work_on_assignment(actor, assignment) and (own or actor.is_dispatching)


def send_due() -> int:
    """Send every message whose hour has come, each once. Returns how many were sent.

    An order that somebody else holds is left to the next pass; a message that fails holds up no other.
    """
    due = ScheduledMessage.objects.filter(WAITING, send_at__lte=clock.now()).order_by("send_at", "pk")
    sent = 0
    for pk, order_id in list(due.values_list("pk", "assignment__order_id")[:BATCH]):
        try:
            sent += _send_one(pk, order_id)
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.error("sending a message that waited failed: %s: %s", pk, type(error).__name__)
            ScheduledMessage.objects.filter(pk=pk).update(send_at=clock.now() + TRY_AGAIN)
    return sent


@transaction.atomic
def _send_one(pk: int, order_id: int) -> bool:
    free = Order.objects.select_for_update(no_key=True, skip_locked=True).only("pk").filter(pk=order_id)
    if not free:
        return False
    message = ScheduledMessage.objects.select_related("assignment", "author").get(pk=pk)
    locked = timeline.lock(message.assignment)
    now = clock.now()
    waiting = waiting_in(locked).filter(pk=pk, send_at__lte=now).select_for_update(no_key=True).first()
    if waiting is None:
        return False
    if not care.is_open(locked, now):
        # Nobody sent it while the hours were open. A message at night would be the very breach it waited for.
        ScheduledMessage.objects.filter(pk=pk).update(send_at=care.opens_at(locked, now))
        return False
    try:
        _record(locked, waiting, actor_of(message.author))
    except (timeline.Refused, PermissionDenied):
        _refuse(locked, waiting, now)
        return False
    return True


def _record(assignment: Assignment, message: ScheduledMessage, by: Actor) -> None:
    """Make it an event. The text lives on beside the event alone, where it can be erased."""
    event = messages.record(assignment, by=by, text=message.text, files=list(message.files.order_by("pk")))
    message.sent_at, message.event, message.text = event.at, event, ""
    message.save(update_fields=["sent_at", "event", "text"])
    message.files.clear()


def _refuse(assignment: Assignment, message: ScheduledMessage, now: datetime) -> None:
    """It cannot be sent any more: the order ended, or its author left. The office is told; the text stays to copy."""
    message.refused_at = now
    message.save(update_fields=["refused_at"])
    subject = f"assignment:{assignment.pk}:message:{message.pk}"
    facts: dict[str, object] = {"order": assignment.order.code}
    outbox.tell([outbox.notice(f"partner:{assignment.partner_id}", subject, "unsent", at=now, facts=facts)])


def _locked(assignment: Assignment, pk: int) -> ScheduledMessage:
    found = waiting_in(assignment).filter(pk=pk).select_for_update(no_key=True).first()
    if found is None:
        raise NotWaiting
    return found


def _require_own(by: Actor, assignment: Assignment, message: ScheduledMessage) -> None:
    if not may_change(by, assignment, message):
        raise PermissionDenied
