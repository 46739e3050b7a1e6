"""What a timeline says of its complaints: a pure fold, done again whenever an event arrives, in whatever order.

The events of one assignment are read in the timeline's order. A message counts for a complaint where a step of the
desk says so, and a customer's message answers every complaint that waits for the customer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from complaints import transitions
from complaints.models import CLOSED, FOR_RADA, ComplaintStep, State
from complaints.transitions import Act
from orders.codes import CATEGORIES
from orders.models import Event, EventKind

LONGEST_NUMBER = 120
ACTS: Mapping[str, Act] = {
    EventKind.COMPLAINT_OPENED: Act.OPENED,
    EventKind.COMPLAINT_INFO_REQUESTED: Act.PARTNER_ASKED,
    EventKind.COMPLAINT_REPLY: Act.PARTNER_REPLIED,
    EventKind.COMPLAINT_REOPENED: Act.REOPENED,
}
STEERING: Mapping[str, Act] = {
    ComplaintStep.Kind.CUSTOMER_ASKED: Act.CUSTOMER_ASKED,
    ComplaintStep.Kind.CUSTOMER_ANSWERED: Act.CUSTOMER_ANSWERED,
    ComplaintStep.Kind.MERGED: Act.MERGED,
}
ANSWERS = (Act.CUSTOMER_ASKED, Act.CUSTOMER_ANSWERED, Act.UPHELD, Act.REJECTED, Act.SETTLED, Act.MERGED)
KINDS = frozenset({*ACTS, EventKind.COMPLAINT_CLOSED})


@dataclass
class Round:
    """From an opening or reopening to Rada's first word to the customer."""

    event: Event
    started_at: datetime
    answered_at: datetime | None = None


@dataclass
class Told:
    """What the timeline tells of one complaint so far; `with_rada_since` is None while it does not wait for Rada."""

    number: str
    opening: Event
    state: State = State.NEW
    rounds: list[Round] = field(default_factory=list)
    with_rada_since: datetime | None = None
    closed_at: datetime | None = None
    closing: Event | None = None
    merged_into: int | None = None
    event_ids: set[str] = field(default_factory=set)
    version: int = 0

    @property
    def category(self) -> str:
        """One of our codes; "" where it was told in words."""
        said = self.opening.payload["category"]
        return said if isinstance(said, str) and said in CATEGORIES else ""

    @property
    def step_from(self) -> datetime | None:
        """From when Rada's next step is measured once its first answer is given; None while others are waited for.

        What others add in the meantime does not move it.
        """
        answered_at = self.rounds[-1].answered_at
        if answered_at is None or self.with_rada_since is None:
            return None
        return max(answered_at, self.with_rada_since)

    @property
    def ruling(self) -> dict[str, str]:
        """Clause and severity of a complaint that stands upheld."""
        if self.state != State.UPHELD or self.closing is None:
            return {"clause": "", "severity": ""}
        return {name: self.closing.payload.get(name) or "" for name in ("clause", "severity")}


def number_of(event: Event) -> str:
    """The complaint's number as its row keeps it; an over-long one by its SHA-256."""
    said = str(event.payload["complaint"])
    return said if len(said) <= LONGEST_NUMBER else hashlib.sha256(said.encode()).hexdigest()


def fold(events: Iterable[Event], steps: Sequence[ComplaintStep], now: datetime) -> dict[str, Told]:
    """Every complaint of one assignment by its number, from its events with `at <= now` in the timeline's order.

    `steps` are those of its complaints, oldest first. A complaint that was split off goes on from where the one it
    came from stood: its clock began with that one's, and what Rada had answered counts for both.
    """
    told: dict[str, Told] = {}
    said_of: dict[int, list[ComplaintStep]] = {}
    for each in steps:
        said_of.setdefault(each.event_id or 0, []).append(each)
    for event in events:
        if event.at > now:
            continue
        if event.kind in KINDS:
            _of_complaint(told, event, said_of.get(event.pk, ()))
        elif event.kind == EventKind.MESSAGE:
            _of_message(told, event, said_of.get(event.pk, ()))
    for each in steps:
        if each.complaint.number in told:
            told[each.complaint.number].version += 1
    return told


def _of_complaint(told: dict[str, Told], event: Event, steps: Iterable[ComplaintStep]) -> None:
    number = number_of(event)
    by_kind = {each.kind: each for each in steps}
    act = ACTS.get(event.kind) or Act(event.payload["outcome"])
    merging = by_kind.get(ComplaintStep.Kind.MERGED)
    if number not in told:
        if act == Act.OPENED:
            told[number] = Told(number, event)
            _begin(told[number], event, by_kind.get(ComplaintStep.Kind.SPLIT), told)
        return
    _move(told[number], Act.MERGED if merging else act, event, merging)


def _of_message(told: Mapping[str, Told], event: Event, steps: Iterable[ComplaintStep]) -> None:
    for each in steps:
        if each.complaint.number in told:
            _move(told[each.complaint.number], STEERING[each.kind], event)
    if event.actor == "customer":
        for complaint in told.values():
            if complaint.state == State.WAITING_CUSTOMER:
                _move(complaint, Act.CUSTOMER_REPLIED, event)


def _begin(complaint: Told, event: Event, splitting: ComplaintStep | None, told: Mapping[str, Told]) -> None:
    """Its first round; that of a part that was split off began with the whole."""
    complaint.event_ids.add(event.event_id)
    complaint.version += 1
    whole = told.get(splitting.complaint.number) if splitting else None
    begun = whole.rounds[-1] if whole is not None else Round(event, event.at)
    complaint.rounds.append(Round(event, begun.started_at, begun.answered_at))
    complaint.with_rada_since = (whole.with_rada_since if whole is not None else None) or event.at


def _move(complaint: Told, act: Act, event: Event, merging: Any = None) -> None:
    """What the table has no row for is counted, and steers nothing."""
    complaint.version += 1
    complaint.event_ids.add(event.event_id)
    row = transitions.step(act, complaint.state, event.actor)
    if row is None:
        return
    if act in ANSWERS and complaint.rounds[-1].answered_at is None:
        complaint.rounds[-1].answered_at = event.at
    if act == Act.REOPENED:
        complaint.rounds.append(Round(event, event.at))
    if row.target is None:
        return
    complaint.state = row.target
    complaint.with_rada_since = (complaint.with_rada_since or event.at) if row.target in FOR_RADA else None
    is_closed = row.target in CLOSED
    complaint.closing, complaint.closed_at = (event, event.at) if is_closed else (None, None)
    complaint.merged_into = merging.other_id if merging and is_closed else None
