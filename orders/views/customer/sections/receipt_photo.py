"""Sections of a customer's order: the receipt's photo, before everything while it is wanted, among the papers else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from orders import transitions
from orders.forms.photos import owner_of
from orders.forms.receipt_photos import ReceiptPhotoForm
from orders.models import EventKind, Photo, Status
from orders.services.receipt_photos import stamps_on_receipts
from orders.wording.receipt_photos import Seen, better_picture, seen_on

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage

ASKED_FOR_BY = frozenset({EventKind.PHOTO_REQUESTED, EventKind.RECEIPT_ISSUED})


class Sent(NamedTuple):
    """A photo that was sent, and what was seen on it."""

    photo: Photo
    seen: Seen


def wanted(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_receipt_photo.html` shows: the form, from the receipt on until a photo shows its stamp."""
    return _shown(page) if is_possible(page) and _is_wanted(page) else {}


def kept(page: CustomerPage) -> dict[str, Any]:
    """The same in its place among the papers, where nobody waits for it."""
    return _shown(page) if is_possible(page) and not _is_wanted(page) else {}


def photo_form(page: CustomerPage, data: Any, files: Any) -> ReceiptPhotoForm:
    """One photo, taken now or chosen."""
    return ReceiptPhotoForm(data, files, owner=owner_of(page.actor), auto_id="receipt_photo_%s")


def is_possible(page: CustomerPage) -> bool:
    """Whether a photo can be sent: from the acceptance on."""
    job = page.assignment
    return job is not None and transitions.step(EventKind.PHOTO_UPLOADED, job.status, "customer") is not None


def sent_photos(page: CustomerPage) -> list[Sent]:
    """The photos that were sent, the latest first, each with what was seen on it by now."""
    if not page.receipt_photos or page.assignment is None:
        return []
    issued = stamps_on_receipts(page.assignment)
    return [Sent(each, seen_on(each.stamp_read, each.reused_from, issued)) for each in page.receipt_photos]


def _is_wanted(page: CustomerPage) -> bool:
    is_done = page.assignment is not None and page.assignment.status == Status.COMPLETED
    is_time = is_done or any(event.kind in ASKED_FOR_BY for event in page.past)
    sent = (event for event in page.past if event.kind == EventKind.PHOTO_UPLOADED)
    return is_time and not any(event.payload.get("stamp_read") for event in sent)


def _shown(page: CustomerPage) -> dict[str, Any]:
    sent = sent_photos(page)
    is_read = any(each.seen.is_right for each in sent)
    return {
        "sent": sent,
        "is_read": is_read,
        "is_wanted": _is_wanted(page),
        "advice": better_picture() if sent and not (is_read or sent[0].seen.is_read) else [],
        "form": page.form("receipt_photo"),
    }
