"""A section of the order page: the chat: what was said, what waits to be sent, quick replies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from orders import acts, care
from orders.forms.photos import owner_of
from orders.models import Attachment, EventKind, ScheduledMessage
from orders.services import attachments, scheduled
from orders.views import chronicle
from orders.wording.quick_replies import message_of, quick_replies

if TYPE_CHECKING:
    from orders.forms.fields import ActForm
    from orders.views.order_page import OrderPage


class Bubble(NamedTuple):
    """One message of the chat, with its photos; `text` is None where it was erased, empty where none was written."""

    text: str | None
    at: datetime
    side: str
    actor: str
    photos: Sequence[Attachment]


class Waiting(NamedTuple):
    """One message that waits, or could not be sent, and whether this actor may do something about it."""

    message: ScheduledMessage
    author: str
    photos: int
    may_change: bool


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_chat.html` shows."""
    may_write = page.choices[acts.REPLY.name].possible
    rows = [waiting_of(page, each) for each in scheduled.shown_in(page.assignment, now=page.now)]
    waiting = [each for each in rows if each.message.refused_at is None]
    return {
        "chat": bubbles(page),
        "waiting": waiting,
        "unsent": [each for each in rows if each.message.refused_at is not None],
        "replies": quick_replies(page.assignment.status) if may_write else (),
        "later_at": opening(page) if may_write and len(waiting) < scheduled.MOST_WAITING else None,
        "is_full": len(waiting) >= scheduled.MOST_WAITING,
    }


def opening(page: OrderPage) -> datetime | None:
    """When a message that waits would be sent; None inside the care hours, when nothing needs to wait."""
    if care.is_open(page.assignment, page.now):
        return None
    return care.opens_at(page.assignment, page.now)


def bubbles(page: OrderPage) -> list[Bubble]:
    """Every message with its photos: one query for them all."""
    said = [event for event in page.events if event.kind == EventKind.MESSAGE]
    beside = attachments.photos_of(said) if said else {}
    return [Bubble(*chronicle.bubble_of(event), beside.get(event.pk, ())) for event in said]


def waiting_of(page: OrderPage, message: ScheduledMessage) -> Waiting:
    """A message that waits as the page shows it."""
    actor = page.request.actor  # type: ignore[attr-defined]
    may_change = scheduled.may_change(actor, page.assignment, message)
    return Waiting(message, str(message.author), len(message.files.all()), may_change)


def reply_owner(page: OrderPage) -> dict[str, str]:
    """What the form of a reply needs besides: whose photos they are until it is sent."""
    return {"owner": owner_of(page.request.actor)}  # type: ignore[attr-defined]


def fill(page: OrderPage, form: ActForm) -> None:
    """Start an empty reply with a quick reply (`?say=`), or with a message that was taken back (`?again=`)."""
    asked = page.request.GET
    form.initial["text"] = message_of(asked.get("say", ""))
    again = asked.get("again", "")
    if not again.isdecimal() or len(again) > 18:
        return
    message = scheduled.ended(page.assignment, int(again))
    if message is not None and scheduled.may_change(page.request.actor, page.assignment, message):  # type: ignore[attr-defined]
        form.initial["text"] = message.text
        form.fields["photos"].widget.taken = list(message.files.order_by("pk"))  # type: ignore[attr-defined]
