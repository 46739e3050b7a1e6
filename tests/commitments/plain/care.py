"""The rules that need no acceptance: A1, the complaints (A5, C3, upheld) and C1."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.commitments.plain import calendar
from tests.commitments.plain.ledger import Event, Ledger

OPENING_COMPLAINTS = ("complaint_opened", "complaint_info_requested", "complaint_reopened")


def judge_offer(ledger: Ledger) -> None:
    """A1: the answer to the first offer."""
    offered = ledger.first("offered")
    if offered is None:
        return
    hours, span = ledger.terms["hours"], timedelta(minutes=ledger.terms["response_minutes"])
    due = calendar.add(hours, ledger.closures, offered["at"], span)
    answers = [
        event for event in ledger.after(offered) if event["kind"] in ("accepted", "declined", "withdrawn", "cancelled")
    ]
    ledger.clock("A1.unanswered", offered, due, answers, "notice")
    if not calendar.contains(hours, offered["at"]) or calendar.closed(ledger.closures, offered["at"]):
        return
    for event in ledger.after(offered):
        if event["kind"] == "accepted":
            return
        if event["kind"] == "declined" and event["reason"] not in ledger.policy["excused_decline_reasons"]:
            ledger.broken("A1.declined_in_hours", event["id"], event["at"], "notice")


def judge_complaints(ledger: Ledger) -> None:
    """A5 or C3 for every opened clock, and the complaints that Rada upheld."""
    for event in ledger.events:
        if event["kind"] in OPENING_COMPLAINTS:
            answers = [
                later
                for later in ledger.after(event)
                if later["kind"] in ("complaint_reply", "complaint_closed") and later["complaint"] == event["complaint"]
            ]
            due = ledger.care(event["at"], "complaint_reply_minutes")
            ledger.clock(f"{complaint_clause(ledger, event)}.complaint_unanswered", event, due, answers, "major")
        if event["kind"] == "complaint_closed" and event["outcome"] == "upheld":
            severity = event["severity"] or "major"
            ledger.broken(f"{event['clause']}.upheld", event["id"], event["at"], severity)


def complaint_clause(ledger: Ledger, event: Event) -> str:
    """C3 where the complaint was opened, by now, about quality or a promotion; A5 otherwise."""
    for earlier in ledger.events[: ledger.place(event) + 1]:
        if earlier["kind"] == "complaint_opened" and earlier["complaint"] == event["complaint"]:
            return "C3" if earlier["category"] in ("quality", "promotion") else "A5"
    return "A5"


class Conversation:
    """C1 told event by event: who is waiting for whom, and whether a clock may open at all."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.offered = self.accepted = self.over = self.shut = False
        self.first_completed: datetime | None = None
        self.waiting: Event | None = None
        self.waiting_due: datetime | None = None

    def tell(self, event: Event) -> None:
        """Take in the next event of the order."""
        kind, actor = event["kind"], event["actor"]
        if kind == "message" and not event["auto"]:
            if actor == "partner":
                self.partner_writes(event)
            elif actor == "customer" and event["needs_reply"]:
                self.customer_asks(event)
        elif kind == "reply_not_needed":
            self.stop_waiting(event)
        else:
            self.note_state(event)

    def note_state(self, event: Event) -> None:
        """What the event does to the engagement."""
        kind = event["kind"]
        if kind == "offered":
            self.offered = True
        elif kind == "accepted":
            self.accepted, self.shut = True, False
        elif kind in ("declined", "withdrawn") and not self.accepted:
            self.stop_waiting(event)
            self.shut = self.shut or self.offered
        elif kind == "cancelled":
            self.shut = self.shut or self.offered
            self.over = self.over or self.accepted
        elif kind == "completed" and self.accepted:
            self.over = True
            self.first_completed = self.first_completed or event["at"]

    def customer_asks(self, event: Event) -> None:
        """Open a clock, unless one waits or none may open."""
        if self.waiting is not None or not self.offered or self.shut:
            return
        aftercare = timedelta(days=self.ledger.policy["aftercare_days"])
        if self.first_completed is not None and event["at"] > self.first_completed + aftercare:
            return
        engaged = self.accepted and not self.over
        self.waiting = event
        self.waiting_due = self.ledger.care(event["at"], "reply_minutes_engaged" if engaged else "reply_minutes")

    def partner_writes(self, event: Event) -> None:
        """End the waiting; a message outside the window is recorded for what it is."""
        care, asked = self.ledger.policy["care"], self.waiting
        self.stop_waiting(event)
        if calendar.contains(care, event["at"]):
            return
        graded = "minor" if asked is not None and calendar.contains(care, asked["at"]) else "notice"
        severity = self.ledger.policy["outside_window_severity"] or graded
        self.ledger.broken("C1.reply_outside_window", event["id"], event["at"], severity)

    def stop_waiting(self, event: Event | None) -> None:
        """Close the clock that runs, met by `event` or by nothing."""
        if self.waiting is not None:
            met = [] if event is None else [event]
            self.ledger.clock("C1.reply_late", self.waiting, self.waiting_due, met, "minor")
        self.waiting = None


def judge_conversation(ledger: Ledger) -> None:
    """C1: replies outside the window, and customers left waiting."""
    conversation = Conversation(ledger)
    for event in ledger.events:
        conversation.tell(event)
    conversation.stop_waiting(None)
