"""A complaint in words: where it stands, and what was said, event by event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _

from orders.wording import category_words, outcome_words
from orders.wording.timeline import who


class Told(Protocol):
    """An event, as its words need it."""

    @property
    def kind(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


class Standing(NamedTuple):
    """Where a complaint stands: by word, tone and icon."""

    word: str
    tone: str
    icon: str


def category_of(opened: Told, texts: Mapping[str, str]) -> str:
    """What the complaint is about: one of our words, else the customer's own, which may be erased."""
    return category_words(opened.payload["category"], texts.get("category"))


def said(event: Told, category: str = "") -> str:
    """Who did what, without the text they wrote."""
    names = {"who": who(event.actor), "category": category}
    words = {
        "complaint_opened": _("%(who)s complained: %(category)s"),
        "complaint_info_requested": _("Rada asks"),
        "complaint_reopened": _("%(who)s reopened the complaint"),
        "complaint_reply": _("You answered"),
    }
    return words[event.kind] % names if event.kind in words else closed_as(event)


def closed_as(closing: Told) -> str:
    """How Rada closed it."""
    names = {"outcome": outcome_words(closing.payload["outcome"]), "clause": closing.payload.get("clause")}
    if closing.payload["outcome"] == "upheld":
        return _("Rada closed the complaint: %(outcome)s under clause %(clause)s") % names
    return _("Rada closed the complaint: %(outcome)s") % names


def standing(*, closing: Told | None, is_unanswered: bool, is_late: bool) -> Standing:
    """Where a complaint stands, for a list and a page."""
    if closing is not None:
        upheld = closing.payload["outcome"] == "upheld"
        return Standing(outcome_words(closing.payload["outcome"]), *(("broken", "broken") if upheld else ("", "kept")))
    if is_unanswered:
        late = ("broken", "late") if is_late else ("soon", "soon")
        return Standing(_("waits for your answer"), *late)
    return Standing(_("answered, Rada decides"), "accent", "clock")
