"""C1: customers are cared for every day in the care window.

Two rules, both readings of the charter's hours: a reply outside the window is recorded for what it is, and a customer
who is left waiting is the breach that counts.
"""

from collections.abc import Iterator
from typing import NamedTuple

from orders.commitments.case import Case, Event
from orders.commitments.outcomes import MINOR, NOTICE, Broken, Clock
from orders.commitments.registry import rule
from partners.calendars import DAY


class Waiting(NamedTuple):
    """A customer waiting for a reply: since which message, whether an engaged partner's, and what ended it."""

    message: Event
    engaged: bool
    ended_by: Event | None


@rule("C1.reply_outside_window", severity=NOTICE, on="message")
def reply_outside_window(case: Case) -> Iterator[Broken]:
    """The partner writes inside the care window; closures do not matter here."""
    outside = [message for message in case.each("message") if _is_reply(message) and not case.care.contains(message.at)]
    if not outside:
        return
    answered = {waiting.ended_by: waiting.message for waiting in case.once(waitings)}
    for message in outside:
        question = answered.get(message)
        yield Broken(
            message,
            {"care_open": case.policy["care_open"], "care_close": case.policy["care_close"]},
            (question,),
            severity=case.policy["outside_window_severity"] or _grade(case, question),
        )


def _grade(case: Case, question: Event | None) -> str:
    return MINOR if question is not None and case.care.contains(question.at) else NOTICE


@rule("C1.reply_late", severity=MINOR, on="message")
def reply_late(case: Case) -> Iterator[Clock]:
    """A customer who waits for a reply gets one in time, sooner while the partner is engaged."""
    for waiting in case.once(waitings):
        minutes = case.policy["reply_minutes_engaged" if waiting.engaged else "reply_minutes"]
        yield Clock(waiting.message, case.care, minutes, waiting.ended_by)


def waitings(case: Case) -> list[Waiting]:
    """Return every waiting of the customer after the offer, in the order in which they began.

    No waiting begins after a refusal before the acceptance, or a cancellation, until an acceptance follows, nor when
    the aftercare is over. A cancellation ends none: the customer still waits.
    """
    found: list[Waiting] = []
    asked: Event | None = None
    barred = False
    for event in case.events[case.offered.place + 1 :] if case.offered is not None else ():
        kind = event.kind
        if kind == "message" and event.actor == "customer":
            if asked is None and not barred and _asks(event) and not _is_past_aftercare(case, event):
                asked = event
            continue
        refused = kind in ("declined", "withdrawn") and not case.is_engaged_at(event)
        if kind == "accepted":
            barred = False
        elif kind == "cancelled" or refused:
            barred = True
        if asked is not None and (refused or kind == "reply_not_needed" or _is_reply(event)):
            found.append(Waiting(asked, _is_at_work(case, asked), event))
            asked = None
    if asked is not None:
        found.append(Waiting(asked, _is_at_work(case, asked), None))
    return found


def _asks(message: Event) -> bool:
    return message.data.get("needs_reply", True) and not message.data.get("auto", False)


def _is_reply(event: Event) -> bool:
    return event.kind == "message" and event.actor == "partner" and not event.data.get("auto", False)


def _is_at_work(case: Case, message: Event) -> bool:
    """Whether the message stands between the acceptance and the completion or cancellation after it."""
    if not case.is_engaged_at(message):
        return False
    end = case.first_engaged("completed", "cancelled")
    return end is None or end.place > message.place


def _is_past_aftercare(case: Case, message: Event) -> bool:
    completed = case.completed
    return completed is not None and message.at > completed.at + case.policy["aftercare_days"] * DAY
