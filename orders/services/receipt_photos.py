"""The customer's photo of the receipt: what could be read on it, and whether a person should look at it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from orders import permissions, stamp_codes
from orders.models import Assignment, EventKind, Photo, PhotoCheck, Stamp
from orders.photos.intake import Taken
from orders.services import attachments, photo_matches, timeline
from orders.services.stamps import DECLARED, folded
from partners.actors import Actor
from rada.platform.idempotency import Key, once

Reason = PhotoCheck.Reason
# Two orders may get the same photo at the same moment: they are compared one after the other.
COMPARING_LOCK = 20_260_401


@once
def upload(assignment: Assignment, *, by: Actor, taken: Taken, key: Key | None = None) -> int:
    """Record the customer's photo of the receipt and what is read on it; returns its row's number.

    A photo whose stamp cannot be read is taken all the same; whatever is odd about it waits for a person.
    Raises PermissionDenied, NotPossibleNow.
    """
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_act_for_customer, by, locked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COMPARING_LOCK])
    serial = _likeliest(locked, taken.texts)
    twin = _twin_of(locked, serial, taken)
    event = timeline.record(
        assignment,
        EventKind.PHOTO_UPLOADED,
        by=by,
        permission=permissions.can_act_for_customer,
        fields={
            "stamp_read": serial,
            "reused_from": twin.event.event_id if twin is not None else None,
            **attachments.named([taken.stored]),
        },
    )
    photo = Photo.objects.get(event=event)
    photo.file = taken.stored
    photo.save(update_fields=["file"])
    photo_matches.remember(taken.stored, taken.fingerprint)
    if reasons := _reasons(locked, serial, taken.texts, twin):
        PhotoCheck.objects.create(
            event=event, reasons=reasons, other=twin.event if twin is not None else None, created_at=event.recorded_at
        )
    return photo.pk


def stamps_on_receipts(assignment: Assignment) -> list[str]:
    """The serials on the assignment's receipts as stamps compare, the last receipt's first."""
    receipts = assignment.receipts.exclude(stamp="").order_by("-event__at", "-event__seq")
    return [folded(stamp) for stamp in receipts.values_list("stamp", flat=True)]


def _likeliest(assignment: Assignment, texts: Sequence[str]) -> str | None:
    """The serial of a correctly signed code: of several the last receipt's, else one of the partner's rolls."""
    serials = list(dict.fromkeys(serial for text in texts if (serial := stamp_codes.serial_of(text)) is not None))
    issued = stamps_on_receipts(assignment)
    own = Stamp.objects.filter(serial__in=serials, roll__partner=assignment.partner_id)
    ours = set(own.values_list("serial", flat=True)) if len(serials) > 1 else set()
    rank = {serial: place for place, serial in reversed(list(enumerate(issued)))}
    return min(serials, key=lambda serial: (rank.get(serial, len(issued)), serial not in ours), default=None)


def _twin_of(assignment: Assignment, serial: str | None, taken: Taken) -> Photo | None:
    """The earliest photo of another order that shows the same. Two stamps that were read and differ are two receipts.

    A stamp that stands on this order's own receipt is no proof against it: then the other order's photo is the odd one.
    """
    alike = photo_matches.lookalikes(taken.stored.digest, taken.fingerprint, outside=assignment.order)
    found = [photo for photo in alike if not (serial and photo.stamp_read and photo.stamp_read != serial)]
    if serial is not None and serial not in stamps_on_receipts(assignment):
        elsewhere = Photo.objects.filter(stamp_read=serial).exclude(assignment__order=assignment.order_id)
        found += elsewhere.select_related("event").order_by("event__recorded_at", "pk")[:1]
    return min(found, key=lambda photo: (photo.event.recorded_at, photo.pk), default=None)


def _reasons(assignment: Assignment, serial: str | None, texts: Sequence[str], twin: Photo | None) -> list[str]:
    """Why a person should look at the photo; nothing where it is as it should be."""
    reused = [Reason.REUSED.value] if twin is not None else []
    if serial is None:
        unsigned = any(stamp_codes.claims_to_be_one(text) for text in texts)
        return [Reason.UNSIGNED.value if unsigned else Reason.NO_STAMP.value, *reused]
    issued = stamps_on_receipts(assignment)
    differs = [Reason.DIFFERS.value] if issued and issued[0] != serial else []
    return [*_about_the_stamp(assignment, serial), *differs, *reused]


def _about_the_stamp(assignment: Assignment, serial: str) -> list[str]:
    stamp = Stamp.objects.select_related("roll").filter(serial=serial).first()
    if stamp is None:
        return [Reason.UNKNOWN.value]
    if stamp.roll.partner_id != assignment.partner_id:
        return [Reason.OTHER_PARTNER.value]
    if stamp.state in DECLARED:
        return [Reason.LOST.value]
    is_elsewhere = stamp.state == Stamp.State.USED and stamp.assignment_id != assignment.pk
    return [Reason.OTHER_ORDER.value] if is_elsewhere else []
