"""A complaint in words to the customer who made it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from complaints.wording.complaints import Standing, Told
from orders.wording.customers import CATEGORY_WORDS
from orders.wording.reasons import category_words

ANSWER_RULES = ("A5.complaint_unanswered", "C3.complaint_unanswered")


def is_answer(rule: str) -> bool:
    """Whether a clock of this rule waits for the answer to a complaint."""
    return rule in ANSWER_RULES


def is_private(event: Told) -> bool:
    """Whether what was written is between Rada and the company."""
    return event.kind == "complaint_info_requested"


def is_end(event: Told) -> bool:
    """Whether Rada closed the complaint by it."""
    return event.kind == "complaint_closed"


def category_of(opened: Told, texts: Mapping[str, str]) -> str:
    """What it is about, in the words that the customer chose from, else in those it was reported with."""
    category = opened.payload["category"]
    chosen = CATEGORY_WORDS.get(category) if isinstance(category, str) else None
    return str(chosen) if chosen is not None else category_words(category, texts.get("category"))


def said(event: Told) -> str:
    """Who did what, without the text they wrote."""
    if event.kind in {"complaint_opened", "complaint_reopened"}:
        return _by_whom(event)
    if event.kind == "complaint_reply":
        return _("The company answered")
    return _("Rada asked the company") if is_private(event) else outcome(event)


def outcome(closing: Told) -> str:
    """What Rada decided."""
    clause = closing.payload.get("clause")
    return {
        "upheld": _("Rada found you right: commitment %(clause)s was broken") % {"clause": clause},
        "rejected": _("Rada found no broken commitment"),
        "settled": _("Settled with you"),
    }[closing.payload["outcome"]]


def standing(closing: Told | None, *, is_unanswered: bool) -> Standing:
    """Where it stands, for a list and a page."""
    if closing is not None:
        words = {"upheld": _("you were right"), "rejected": _("no commitment broken"), "settled": _("settled")}
        return Standing(
            words[closing.payload["outcome"]], "kept" if closing.payload["outcome"] != "rejected" else "", "kept"
        )
    if is_unanswered:
        return Standing(_("waits for the company"), "soon", "clock")
    return Standing(_("answered, Rada decides"), "accent", "clock")


def claim_words() -> str:
    """What a claim of the warranty begins with."""
    return _("I claim the warranty:") + " "


def _by_whom(event: Told) -> str:
    own = event.actor == "customer"
    if event.kind == "complaint_opened":
        return _("You complained") if own else _("Rada took your complaint down")
    return _("You asked Rada to look again") if own else _("Rada looks again")
