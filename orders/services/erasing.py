"""Erasing a person: by the map of `orders.personal_data`, everywhere in one transaction, files right after it.

Judged facts stay: events, breaches, rows made from events alone. Every timeline still verifies, and judging again says
the same. Upper apps erase what they hold by `also(step)`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from orders import permissions, references
from orders.models import (
    Attachment,
    BreachDecision,
    Closure,
    CustomerCall,
    DataRequestStep,
    Erasure,
    EventKind,
    Order,
    OrderPhoto,
    PhoneCode,
    Photo,
    PhotoCheck,
    Remark,
    Review,
    ScheduledMessage,
)
from orders.photos import intake, tidying
from orders.services import holds, links, offers, remarks, timeline
from partners.actors import SYSTEM, Actor
from rada.platform.idempotency import Key, once
from rada.platform.models import IdempotencyKey, Notice, StoredFile
from rada.web import clock

logger = logging.getLogger(__name__)

Extent = Erasure.Extent
# Says of one order what it holds of the extent: erases it, and returns how many rows of each table were touched and
# which stored files nothing of it refers to any more.
Erased = tuple[dict[str, int], set[int]]
Step = Callable[[Order, Extent], Erased]
PAPERS = (EventKind.QUOTED, EventKind.PART_REPLACED, EventKind.CHECKLIST_DONE, EventKind.RECEIPT_ISSUED)
EMPTY = {"customer_name": "", "customer_phone": "", "address": "", "description": ""}
_steps: list[Step] = []


class ErasedBefore(timeline.Refused):
    """Nothing personal is left."""

    def __str__(self) -> str:
        return _("This person was erased before. Nothing personal is left.")


class Held(timeline.Refused):
    """The data must stay for now; its text says why."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(*reasons)

    def __str__(self) -> str:
        return _("Nothing was erased. %(reasons)s") % {"reasons": " ".join(self.reasons)}


def also(step: Step) -> None:
    """Let an upper app erase what it holds of an order; called from its `ready()`."""
    if step not in _steps:
        _steps.append(step)


@once
def erase(order: Order, *, by: Actor, reason: str, key: Key | None = None) -> int:
    """Remove the person from an order for good. Returns the primary key of the record that it was done.

    `reason` is one of `Erasure.Reason`. Raises PermissionDenied, ValueError for another reason, ErasedBefore, Held
    while anything holds the data.
    """
    if not permissions.can_erase(by):
        raise PermissionDenied
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.erased_at is not None:
        raise ErasedBefore
    if reasons := holds.why_held(locked, now=clock.now()):
        raise Held(reasons)
    return erase_extent(locked, Extent.PERSON, by=by, reason=reason).pk


def erase_extent(order: Order, extent: str, *, by: Actor, reason: str) -> Erasure:
    """Erase one extent of an order that the caller has locked and knows to be free; record that it was done."""
    asked, why = Extent(extent), Erasure.Reason(reason)
    counts: Counter[str] = Counter()
    files: set[int] = set()
    for step in (*STEPS[asked], *_steps):
        told, let_go = step(order, asked)
        counts.update(told)
        files |= let_go
    counts["StoredFile"] = _remove_files(files)
    now = clock.now()
    if asked == Extent.PERSON:
        order.erased_at, order.erase_after = order.erased_at or now, None
        order.save(update_fields=["erased_at", "erase_after"])
    logger.info("erased: order %s, %s, %s, by %s", order.pk, asked, why, by.user.pk if by.user else by.kind)
    return Erasure.objects.create(
        order=order, extent=asked, reason=why, erased_at=now, erased_by=by.user,
        counts={name: number for name, number in sorted(counts.items()) if number},
    )  # fmt: skip


def _person(order: Order, extent: Extent) -> Erased:
    """Who and where; the search keys follow in `save`. Nobody is sent to somebody who is gone."""
    for name, empty in EMPTY.items():
        setattr(order, name, empty)
    if order.reference:
        order.reference = references.erased(order.reference)
    if order.state == Order.State.OPEN:
        offers.withdraw_waiting(order, by=SYSTEM)
        order.state = Order.State.CANCELLED
    order.save(update_fields=[*EMPTY, "reference", "state"])
    return {"Order": 1}, set()


def _texts(order: Order, extent: Extent) -> Erased:
    """What stands beside events: the words of quotes, parts and receipts only with the person."""
    beside = Remark.objects.filter(event__assignment__order=order)
    if extent != Extent.PERSON:
        beside = beside.exclude(event__kind__in=PAPERS)
    return {"Remark": remarks.erase(beside)}, set()


def _notes(order: Order, extent: Extent) -> Erased:
    """What people wrote beside decisions, closures, calls and requests, and what waits to be sent."""
    waiting = ScheduledMessage.objects.filter(assignment__order=order)
    waiting.filter(sent_at=None, taken_back_at=None, refused_at=None).update(taken_back_at=clock.now())
    beside: dict[str, QuerySet] = {
        "BreachDecision": BreachDecision.objects.filter(breach__assignment__order=order),
        "Closure": Closure.objects.filter(order=order),
        "CustomerCall": CustomerCall.objects.filter(order=order),
        "DataRequestStep": DataRequestStep.objects.filter(request__order=order),
        "PhotoCheck": PhotoCheck.objects.filter(event__assignment__order=order),
    }
    counts = {name: rows.exclude(note="").update(note="") for name, rows in beside.items()}
    said: dict[str, QuerySet] = {
        "Review": Review.objects.filter(assignment__order=order),
        "ScheduledMessage": waiting,
    }
    return counts | {name: rows.exclude(text="").update(text="") for name, rows in said.items()}, set()


def _photos(order: Order, extent: Extent) -> Erased:
    """Photos of the request, in the chat, of parts, of receipts, and those that wait; what was read on one stays."""
    asked = OrderPhoto.objects.filter(order=order)
    beside = Attachment.objects.filter(assignment__order=order)
    read = Photo.objects.filter(assignment__order=order, file__isnull=False)
    waiting = ScheduledMessage.files.through.objects.filter(scheduledmessage__assignment__order=order)
    files = {*beside.values_list("file_id", flat=True), *read.values_list("file_id", flat=True)}
    files |= {*asked.values_list("file_id", flat=True), *waiting.values_list("storedfile_id", flat=True)}
    shown = Q(event__in=beside.values("event")) | Q(event__in=read.values("event"))
    naming = Remark.objects.filter(shown, field="extra")
    counts = {"Remark": remarks.erase(naming), "Photo": read.update(file=None)}
    counts["Attachment"], _each = beside.delete()
    counts["OrderPhoto"], _each = asked.delete()
    waiting.delete()
    return counts, files  # type: ignore[return-value]


def _ways_in(order: Order, extent: Extent) -> Erased:
    """The private links, what the customer was told, and the keys of what the customer sent."""
    name = f"order:{order.pk}"
    told, _each = Notice.objects.filter(audience=name).delete()
    keys, _each = IdempotencyKey.objects.filter(scope__in=[name, f"photos:{name}", f"api:{name}"]).delete()
    codes, _each = PhoneCode.objects.filter(order=order).delete()
    ways = {"AccessToken": links.revoke_all(order), "Notice": told, "IdempotencyKey": keys, "PhoneCode": codes}
    return ways, set()


STEPS: dict[Extent, tuple[Step, ...]] = {
    Extent.TALK: (_texts, _notes),
    Extent.PHOTOS: (_photos,),
    Extent.PERSON: (_photos, _texts, _notes, _person, _ways_in),
}


def _remove_files(pks: Iterable[int]) -> int:
    """Remove rows that nothing refers to any more now, and their files once that is certain.

    A process that dies in between leaves files without a row, which the hourly tidying removes.
    """
    loose = StoredFile.objects.filter(pk__in=tidying.unused().filter(pk__in=pks).values("pk"))
    pairs = list(loose.values_list("storage_name", "thumbnail_name"))
    removed, _each = loose.delete()
    names = [name for pair in pairs for name in pair if name]
    transaction.on_commit(lambda: intake.forget(names))
    return removed
