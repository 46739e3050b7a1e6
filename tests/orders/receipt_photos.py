"""What tests of receipt photos share: a stamped receipt, photos as the intake leaves them and as phones send them."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from orders import permissions
from orders.models import Assignment, EventKind, Photo, PhotoCheck
from orders.photos.intake import Taken
from orders.services import receipt_photos, receipts, timeline
from orders.stamp_codes import code_of
from tests.factories import an_owner, the_customer
from tests.orders.papers import LABOUR, a_serial, at, at_work
from tests.orders.pictures import photo, sent, with_code
from tests.portal import a_stored_photo

LINE = {"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1}


def a_receipted_job() -> tuple[Assignment, str]:
    """An order whose receipt carries a stamp, and the stamp's serial."""
    job = at_work(LABOUR)
    serial = a_serial(job)
    receipted(job, serial)
    return job, serial


def receipted(job: Assignment, serial: str, minutes: int = 0) -> None:
    """Its partner issues the receipt with this stamp."""
    with at(minutes):
        receipts.issue(job, by=an_owner(job.partner), lines=[LINE], total=250_000, stamp=serial)


def taken(*texts: str, content: bytes = b"") -> Taken:
    """A photo as the intake hands it over, its codes saying `texts`."""
    return Taken(a_stored_photo(content or secrets.token_bytes(16)), texts)


def uploaded(job: Assignment, *texts: str, content: bytes = b"", **more: Any) -> Photo:
    """The customer sends a photo whose codes say `texts`."""
    with at(30):
        pk = receipt_photos.upload(job, by=the_customer(job.order), taken=taken(*texts, content=content), **more)
    return Photo.objects.select_related("event", "file").get(pk=pk)


@transaction.atomic
def photo_told(job: Assignment, serial: str | None) -> None:
    """What a photo says, without the photo: the customer's event alone."""
    fields = {"stamp_read": serial, "reused_from": None}
    allowed = permissions.can_act_for_customer
    timeline.record(job, EventKind.PHOTO_UPLOADED, by=the_customer(job.order), permission=allowed, fields=fields)


def reasons(sent_photo: Photo) -> list[str]:
    """Why the photo waits for a person; nothing where it does not."""
    check = PhotoCheck.objects.filter(event=sent_photo.event).first()
    return [] if check is None else check.reasons


def a_phone_photo(text: str = "", name: str = "IMG_0001.jpg") -> Any:
    """A photo as a browser sends it, with a code on it where `text` is given."""
    return sent(photo(picture=with_code(text) if text else None), name)


def a_stamped_photo(serial: str) -> Any:
    """A photo of the stamp of this serial."""
    return a_phone_photo(code_of(serial))
