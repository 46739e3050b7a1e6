"""The chat of an order."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, EventKind
from orders.services import timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once

LONGEST = 4000


class EmptyMessage(timeline.Refused):
    """Nothing was written."""

    def __str__(self) -> str:
        return _("Write a message first.")


class MessageTooLong(timeline.Refused):
    """More was written than one message carries."""

    def __str__(self) -> str:
        return _("The message is too long: send it in parts of at most %(count)s characters.") % {"count": LONGEST}


@once
def send(
    assignment: Assignment,
    *,
    by: Actor,
    text: str,
    needs_reply: bool = True,
    auto: bool = False,
    key: Key | None = None,
) -> None:
    """Send a message, now. A customer's that needs a reply starts the partner's clock; a partner's ends the waiting."""
    written = clean(text).strip()
    if not written:
        raise EmptyMessage
    if len(written) > LONGEST:
        raise MessageTooLong
    timeline.record(
        assignment,
        EventKind.MESSAGE,
        by=by,
        permission=permissions.can_talk,
        fields={"text": written, "needs_reply": needs_reply, "auto": auto},
    )


@once
def need_no_reply(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """The customer, or Rada, says that no reply is needed: the waiting ends."""
    timeline.record(assignment, EventKind.REPLY_NOT_NEEDED, by=by, permission=permissions.can_talk)
