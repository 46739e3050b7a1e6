"""What the charter promises a customer in one order, and how each promise stands. Pure.

It judges nothing by itself: what is broken was found by the judge, what is due is one of its running clocks; only what
was kept, or has still to come, is read from the timeline. A suspicion that waits for a person is nobody's promise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from orders import papers
from orders.models import Event, EventKind

COUNTED, CURED = "counted", "cured"


class Found(Protocol):
    """A breach that the judge found."""

    rule: str
    state: str
    occurred_at: datetime


class Running(Protocol):
    """A running clock's row."""

    rule: str
    subject: str
    due_at: datetime


class State(StrEnum):
    """How a promise stands; mended is broken and put right in time, later has not had its turn."""

    KEPT = "kept"
    RUNNING = "running"
    LATER = "later"
    BROKEN = "broken"
    MENDED = "mended"


class Promise(NamedTuple):
    """One promise: `facts` are what its words need, `clock` is the nearest that runs, `broken` the last breach."""

    code: str
    state: State
    facts: dict[str, Any]
    clock: Running | None = None
    broken: Found | None = None

    @property
    def can_be_disputed(self) -> bool:
        """Whether somebody can say that it did not happen: whatever has had its turn."""
        return self.state != State.LATER


@dataclass(frozen=True)
class Engagement:
    """One engagement as its customer may know it: what happened by `now`, what was promised, what runs, what broke."""

    events: Sequence[Event]
    terms: Mapping[str, Any]
    numbers: Mapping[str, Any]
    service: str
    clocks: Sequence[Running]
    breaches: Sequence[Found]
    now: datetime

    def last(self, *kinds: str, actor: str = "") -> Event | None:
        """The last event of these kinds, by this actor where one is named."""
        found = (e for e in reversed(self.events) if e.kind in kinds and (not actor or e.actor == actor))
        return next(found, None)

    def first(self, *kinds: str) -> Event | None:
        """The first event of these kinds."""
        return next((event for event in self.events if event.kind in kinds), None)

    @cached_property
    def ending(self) -> Event | None:
        """The cancellation that ended it; None where none did."""
        return self.last(EventKind.CANCELLED)

    @cached_property
    def receipts(self) -> list[papers.Receipt]:
        """The receipts, the first issued first."""
        return papers.receipts(self.events, {})


def promises(told: Engagement) -> list[Promise]:
    """Every promise of an accepted order, in the order of its life; of an ended one only those that had their turn."""
    found = [promise for tell in TELLERS if (promise := tell(told)) is not None]
    return found if told.ending is None else [each for each in found if each.state != State.LATER]


def _promise(
    told: Engagement, code: str, *rules: str, is_kept: bool, is_running: bool = False, **facts: Any
) -> Promise:
    """A promise that these rules guard. A clock that ran out is broken, though no sweep has said so yet."""
    clocks = sorted((each for each in told.clocks if each.rule in rules), key=lambda each: each.due_at)
    running = next((each for each in clocks if each.due_at >= told.now), None)
    is_over = any(each.due_at < told.now for each in clocks)
    counted = [each for each in told.breaches if each.rule in rules and each.state == COUNTED]
    mended = [each for each in told.breaches if each.rule in rules and each.state == CURED]
    if counted or is_over:
        state = State.BROKEN
    elif running is not None:
        state = State.RUNNING
    elif mended:
        state = State.MENDED
    else:
        goes_on = is_running and told.ending is None
        state = State.KEPT if is_kept else State.RUNNING if goes_on else State.LATER
    return Promise(code, state, facts, running, next(reversed([*mended, *counted]), None))


def _answer(told: Engagement) -> Promise | None:
    """The offer was answered within the published time."""
    offered, accepted = told.first(EventKind.OFFERED), told.first(EventKind.ACCEPTED)
    if offered is None or accepted is None:
        return None
    minutes = told.terms.get("response_minutes", 0)
    return _promise(
        told, "answer", "A1.unanswered", is_kept=True, minutes=minutes, offered_at=offered.at, accepted_at=accepted.at
    )


def _keeping(told: Engagement) -> Promise | None:
    """The partner carries out what it took; an end that the customer wanted breaks nothing."""
    rules = ("A2.cancelled", "A2.asked_to_cancel")
    is_broken = any(each.rule in rules and each.state == COUNTED for each in told.breaches)
    if told.ending is not None and not is_broken:
        return None
    done = told.last(EventKind.COMPLETED)
    return _promise(told, "keeping", *rules, is_kept=done is not None, is_running=True, done_at=done and done.at)


def _appointment(told: Engagement) -> Promise:
    """An appointment is made soon, and not moved at short notice."""
    made = told.first(EventKind.SCHEDULED, EventKind.ARRIVED)
    minutes = told.numbers["appointment_minutes"]
    return _promise(
        told, "appointment", "A3.no_appointment", "A3.short_notice",
        is_kept=made is not None, minutes=minutes, made_at=made and made.at,
    )  # fmt: skip


def _arrival(told: Engagement) -> Promise:
    """The technician comes between the two instants of the appointment."""
    window, arrived = told.last(EventKind.SCHEDULED), told.last(EventKind.ARRIVED)
    came = arrived if arrived is not None else told.last(EventKind.COMPLETED)
    is_kept = came is not None and (window is None or came.at >= window.at)
    return _promise(
        told, "arrival", "B1.late_arrival", "B1.no_show",
        is_kept=is_kept, is_running=window is not None,
        window=_window_of(window), came_at=came.at if is_kept and came is not None else None,
    )  # fmt: skip


def _reply(told: Engagement) -> Promise:
    """Messages are answered in time; nights do not count."""
    asked = any(_asks(event) for event in told.events)
    answered = told.last(EventKind.MESSAGE, actor="partner")
    return _promise(
        told, "reply", "C1.reply_late",
        is_kept=asked, minutes=told.numbers["reply_minutes_engaged"], answered_at=answered and answered.at,
    )  # fmt: skip


def _price(told: Engagement) -> Promise:
    """The price is approved before the work, and neither it nor the published prices are exceeded."""
    approved = papers.approved_quote(told.events, {})
    receipt = told.receipts[-1] if told.receipts else None
    return _promise(
        told, "price", "B2.over_quote", "B1.overpriced", "B1.promotion_withheld",
        is_kept=receipt is not None, is_running=told.last(EventKind.QUOTED) is not None,
        approved=approved and approved.total, total=receipt and receipt.total,
    )  # fmt: skip


def _parts(told: Engagement) -> Promise:
    """Only approved parts are put in, and where they come from is stated."""
    count = sum(event.kind == EventKind.PART_REPLACED for event in told.events)
    return _promise(
        told, "parts", "B2.unapproved_part", "B4.origin_missing", "B4.part_differs",
        is_kept=count > 0, count=count,
    )  # fmt: skip


def _steps(told: Engagement) -> Promise | None:
    """Every step of the published checklist is done; nothing where none is published."""
    steps = told.terms.get("checklists", {}).get(told.service, ())
    done = told.last(EventKind.COMPLETED)
    return (
        _promise(told, "steps", "B5.checklist_skipped", is_kept=done is not None, count=len(steps)) if steps else None
    )


def _receipt(told: Engagement) -> Promise:
    """A receipt with Rada's stamp follows the work."""
    stamped = next((each for each in reversed(told.receipts) if each.stamp), None)
    return _promise(
        told, "receipt", "A4.no_receipt", "A4.unstamped",
        is_kept=stamped is not None, hours=told.numbers["receipt_hours"],
        stamp=stamped.stamp if stamped is not None else "", issued_at=stamped and stamped.event.at,
    )  # fmt: skip


def _warranty(told: Engagement) -> Promise:
    """The receipt states the warranty of what was put in, as long as was published."""
    stated = next((each.days for each in reversed(told.receipts) if each.days is not None), None)
    return _promise(
        told, "warranty", "B3.no_warranty_info", "B3.warranty_short",
        is_kept=stated is not None, published=told.terms.get("warranty_days", 0), days=stated,
    )  # fmt: skip


def _complaint(told: Engagement) -> Promise:
    """Complaints are answered in time; nights do not count."""
    answered = told.last(EventKind.COMPLAINT_REPLY)
    return _promise(
        told, "complaint", "A5.complaint_unanswered", "C3.complaint_unanswered",
        is_kept=answered is not None, minutes=told.numbers["complaint_reply_minutes"],
        answered_at=answered and answered.at,
    )  # fmt: skip


def _asks(event: Event) -> bool:
    """Whether it is a message of the customer that waits for an answer."""
    waits = event.payload.get("needs_reply", True) and not event.payload.get("auto")
    return event.kind == EventKind.MESSAGE and event.actor == "customer" and bool(waits)


def _window_of(event: Event | None) -> tuple[datetime, datetime] | None:
    if event is None:
        return None
    begin, end = (datetime.fromisoformat(event.payload[name]) for name in ("arrive_from", "arrive_to"))
    return begin, end


TELLERS: tuple[Callable[[Engagement], Promise | None], ...] = (
    _answer, _appointment, _arrival, _keeping, _reply, _price, _parts, _steps, _receipt, _warranty, _complaint,
)  # fmt: skip
