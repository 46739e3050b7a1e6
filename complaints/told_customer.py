"""A complaint as its customer reads it: where it stands, what was said, until when it can be reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from complaints.selectors import EVERY_KIND, OPENED, ToldComplaint
from complaints.wording import customers as wording
from complaints.wording.complaints import Standing
from orders.countdowns import Countdown
from orders.models import Assignment, Event
from orders.services.complaints import reopened_until
from orders.views import chronicle

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


class Line(NamedTuple):
    """One thing that was said; what Rada asks the company stays between the two."""

    words: str
    text: str
    at: datetime
    icon: str
    tone: str


@dataclass(frozen=True)
class Told:
    """One complaint of a customer, with the clock that runs for its answer."""

    complaint: ToldComplaint
    assignment: Assignment
    countdown: Countdown | None
    now: datetime

    @property
    def opened(self) -> Event:
        """The event that opened it."""
        return self.complaint.opened

    @property
    def number(self) -> str:
        """Its number."""
        return self.complaint.reference

    @property
    def category(self) -> str:
        """What it is about, in the words that the customer chose from."""
        return wording.category_of(self.opened, chronicle.texts_of(self.opened))

    @property
    def text(self) -> str:
        """What the customer wrote; "" where it was erased."""
        return str(chronicle.texts_of(self.opened).get("text", ""))

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return wording.standing(self.complaint.closing, is_unanswered=self.complaint.is_unanswered)

    @property
    def lines(self) -> list[Line]:
        """What was said, event by event."""
        return [_line(event) for event in self.complaint.events]

    @property
    def is_closed(self) -> bool:
        """Whether Rada has closed it."""
        return self.complaint.closing is not None

    @property
    def reopened_until(self) -> datetime | None:
        """The last instant at which it can be reopened; None where it is open, or that has passed."""
        closing = self.complaint.closing
        until = reopened_until(closing.at) if closing is not None else None
        return until if until is not None and until >= self.now else None


def complaints_of(page: CustomerPage) -> list[Told]:
    """Every complaint of the order, the newest first, from what the page has read."""
    jobs = [*page.former, *([page.job] if page.job is not None else [])]
    found = [_told(page, job, opened) for job in jobs for opened in page.told[job.pk] if _is_opening(page, opened)]
    return sorted(found, key=lambda each: each.opened.at, reverse=True)


def _told(page: CustomerPage, job: Assignment, opened: Event) -> Told:
    number = opened.payload["complaint"]
    events: Sequence[Event] = [
        event
        for event in page.told[job.pk]
        if event.kind in EVERY_KIND and event.payload["complaint"] == number and event.at <= page.now
    ]
    ids = {event.event_id for event in events}
    running = [each for (rule, subject), each in page.countdowns.items() if wording.is_answer(rule) and subject in ids]
    is_own = page.job is not None and job.pk == page.job.pk
    nearest = min(running, key=lambda each: each.due_at, default=None) if is_own else None
    countdown = nearest if nearest is not None and nearest.due_at >= page.now else None
    return Told(ToldComplaint(opened, events), job, countdown, page.now)


def _is_opening(page: CustomerPage, event: Event) -> bool:
    return event.kind == OPENED and event.at <= page.now


def _line(event: Event) -> Line:
    text = "" if wording.is_private(event) else str(chronicle.texts_of(event).get("text", ""))
    is_own = event.actor == "customer"
    return Line(
        wording.said(event), text, event.at, "message" if not wording.is_end(event) else "kept",
        "accent" if is_own else "kept" if wording.is_end(event) else "",
    )  # fmt: skip
