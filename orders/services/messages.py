"""The chat of an order."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Attachment, Event, EventKind
from orders.services import attachments, timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile

LONGEST = 4000
MOST_PHOTOS = 4


class EmptyMessage(timeline.Refused):
    """Nothing was written, and no photo added."""

    def __str__(self) -> str:
        return _("Write a message first, or add a photo.")


class MessageTooLong(timeline.Refused):
    """More was written than one message carries."""

    def __str__(self) -> str:
        return _("The message is too long: send it in parts of at most %(count)s characters.") % {"count": LONGEST}


class TooManyPhotos(timeline.Refused):
    """More photos than one message carries."""

    def __str__(self) -> str:
        return _("A message carries at most %(count)s photos.") % {"count": MOST_PHOTOS}


@once
def send(
    assignment: Assignment,
    *,
    by: Actor,
    text: str,
    files: Sequence[StoredFile] = (),
    needs_reply: bool = True,
    auto: bool = False,
    key: Key | None = None,
) -> None:
    """Send a message, now. A customer's that needs a reply starts the partner's clock; a partner's ends the waiting.

    A photo alone is a message too.
    """
    record(assignment, by=by, text=written(text, files), files=files, needs_reply=needs_reply, auto=auto)


@once
def need_no_reply(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """The customer, or Rada, says that no reply is needed: the waiting ends."""
    timeline.record(assignment, EventKind.REPLY_NOT_NEEDED, by=by, permission=permissions.can_talk)


def written(text: str, files: Sequence[StoredFile] = ()) -> str:
    """The text as it is stored. Raises EmptyMessage, MessageTooLong, TooManyPhotos."""
    kept = clean(text).strip()
    if not kept and not files:
        raise EmptyMessage
    if len(kept) > LONGEST:
        raise MessageTooLong
    if len(files) > MOST_PHOTOS:
        raise TooManyPhotos
    return kept


def record(
    assignment: Assignment,
    *,
    by: Actor,
    text: str,
    files: Sequence[StoredFile] = (),
    needs_reply: bool = True,
    auto: bool = False,
) -> Event:
    """Write a message of `by` into the timeline, its photos beside it; must run in a transaction."""
    event = timeline.record(
        assignment,
        EventKind.MESSAGE,
        by=by,
        permission=permissions.can_talk,
        fields={"text": text, "needs_reply": needs_reply, "auto": auto, **attachments.named(files)},
    )
    attachments.attach(event, files, Attachment.Role.MESSAGE)
    return event
