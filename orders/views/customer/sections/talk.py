"""A section of a customer's order: the chat with the company, and the talk with one that cancelled before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from orders import transitions
from orders.forms.customers import MessageForm
from orders.forms.photos import owner_of
from orders.models import Attachment, Event, EventKind
from orders.services import attachments
from orders.views import chronicle
from orders.views.customer.sections.promises import mark_of

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage

LATE_REPLY = "C1.reply_late"
SIDES = {"customer": "mine", "partner": "", "rada": ""}


class Bubble(NamedTuple):
    """One message with its photos; `text` is None where it was erased, `waits` where it waits for an answer."""

    text: str | None
    at: Any
    side: str
    actor: str
    photos: Sequence[Attachment]
    waits: bool


def section(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_talk.html` shows; `mark` names what its list shows."""
    job = page.job
    if job is None:
        return {}
    said = {pk: [event for event in events if _is_said(page, event)] for pk, events in page.told.items()}
    everything = [event for events in said.values() for event in events]
    photos = attachments.photos_of(everything) if everything else {}
    waiting = waiting_message(page.past)
    bubbles = [_bubble(event, photos, is_waiting=event is waiting) for event in said[job.pk]]
    former = [
        (each.partner, [_bubble(event, photos) for event in said[each.pk]]) for each in page.former if said[each.pk]
    ]
    running = next((each for each in page.countdowns.values() if each.rule == LATE_REPLY), None)
    return {
        "bubbles": bubbles,
        "former": former,
        "waiting": waiting,
        "countdown": running if running is not None and running.due_at >= page.now else None,
        "form": page.form("message") if transitions.step(EventKind.MESSAGE, job.status, "customer") else None,
        "minutes": page.numbers["reply_minutes_engaged" if job.is_engaged else "reply_minutes"],
        "mark": mark_of([event.pk for event in everything], waiting and waiting.pk, running and running.due_at),
    }


def waiting_message(events: Sequence[Event]) -> Event | None:
    """The customer's message that still waits: nobody answered, and nobody said that no answer is needed."""
    waiting = None
    for event in events:
        is_message = event.kind == EventKind.MESSAGE and not event.payload.get("auto")
        if event.kind == EventKind.REPLY_NOT_NEEDED or (is_message and event.actor == "partner"):
            waiting = None
        elif is_message and event.actor == "customer" and event.payload.get("needs_reply", True) and waiting is None:
            waiting = event
    return waiting


def message_form(page: CustomerPage, data: Any, files: Any) -> MessageForm:
    """A new message."""
    return MessageForm(data, files, owner=owner_of(page.actor), auto_id="message_%s")


def _is_said(page: CustomerPage, event: Event) -> bool:
    return event.kind == EventKind.MESSAGE and event.at <= page.now


def _bubble(event: Event, photos: dict[int, list[Attachment]], *, is_waiting: bool = False) -> Bubble:
    side = "auto" if event.payload.get("auto") else SIDES.get(event.actor, "")
    unwritten = None if "text" in event.payload else ""
    text = chronicle.texts_of(event).get("text", unwritten)
    return Bubble(text, event.at, side, event.actor, photos.get(event.pk, ()), is_waiting)
