"""A notice: its kind by word, tone and icon, and what it tells, made from its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from orders.models import Touched
from orders.wording.clocks import clock_words
from orders.wording.rules import rule_words
from orders.wording.spans import instant_of
from rada.lib.money import format_vnd
from rada.web.wording import instant


class NoticeWords(NamedTuple):
    """`word`, `tone` and `icon` are the badge of the kind; `title` says what happened."""

    word: str
    tone: str
    icon: str
    title: str


def notice_words(level: str, facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    """The words of a notice to a partner. KeyError for a level that has none: it is none of orders'."""
    return NOTICE_WORDS[level](facts, now)


def words_of(level: str, facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    """The words of a notice to a partner or to Rada's people."""
    return (NOTICE_WORDS | STAFF_WORDS)[level](facts, now)


def _offer(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    return NoticeWords(_("New order"), "accent", "bell", _("An order was offered to you"))


def _warning(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    told = {"todo": clock_words(facts["rule"]).todo, "at": instant(instant_of(facts["due_at"]), now)}
    return NoticeWords(_("Soon due"), "soon", "soon", _("%(todo)s: due %(at)s") % told)


def _breach(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    return NoticeWords(_("Breach"), "broken", "broken", str(rule_words(facts["rule"]).title))


def _retraction(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    return NoticeWords(_("Taken back"), "kept", "undo", _("%(breach)s: no longer counts") % _named(facts))


def _decision(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    tone, icon, said = DECIDED[facts["decision"]]
    return NoticeWords(_("Decided"), tone, icon, said() % _named(facts))


def _quote_answer(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    total = {"total": format_vnd(facts["total"])}
    if facts["answer"] == "quote_approved":
        return NoticeWords(_("Quote"), "kept", "kept", _("The customer approved your quote of %(total)s") % total)
    return NoticeWords(_("Quote"), "soon", "money", _("The customer wants your quote of %(total)s changed") % total)


def _assigned(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    return NoticeWords(_("Your job"), "accent", "tool", _("A job was given to you"))


def _unassigned(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    told = {"order": facts["order"]}
    return NoticeWords(_("Taken off"), "", "undo", _("Order %(order)s is not your job any more") % told)


def _unsent(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    return NoticeWords(_("Not sent"), "soon", "message", _("A message that waited could not be sent"))


def _fault_proposed(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    told = {"what": Touched(facts["touched"]).label, "at": instant(instant_of(facts["starts_at"]), now)}
    return NoticeWords(_("Fault"), "broken", "late", _("Nothing went out since %(at)s by this way: %(what)s") % told)


def _named(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"breach": rule_words(facts["rule"]).title}


# Functions, not lazy strings: `%` on a lazy string would be evaluated too early in another language.
DECIDED: dict[str, tuple[str, str, Callable[[], str]]] = {
    "confirmed": ("broken", "broken", lambda: _("%(breach)s: confirmed, it counts now")),
    "waived": ("kept", "kept", lambda: _("%(breach)s: waived, it counts for nothing")),
    "reinstated": ("broken", "broken", lambda: _("%(breach)s: it stands again")),
    "regraded": ("soon", "info", lambda: _("%(breach)s: judged anew")),
    "reweighed": ("soon", "info", lambda: _("%(breach)s: it weighs something else now")),
    "cured": ("kept", "kept", lambda: _("%(breach)s: mended in time, it weighs nothing")),
    "upheld": ("broken", "broken", lambda: _("%(breach)s: your appeal was rejected, the breach stands")),
    "overturned": ("kept", "kept", lambda: _("%(breach)s: your appeal was granted, the breach does not count")),
}
NOTICE_WORDS: dict[str, Callable[[Mapping[str, Any], datetime], NoticeWords]] = {
    "offer": _offer,
    "warning": _warning,
    "breach": _breach,
    "retraction": _retraction,
    "decision": _decision,
    "assigned": _assigned,
    "unassigned": _unassigned,
    "unsent": _unsent,
    "quote_answer": _quote_answer,
}
# To Rada's own people; upper apps add theirs from their `ready()`.
STAFF_WORDS: dict[str, Callable[[Mapping[str, Any], datetime], NoticeWords]] = {
    "fault_proposed": _fault_proposed,
}
