"""The words behind codes: reasons for declining and cancelling, categories and outcomes of complaints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

PUT_ASIDE = "·"  # what the judge reads in place of a text that lies beside the event

REASON_WORDS: dict[str, Any] = {
    "outside_area": _("outside our area"),
    "unsafe": _("not safe to work there"),
    "not_our_service": _("not a service of ours"),
    "busy": _("no technician free"),
    "too_far": _("too far away"),
    "partner_asked": _("the partner asked to cancel"),
    "no_agreement": _("no agreement was reached"),
    "changed_mind": _("the customer changed their mind"),
    "found_other": _("the customer found somebody else"),
    "price": _("the price was too high"),
    "too_late": _("the appointment came too late"),
    "cannot_come": _("the technician cannot come"),
    "customer_unreachable": _("the customer cannot be reached"),
    "duplicate": _("ordered twice"),
    "other": _("another reason"),
}
CATEGORY_WORDS: dict[str, Any] = {
    "quality": _("quality of the work"),
    "promotion": _("promotion"),
    "price": _("price"),
    "no_show": _("nobody came"),
    "damage": _("damage"),
    "conduct": _("conduct"),
    "part": _("part"),
    "receipt": _("receipt"),
    "warranty": _("warranty"),
    "other": _("something else"),
}
OUTCOME_WORDS: dict[str, Any] = {"upheld": _("upheld"), "rejected": _("rejected"), "settled": _("settled")}


def reason_words(reason: Any, text: str | None = None) -> str:
    """A reason in words: its code's, else the free text that was given, else that one was given.

    `reason` is a code, a payload's `{"sha256", "blank"}`, or the judge's stand-in for such a text.
    """
    if isinstance(reason, str) and reason in REASON_WORDS:
        return str(REASON_WORDS[reason])
    if text:
        return text
    if isinstance(reason, Mapping):
        return _now("no reason given") if reason.get("blank") else _now("in their own words, since erased")
    if reason == PUT_ASIDE:
        return _now("in their own words")
    return reason.strip() or _now("no reason given")


def category_words(category: Any, text: str | None = None) -> str:
    """A complaint's category in words: its code's, else the words that were given, else that some were given.

    `category` is a code, or a payload's `{"sha256", "blank"}` of somebody's own words, which `text` are if unerased.
    """
    if isinstance(category, Mapping):
        return text or (_now("no category") if category.get("blank") else _now("in their own words, since erased"))
    return str(CATEGORY_WORDS.get(category, category)) or _now("no category")


def outcome_words(outcome: str) -> str:
    """How a complaint was closed, in words."""
    return str(OUTCOME_WORDS.get(outcome, outcome))
