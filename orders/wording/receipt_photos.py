"""What a customer is told of their photo of the receipt: at once, and never unkindly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _


class Seen(NamedTuple):
    """What a photo shows: a badge's word and tone, a sentence, and whether the stamp was read and is the receipt's."""

    word: str
    tone: str
    sentence: str
    is_read: bool
    is_right: bool


def seen_on(stamp_read: str, reused_from: str, issued: Sequence[str]) -> Seen:
    """A photo in words; `issued` are the serials on the receipts, the last receipt's first."""
    if not stamp_read:
        return Seen(
            _("stamp not readable"), "soon",
            _("The photo was sent, but the stamp could not be read on it. Rada will look at it; a sharper one helps."),
            is_read=False, is_right=False,
        )  # fmt: skip
    told = {"stamp": stamp_read}
    if reused_from or (issued and stamp_read != issued[0]):
        return Seen(
            _("Rada looks at it"), "accent",
            _("Stamp %(stamp)s was read. It needs a second look: Rada compares it with the receipt.") % told,
            is_read=True, is_right=False,
        )  # fmt: skip
    if not issued:
        return Seen(
            _("stamp read"), "kept",
            _("Stamp %(stamp)s was read. It is compared with the receipt as soon as the company issues it.") % told,
            is_read=True, is_right=True,
        )  # fmt: skip
    return Seen(
        _("stamp read"), "kept",
        _("Stamp %(stamp)s was read, and it is the one on your receipt.") % told,
        is_read=True, is_right=True,
    )  # fmt: skip


def thanks(seen: Seen) -> str:
    """What is said at once after a photo came in."""
    return _("Thank you. %(sentence)s") % {"sentence": seen.sentence}


def better_picture() -> list[str]:
    """How to take a picture on which the stamp can be read."""
    return [
        _("Go closer: the stamp fills about a third of the picture."),
        _("Look for light, without a shadow or a shine on the stamp."),
        _("Lay the paper flat and hold the phone straight above it."),
        _("The whole stamp is in the picture, its white edge too."),
    ]
