"""What was kept as long as it may be goes, an order at a time; what something still holds waits, and is looked at anew.

`Order.erase_after` says when there is something to look at, in a partial index: the cost follows what is due.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from orders.models import Erasure, Event, EventKind, Order, Receipt
from orders.personal_data import Kept
from orders.services import erasing, holds
from partners.actors import SYSTEM
from rada.platform.models import AccessToken, Heartbeat, IdempotencyKey, Notice, WebhookEvent
from rada.web import clock

logger = logging.getLogger(__name__)

HEARTBEAT = "retain"
EVERY = timedelta(hours=1)
BATCH = 1000
ROWS = 5000  # of each table without an order, an hour
LOOK_AGAIN = timedelta(days=30)
FAILED_FOR = timedelta(days=1)
LONGEST_WARRANTY_DAYS = 3650  # no stated number of days, however absurd, keeps data longer
Extent = Erasure.Extent


@dataclass(frozen=True)
class Plan:
    """What of an order is due by now, why it waits where it does, and when to look next (None: never)."""

    due: tuple[Extent, ...] = ()
    held: list[str] = field(default_factory=list)
    look_at: datetime | None = None


def retain_hourly() -> int:
    """Retain where nobody did within the hour; any number of callers may ask. Returns how many extents were erased."""
    now = clock.now()
    Heartbeat.objects.get_or_create(name=HEARTBEAT, defaults={"beat_at": now - 2 * EVERY})
    ours = Heartbeat.objects.filter(name=HEARTBEAT, beat_at__lte=now - EVERY).update(beat_at=now)
    return retain(now) if ours else 0


def retain(now: datetime) -> int:
    """Erase what is due by now, each order in a transaction of its own. Returns how many extents were erased."""
    erased = 0
    for pk in list(due_orders(now).values_list("pk", flat=True)[:BATCH]):
        try:
            erased += _look(pk, now)
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.error("retention failed: order %s: %s", pk, type(error).__name__)
            Order.objects.filter(pk=pk).update(erase_after=now + FAILED_FOR)
    for rows in ended_rows(now).values():
        _delete(rows)
    return erased


def due_orders(now: datetime) -> QuerySet[Order]:
    """The orders to look at by now, what is due longest first."""
    return Order.objects.filter(erase_after__lte=now).order_by("erase_after", "pk")


def orders_to_tell(now: datetime, *, everything: bool) -> QuerySet[Order]:
    """The orders that a pass would look at by now; with `everything` those too whose look lies ahead."""
    return Order.objects.filter(erase_after__isnull=False).order_by("pk") if everything else due_orders(now)


def ended_rows(now: datetime) -> dict[Kept, QuerySet]:
    """The rows of machines that have served: keys of forms, private links, webhooks, notices with their deliveries."""
    return {
        Kept.KEYS: IdempotencyKey.objects.filter(created_at__lt=now - term(Kept.KEYS)).order_by("created_at"),
        Kept.LINKS: AccessToken.objects.filter(expires_at__lt=now - term(Kept.LINKS)).order_by("expires_at"),
        Kept.WEBHOOKS: WebhookEvent.objects.filter(created_at__lt=now - term(Kept.WEBHOOKS)).order_by("created_at"),
        Kept.NOTICES: _notices_over(now - term(Kept.NOTICES)),
    }


def look_at_all(now: datetime) -> int:
    """Let retention look at every order anew, as after a term was shortened. Returns how many."""
    return Order.objects.filter(erase_after__gt=now).update(erase_after=now)


def plan(order: Order, now: datetime) -> Plan:
    """What retention would do with an order now. Reads, writes nothing."""
    ends = ends_of(order)
    if held := holds.why_held(order, now=now):
        return Plan(held=held, look_at=now + LOOK_AGAIN)
    if order.erased_at is not None:  # something came in after the person was erased
        return Plan(due=(Extent.PERSON,))
    if ends[Extent.PERSON] <= now:
        return Plan(due=(Extent.PERSON,))
    done = set(order.erasures.values_list("extent", flat=True))
    due = tuple(extent for extent, at in ends.items() if at <= now and extent not in done)
    return Plan(due=due, look_at=min(at for at in ends.values() if at > now))


def ends_of(order: Order) -> dict[Extent, datetime]:
    """When each extent is to go: after the end of the order, the person never before a stated warranty ends.

    Talk about a complaint is kept as long as the person: claims rest on it. While a partner is engaged nothing has an
    end; the dates then are those of an order that ends now.
    """
    ended = holds.ended_at(order) or clock.now()
    person = max(ended + term(Kept.PERSON), *_warranties(order), ended)
    complained = Event.objects.filter(assignment__order=order, kind=EventKind.COMPLAINT_OPENED).exists()
    return {
        Extent.TALK: person if complained else min(ended + term(Kept.TALK), person),
        Extent.PHOTOS: min(ended + term(Kept.PHOTOS), person),
        Extent.PERSON: person,
    }


def term(kept: Kept) -> timedelta:
    """How long something of this kind is kept."""
    return timedelta(days=settings.RETENTION_DAYS[kept.value])


def _notices_over(before: datetime) -> QuerySet[Notice]:
    """Those that were sent, or ended unsent, before an instant."""
    return Notice.objects.filter(Q(sent_at__lt=before) | Q(ended_at__lt=before)).order_by("created_at")


def _warranties(order: Order) -> Iterator[datetime]:
    stated = Receipt.objects.filter(assignment__order=order, warranty_days__gt=0)
    for issued_at, days in stated.values_list("event__at", "warranty_days"):
        yield issued_at + timedelta(days=min(days or 0, LONGEST_WARRANTY_DAYS))


@transaction.atomic
def _look(pk: int, now: datetime) -> int:
    """Erase what is due of one order, and note when to look next; what somebody else holds waits for the next hour."""
    order = Order.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk, erase_after__lte=now).first()
    if order is None:
        return 0
    planned = plan(order, now)
    for extent in planned.due:
        erasing.erase_extent(order, extent, by=SYSTEM, reason=Erasure.Reason.TERM)
    order.erase_after = planned.look_at
    order.save(update_fields=["erase_after"])
    return len(planned.due)


def _delete(rows: QuerySet) -> None:
    """A batch of rows, each table in a statement of its own."""
    pks = list(rows.values_list("pk", flat=True)[:ROWS])
    rows.model._default_manager.filter(pk__in=pks).delete()
