"""Everything that was said and done about a complaint and those merged into it, in one stream, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from complaints import page_selectors
from complaints.models import Complaint, ComplaintNote
from complaints.selectors import EVERY_KIND
from complaints.wording import complaints as told_words
from complaints.wording import desk as wording
from orders.models import Attachment, Event, EventKind
from orders.selectors import timeline_of
from orders.services import attachments
from orders.views.chronicle import texts_of


class Said(NamedTuple):
    """One entry. `side` is who said it, `internal` for what only Rada reads; `text` None where it was erased."""

    words: str
    at: datetime
    side: str
    text: str | None = ""
    who: str = ""
    photos: Sequence[Attachment] = ()
    of: str = ""

    @property
    def is_internal(self) -> bool:
        """Whether nobody outside Rada reads it."""
        return self.side == "internal"


def talk(complaint: Complaint, evidence: Sequence[Complaint]) -> list[Said]:
    """The stream of one complaint; `evidence` are those whose texts and photos belong to it."""
    everything = [complaint, *evidence]
    numbers = {each.number for each in everything}
    begins = min(each.opened_at for each in everything)
    events = [event for event in timeline_of(complaint.assignment) if _belongs(event, numbers, begins)]
    photos = attachments.photos_of(events)
    entries = [_of_event(event, photos.get(event.pk, ()), complaint) for event in events]
    entries += [_of_note(note, complaint) for note in page_selectors.notes_of(everything)]
    told = [(wording.step_words(step), step.at) for step in page_selectors.steps_of(everything)]
    entries += [Said(words, at, "step") for words, at in told if words]
    return sorted(entries, key=lambda entry: entry.at)


def _belongs(event: Event, numbers: set[str], begins: datetime) -> bool:
    if event.kind == EventKind.MESSAGE:
        return event.at >= begins
    return event.kind in EVERY_KIND and event.payload["complaint"] in numbers


def _of_event(event: Event, photos: Sequence[Attachment], complaint: Complaint) -> Said:
    texts = texts_of(event)
    is_opening = event.kind == EventKind.COMPLAINT_OPENED
    number = event.payload.get("complaint", complaint.number)
    return Said(
        wording.said(event, told_words.category_of(event, texts) if is_opening else ""),
        event.at,
        event.actor,
        texts.get("text", None if _was_written(event) else ""),
        str(event.by) if event.actor == "rada" and event.by is not None else "",
        photos,
        "" if number == complaint.number else number,
    )


def _was_written(event: Event) -> bool:
    kept = event.payload.get("text")
    return kept is not None and not kept.get("blank")


def _of_note(note: ComplaintNote, complaint: Complaint) -> Said:
    of = "" if note.complaint_id == complaint.pk else note.complaint.number
    return Said("", note.at, "internal", note.text or None, str(note.by), (), of)
