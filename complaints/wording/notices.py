"""A notice to one of Rada's people: its kind by word, tone and icon, and what it tells, made from its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from orders.notice_places import PLACES
from orders.wording.notices import STAFF_WORDS, NoticeWords
from orders.wording.spans import instant_of
from rada.web.wording import instant

LEVELS = (
    "complaint_handed", "complaint_soon", "complaint_late", "complaint_lead",
    "step_soon", "step_late", "step_lead", "appeal_late", "webhook_off",
)  # fmt: skip


def notice_words(level: str, facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    """The words of a notice to staff. KeyError for a level that is none of ours."""
    due_at = facts.get("due_at")
    named = {**facts, "at": instant(instant_of(due_at), now) if due_at else ""}
    told = {
        "complaint_handed": (_("Yours now"), "accent", "flag", _("Complaint %(number)s is in your hands")),
        "complaint_soon": (_("Soon due"), "soon", "soon", _("Complaint %(number)s: first answer due %(at)s")),
        "complaint_late": (_("Late"), "broken", "late", _("Complaint %(number)s: first answer was due %(at)s")),
        "complaint_lead": (
            _("Late"),
            "broken",
            "late",
            _("Complaint %(number)s: unanswered since %(at)s, look into it"),
        ),
        "step_soon": (_("Soon due"), "soon", "soon", _("Complaint %(number)s: next step due %(at)s")),
        "step_late": (_("Late"), "broken", "late", _("Complaint %(number)s: next step was due %(at)s")),
        "step_lead": (
            _("Late"),
            "broken",
            "late",
            _("Complaint %(number)s: nobody went on with it since %(at)s, look into it"),
        ),
        "webhook_off": (
            _("Switched off"),
            "broken",
            "late",
            _("Webhooks to %(host)s are switched off: nothing arrived there"),
        ),
        "appeal_late": (_("Late"), "broken", "late", _("An appeal was to be decided by %(at)s")),
    }
    word, tone, icon, title = told[level]
    return NoticeWords(word, tone, icon, title % named)


def add() -> None:
    """Let the inbox of Rada's people, and their mail, know these words and where they lead."""
    for level in LEVELS:
        STAFF_WORDS[level] = partial(notice_words, level)
        PLACES[level] = _place


def _place(facts: Mapping[str, Any]) -> str:
    kind = "appeal" if "appeal" in facts else "complaint"
    return reverse(f"admin:complaints_{kind}_change", args=[facts[kind]])
