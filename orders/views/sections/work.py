"""A section of the order page: the checklist and the parts that were replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from orders import acts, papers
from orders.models import Attachment
from orders.services import attachments

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage

COMPARED = ("origin", "brand", "model")


@dataclass(frozen=True)
class Entry:
    """One line of the parts ledger: a part that was put in, or one of the approved quote that was not yet."""

    quoted: papers.Line | None
    part: papers.Part | None = None
    old_photos: Sequence[Attachment] = ()
    new_photos: Sequence[Attachment] = ()

    @property
    def name(self) -> str:
        """What it is called; what it is made of where nobody named it."""
        told = [self.part.name, self.part.made] if self.part is not None else []
        named = [self.quoted.name, self.quoted.made] if self.quoted is not None else []
        return next(filter(None, [*told[:1], *named, *told[1:]]), "")

    @property
    def differs(self) -> bool:
        """Whether what was put in is named otherwise than what was approved."""
        if self.part is None or self.quoted is None:
            return False
        pairs = [(_folded(getattr(self.quoted, name)), _folded(getattr(self.part, name))) for name in COMPARED]
        return any(quoted and told and quoted != told for quoted, told in pairs)


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_work.html` shows."""
    done = papers.ticked(page.past)
    published = checklist_of(page)
    name = acts.DO_CHECKLIST.name
    step = page.step(name) if page.choices[name].possible else None
    return {
        "published": published,
        "done": [step for step in published if step in done],
        "left": [step for step in published if step not in done],
        "checklist": step,
        "steps_field": step["form"]["items"] if step is not None else None,
        "entries": ledger(page),
    }


def checklist_of(page: OrderPage) -> list[str]:
    """The steps that the pinned terms publish for the order's service."""
    return list(page.assignment.terms.content.get("checklists", {}).get(page.assignment.order.service.code, []))


def ledger(page: OrderPage) -> list[Entry]:
    """The parts that were put in, then those of the approved quote that are still to be."""
    replaced = papers.parts(page.past, page.names)
    photos = attachments.photos_of([part.event for part in replaced]) if replaced else {}
    entries = [_entry(part, photos.get(part.event.pk, [])) for part in replaced]
    done = {part.line for part in replaced}
    quote = page.approved
    waiting = [line for line in quote.parts.values() if line.line not in done] if quote is not None else []
    return [*entries, *(Entry(quoted=line) for line in waiting)]


def _entry(part: papers.Part, photos: Sequence[Attachment]) -> Entry:
    old = [each for each in photos if each.role == Attachment.Role.OLD_PART]
    new = [each for each in photos if each.role == Attachment.Role.NEW_PART]
    return Entry(part.quoted, part, old, new)


def _folded(text: str) -> str:
    """A text as people compare it, as commitments B4 does."""
    return " ".join(normalize("NFC", text).casefold().split())
