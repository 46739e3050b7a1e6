"""How events and states look on a page: their line, icon and tone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from orders.models import Assignment, Breach, BreachDecision, Event, EventKind, Status
from orders.models.breaches import Severity
from orders.wording import decision_why, event_line

ICONS: dict[str, str] = {
    EventKind.OFFERED: "bell", EventKind.ACCEPTED: "kept", EventKind.DECLINED: "close", EventKind.WITHDRAWN: "undo",
    EventKind.SCHEDULED: "calendar", EventKind.MESSAGE: "message", EventKind.REPLY_NOT_NEEDED: "message",
    EventKind.DISAGREEMENT_REPORTED: "handshake", EventKind.CANCELLED: "close", EventKind.QUOTED: "money",
    EventKind.QUOTE_APPROVED: "kept", EventKind.QUOTE_REJECTED: "close", EventKind.ARRIVED: "place",
    EventKind.PART_REPLACED: "tool", EventKind.CHECKLIST_DONE: "list", EventKind.COMPLETED: "kept",
    EventKind.RECEIPT_ISSUED: "receipt", EventKind.PHOTO_REQUESTED: "camera", EventKind.PHOTO_UPLOADED: "camera",
}  # fmt: skip
STATES: dict[str, tuple[str, str]] = {
    Status.OFFERED: ("accent", "bell"), Status.ACCEPTED: ("accent", "kept"), Status.SCHEDULED: ("accent", "calendar"),
    Status.ARRIVED: ("accent", "tool"), Status.COMPLETED: ("kept", "kept"), Status.CANCELLED: ("", "close"),
    Status.DECLINED: ("", "close"), Status.WITHDRAWN: ("", "undo"), Status.NEW: ("", "clock"),
}  # fmt: skip
BREACH_STATES: dict[str, tuple[str, str]] = {
    Breach.State.COUNTED: ("broken", "broken"), Breach.State.TO_CHECK: ("soon", "soon"),
    Breach.State.RETRACTED: ("kept", "undo"), Breach.State.WAIVED: ("kept", "kept"),
    Breach.State.CURED: ("kept", "kept"), Breach.State.OVERTURNED: ("kept", "kept"),
    Breach.State.SHADOW: ("", "info"),
}  # fmt: skip

Kind = BreachDecision.Kind
DECISION_STATES: dict[str, tuple[str, str]] = {
    Kind.RETRACTED: ("undo", "kept"), Kind.REINSTATED: ("broken", "broken"), Kind.REGRADED: ("info", "soon"),
    Kind.REWEIGHED: ("info", "soon"),
    Kind.CONFIRMED: ("broken", "broken"), Kind.WAIVED: ("kept", "kept"), Kind.CURED: ("kept", "kept"),
    Kind.APPEALED: ("flag", "accent"), Kind.UPHELD: ("broken", "broken"), Kind.OVERTURNED: ("kept", "kept"),
}  # fmt: skip


class Badge(NamedTuple):
    """A state by word, tone and icon."""

    word: str
    tone: str
    icon: str


class Line(NamedTuple):
    """One event of a timeline."""

    words: str
    at: datetime
    icon: str
    tone: str


class Bubble(NamedTuple):
    """One message of a chat; `text` is None where it was erased, empty where none was reported."""

    text: str | None
    at: datetime
    side: str
    actor: str


def state_of(assignment: Assignment) -> Badge:
    """Where an assignment stands."""
    return Badge(assignment.get_status_display(), *STATES[assignment.status])


def breach_state_of(breach: Breach) -> Badge:
    """Where a breach stands; a mere notice is no alarm."""
    if breach.state == Breach.State.COUNTED and breach.severity == Severity.NOTICE:
        return Badge(breach.get_severity_display(), "", "info")
    return Badge(breach.get_state_display(), *BREACH_STATES[breach.state])


def line_of(event: Event) -> Line:
    """An event as one line of a timeline."""
    tone = "broken" if event.kind == EventKind.CANCELLED else "accent" if event.actor == "customer" else ""
    return Line(event_line(event, texts_of(event)), event.at, ICONS.get(event.kind, "info"), tone)


def decision_of(decision: BreachDecision) -> Line:
    """What was decided about a breach, as one line of a timeline; its partner is not told who of Rada's it was."""
    words = f"{decision.get_kind_display()}: {decision_why(decision, is_for_partner=True)}"
    return Line(f"{words[:1].upper()}{words[1:]}", decision.decided_at, *DECISION_STATES[decision.kind])


def bubble_of(event: Event) -> Bubble:
    """A message as the chat shows it."""
    side = "auto" if event.payload.get("auto") else "mine" if event.actor == "partner" else ""
    unwritten = None if "text" in event.payload else ""
    return Bubble(texts_of(event).get("text", unwritten), event.at, side, event.actor)


def texts_of(event: Event) -> dict[str, Any]:
    """The event's texts by field."""
    return {remark.field: remark.text for remark in event.remarks.all()}
