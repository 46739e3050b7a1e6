"""A notice to one of Rada's people: its kind by word, tone and icon, and what it tells, made from its facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from orders.wording.notices import NoticeWords
from orders.wording.spans import instant_of
from rada.web.wording import instant


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
