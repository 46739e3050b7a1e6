"""Why a photo is not taken, each in one sentence that says what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.photos import limits

SENTENCES: dict[str, Promise] = {
    "empty": _("This file is empty. Choose the photo again."),
    "unreadable": _("This file could not be opened. Choose the photo again."),
    "too_big": _("This photo is larger than %(megabytes)s MB. Take it again with a smaller size."),
    "too_much": _("Too much was sent at once. Send fewer photos at a time."),
    "not_a_photo": _("This is not a photo we can read. Send a JPEG, PNG, WebP or HEIC picture."),
    "too_many_pixels": _("This photo has too many pixels. Take it again with a smaller size."),
    "animated": _("Moving pictures cannot be sent. Send a photo."),
    "damaged": _("This photo is damaged or was cut off on its way. Send it again or take it anew."),
    "disk_full": _("Our storage is full at the moment, so nothing was kept. Send the photo again in a few minutes."),
    "storage_away": _(
        "Our storage cannot be reached at the moment, so nothing was kept. Send it again in a few minutes."
    ),
    "busy": _("Many photos are arriving at the moment. Send it again in a minute."),
    "too_often": _("You have sent very many photos today. Send the rest tomorrow."),
}


class PhotoRefused(Exception):
    """A photo that is not taken; `code` is one of SENTENCES, `str()` is the sentence for the person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(SENTENCES[self.code]) % {"megabytes": limits.MOST_BYTES // limits.MEGABYTE}


class ShareUsedUp(PhotoRefused):
    """The share of 24 hours is used up; `seconds` later the photo that was sent first counts no more."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_often")
        self.seconds = seconds
