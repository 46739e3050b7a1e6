"""The promises of one order as its customer reads them: the title, how it stands, what a complaint about it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.promises import Promise, State
from orders.wording.rules import rule_words
from rada.lib.money import format_vnd
from rada.web.wording import hours_words, instant, minutes_words, span, time_of_day


class PromiseWords(NamedTuple):
    """`title` is the promise, `line` how it stands; `word`, `tone` and `icon` are its state."""

    title: str
    line: str
    word: str
    tone: str
    icon: str


STATES: dict[str, tuple[Any, str, str]] = {
    State.KEPT: (gettext_lazy("Kept"), "kept", "kept"),
    State.RUNNING: (gettext_lazy("Running"), "soon", "clock"),
    State.LATER: (gettext_lazy("Not yet"), "", "rest"),
    State.BROKEN: (gettext_lazy("Not kept"), "broken", "late"),
    State.MENDED: (gettext_lazy("Put right"), "kept", "undo"),
}
# What a complaint about a promise is filed under; the contract steers by `quality` and `promotion`.
CATEGORIES: dict[str, str] = {
    "answer": "other", "appointment": "no_show", "arrival": "no_show", "keeping": "other", "reply": "conduct",
    "price": "price", "parts": "part", "steps": "quality", "receipt": "receipt", "warranty": "warranty",
    "complaint": "other",
}  # fmt: skip


def promise_words(promise: Promise, now: datetime) -> PromiseWords:
    """The words of a promise at an instant, which names near days."""
    word, tone, icon = STATES[promise.state]
    if promise.state == State.RUNNING and promise.clock is None:
        word, tone = _("Under way"), "accent"
    return PromiseWords(title(promise), _line(promise, now), str(word), tone, icon)


def title(promise: Promise) -> str:
    """What was promised."""
    facts = promise.facts
    return {
        "answer": lambda: _("The order is taken within %(span)s") % {"span": minutes_words(facts["minutes"])},
        "appointment": lambda: _("An appointment within %(span)s") % {"span": minutes_words(facts["minutes"])},
        "arrival": lambda: _come(facts["window"]),
        "keeping": lambda: _("The company carries out what it took"),
        "reply": lambda: _("Your messages are answered within %(span)s") % {"span": minutes_words(facts["minutes"])},
        "price": lambda: _("No work before you approve the price, and no more than that"),
        "parts": lambda: _("Only parts that you approved, with their origin"),
        "steps": lambda: (
            ngettext("The published step of the work is done", "All %(count)d published steps are done", facts["count"])
            % {"count": facts["count"]}
        ),
        "receipt": lambda: _("A receipt with Rada's stamp within %(span)s") % {"span": hours_words(facts["hours"])},
        "warranty": lambda: _("The warranty stands on the receipt"),
        "complaint": lambda: (
            _("Complaints are answered within %(span)s of care time") % {"span": hours_words(facts["minutes"] // 60)}
        ),
    }[promise.code]()


def complaint_words(promise: Promise) -> str:
    """What a complaint about the promise begins with."""
    return _("This did not happen: %(promise)s.") % {"promise": title(promise)} + " "


def category_of(promise: Promise) -> str:
    """What a complaint about the promise is filed under."""
    withheld = promise.broken is not None and promise.broken.rule == "B1.promotion_withheld"
    return "promotion" if withheld else CATEGORIES[promise.code]


def _line(promise: Promise, now: datetime) -> str:
    if promise.broken is not None:
        said = {"what": rule_words(promise.broken.rule).title, "at": instant(promise.broken.occurred_at, now)}
        if promise.state == State.MENDED:
            return _("%(what)s, %(at)s; put right since") % said
        return _("%(what)s, %(at)s") % said
    if promise.state == State.BROKEN:
        return _("The time is over.")
    return _told(promise, now)


def _told(promise: Promise, now: datetime) -> str:
    facts, is_kept = promise.facts, promise.state == State.KEPT
    if promise.code == "answer":
        taken = (facts["accepted_at"] - facts["offered_at"]).total_seconds() // 60
        return _("Taken at %(at)s, after %(span)s") % {
            "at": time_of_day(facts["accepted_at"]),
            "span": span(int(taken)),
        }
    if is_kept and promise.code in KEPT_AT:
        name, said = KEPT_AT[promise.code]
        return said % {"at": instant(facts[name], now)} if facts[name] else ""
    return OTHER[promise.code](facts, promise.state)


def _come(window: tuple[datetime, datetime] | None) -> str:
    if window is None:
        return _("The technician comes on time")
    return _("The technician comes %(begin)s–%(end)s") % {
        "begin": time_of_day(window[0]),
        "end": time_of_day(window[1]),
    }


def _price(facts: dict[str, Any], state: str) -> str:
    if state == State.KEPT:
        billed = format_vnd(facts["total"])
        if facts["approved"] is None:
            return _("The receipt: %(billed)s") % {"billed": billed}
        approved = format_vnd(facts["approved"])
        return _("You approved %(approved)s; the receipt: %(billed)s") % {"approved": approved, "billed": billed}
    if facts["approved"] is not None:
        approved = format_vnd(facts["approved"])
        return _("You approved %(approved)s; the receipt may not come to more") % {"approved": approved}
    if state == State.RUNNING:
        return _("The quote waits for your answer; nothing is done before")
    return _("The technician sends a quote first")


def _parts(facts: dict[str, Any], state: str) -> str:
    if not facts["count"]:
        return _("Nothing is replaced without your approval")
    return ngettext("%(count)d part put in", "%(count)d parts put in", facts["count"]) % {"count": facts["count"]}


def _warranty(facts: dict[str, Any], state: str) -> str:
    days = facts["days"] if facts["days"] is not None else facts["published"]
    said = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return said if state == State.KEPT else _("Published: %(days)s") % {"days": said}


KEPT_AT: dict[str, tuple[str, Any]] = {
    "appointment": ("made_at", gettext_lazy("Made at %(at)s")),
    "arrival": ("came_at", gettext_lazy("Came at %(at)s")),
    "keeping": ("done_at", gettext_lazy("Work completed at %(at)s")),
    "reply": ("answered_at", gettext_lazy("Last answer at %(at)s")),
    "receipt": ("issued_at", gettext_lazy("Issued at %(at)s")),
    "complaint": ("answered_at", gettext_lazy("Answered at %(at)s")),
}
OTHER: dict[str, Any] = {
    "appointment": lambda facts, state: _("The company proposes when it comes"),
    "arrival": lambda facts, state: _("Once the appointment is made") if facts["window"] is None else "",
    "keeping": lambda facts, state: _("It may not cancel, nor ask you to"),
    "reply": lambda facts, state: _("Every day from 8:00 to 21:00; at night the clock rests"),
    "price": _price,
    "parts": _parts,
    "steps": lambda facts, state: "" if state == State.KEPT else _("The technician ticks each one"),
    "receipt": lambda facts, state: _("After the work is done"),
    "warranty": _warranty,
    "complaint": lambda facts, state: _("From 8:00 to 21:00; at night the clock rests"),
}
