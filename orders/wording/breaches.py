"""A breach's numbers as one sentence, with the hours that counted and those that did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from orders.wording import broken
from orders.wording.rules import UPHELD
from orders.wording.spans import counted_words, instant_of, lateness, moment


class Found(Protocol):
    """A breach's row, or the judge's finding."""

    @property
    def rule(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def evidence(self) -> Sequence[str]: ...
    @property
    def occurred_at(self) -> datetime: ...


class Fact(Protocol):
    """An event, as the sentence needs it."""

    event_id: str
    kind: str
    actor: str


def breach_sentence(found: Found, events: Iterable[Fact] = ()) -> str:
    """What happened, in numbers a person can check, ending in a full stop.

    With `events`, those of the timeline, what ended a clock late is named; without, only its instant is.
    KeyError for a rule that has no words.
    """
    facts = found.facts
    if found.rule in STARTED:
        kinds = {event.event_id: event.kind for event in events}
        ended_by = kinds.get(found.evidence[1]) if len(found.evidence) > 1 else None
        parts = _clock_parts(found.rule, facts, ended_by)
    elif found.rule.endswith(UPHELD):
        parts = [broken.upheld(facts, found.rule.removesuffix(UPHELD))]
    else:
        parts = [broken.SENTENCES[found.rule]({**facts, "at": found.occurred_at, "evidence": found.evidence})]
    return "; ".join(parts) + "."


def _clock_parts(rule: str, facts: Mapping[str, Any], ended_by: str | None) -> list[str]:
    start, due = instant_of(facts["started_at"]), instant_of(facts["due_at"])
    parts = [
        STARTED[rule]() % {"at": moment(start)},
        counted_words(facts["counted"], start),
        _("due %(at)s") % {"at": moment(due)},
    ]
    met = facts.get("met_at")
    if met is None:
        return [*parts, NOT_MET[rule]()]
    what = ENDED[ended_by]() if ended_by in ENDED else _("over at %(at)s")
    ended = what % {"at": moment(instant_of(met), beside=due)}
    late = _("%(span)s late") % {"span": lateness(facts["late_minutes"])}
    return [*parts, f"{ended}, {late}"]


# Functions, not lazy strings: `%` on a lazy string would be evaluated too early in another language.
STARTED: dict[str, Callable[[], str]] = {
    "A1.unanswered": lambda: _("Order offered at %(at)s"),
    "A2.no_feedback": lambda: _("Order cancelled without an agreement at %(at)s"),
    "A3.no_appointment": lambda: _("Order accepted at %(at)s"),
    "A4.no_receipt": lambda: _("Work completed at %(at)s"),
    "A4.unstamped": lambda: _("Work completed at %(at)s"),
    "A4.photo_not_requested": lambda: _("Work completed at %(at)s"),
    "A5.complaint_unanswered": lambda: _("The complaint's clock started at %(at)s"),
    "B1.late_arrival": lambda: _("Appointment until %(at)s"),
    "B1.no_show": lambda: _("Appointment until %(at)s"),
    "C1.reply_late": lambda: _("The customer wrote at %(at)s"),
    "C3.complaint_unanswered": lambda: _("The complaint's clock started at %(at)s"),
}
NOT_MET: dict[str, Callable[[], str]] = {
    "A1.unanswered": lambda: _("no answer by then"),
    "A2.no_feedback": lambda: _("no feedback by then"),
    "A3.no_appointment": lambda: _("no appointment by then"),
    "A4.no_receipt": lambda: _("no receipt by then"),
    "A4.unstamped": lambda: _("only a receipt without a stamp by then"),
    "A4.photo_not_requested": lambda: _("no photo asked for by then"),
    "A5.complaint_unanswered": lambda: _("no answer by then"),
    "B1.late_arrival": lambda: _("nobody had come by then"),
    "B1.no_show": lambda: _("nobody had come by then"),
    "C1.reply_late": lambda: _("no reply by then"),
    "C3.complaint_unanswered": lambda: _("no answer by then"),
}
ENDED: dict[str | None, Callable[[], str]] = {
    "accepted": lambda: _("accepted at %(at)s"),
    "declined": lambda: _("declined at %(at)s"),
    "withdrawn": lambda: _("offer withdrawn at %(at)s"),
    "cancelled": lambda: _("order cancelled at %(at)s"),
    "message": lambda: _("replied at %(at)s"),
    "reply_not_needed": lambda: _("no reply needed any more at %(at)s"),
    "disagreement_reported": lambda: _("feedback sent at %(at)s"),
    "scheduled": lambda: _("appointment made at %(at)s"),
    "arrived": lambda: _("arrived at %(at)s"),
    "completed": lambda: _("work completed at %(at)s"),
    "receipt_issued": lambda: _("stamped receipt issued at %(at)s"),
    "photo_requested": lambda: _("photo asked for at %(at)s"),
    "photo_uploaded": lambda: _("photo sent at %(at)s"),
    "complaint_reply": lambda: _("answered at %(at)s"),
    "complaint_closed": lambda: _("complaint closed by Rada at %(at)s"),
}
