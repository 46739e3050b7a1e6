"""Orders that lived so far and no farther, each with the facts it was given, and breaches that are planted on them."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from complaints.scores.definition import Fact
from orders.models import Assignment, Breach
from partners.models import Partner
from tests import factories as make

PART = {"line": "p", "kind": "part", "code": None, "unit_price": 90_000, "qty": 1, "origin": "VN"}
QUOTE = {"quote": "q", "total": 90_000, "lines": [PART]}
RECEIPT = {"stamp": "S", "total": 90_000, "discount": 0, "lines": [{"code": None, "unit_price": 90_000, "qty": 1}],
           "warranty": {"days": 90, "terms": "Tại nhà"}}  # fmt: skip

Step = tuple[str, str, dict[str, Any]]
ACCEPTED: tuple[Step, ...] = (("accepted", "partner", {}),)
QUOTED: tuple[Step, ...] = (*ACCEPTED, ("quoted", "partner", QUOTE), ("quote_approved", "customer", {"quote": "q"}))
DONE: tuple[Step, ...] = (*ACCEPTED, ("completed", "partner", {}))
IN = {Fact.ANSWERED, Fact.ACCEPTED}
# What happens after the offer, and the facts that follow from it.
LIVES: dict[str, tuple[tuple[Step, ...], set[Fact]]] = {
    "waiting": ((), set()),
    "withdrawn": ((("withdrawn", "rada", {}),), set()),
    "declined": ((("declined", "partner", {"reason": "unsafe"}),), {Fact.ANSWERED}),
    "accepted": (ACCEPTED, IN),
    "scheduled": ((*ACCEPTED, ("scheduled", "partner", {})), {*IN, Fact.APPOINTED}),
    "cancelled": ((*ACCEPTED, ("cancelled", "customer", {"reason": "changed_mind"})), IN),
    "quoted": (
        (*QUOTED, ("completed", "partner", {}), ("receipt_issued", "partner", RECEIPT)),
        {*IN, Fact.QUOTED, Fact.COMPLETED, Fact.RECEIPT},
    ),
    "repaired": (
        (*QUOTED, ("scheduled", "partner", {}), ("part_replaced", "partner", {"line": "p", "origin": "VN"}),
         ("completed", "partner", {}), ("receipt_issued", "partner", RECEIPT)),
        {*IN, Fact.APPOINTED, Fact.QUOTED, Fact.PART, Fact.COMPLETED, Fact.RECEIPT},
    ),
    "complained": (
        (*DONE, ("receipt_issued", "partner", RECEIPT),
         ("complaint_opened", "customer", {"complaint": "k", "category": "price"})),
        {*IN, Fact.COMPLETED, Fact.RECEIPT, Fact.COMPLAINT},
    ),
    "about_quality": (
        (*DONE, ("complaint_opened", "customer", {"complaint": "k", "category": "quality"})),
        {*IN, Fact.COMPLETED, Fact.QUALITY_COMPLAINT},
    ),
}  # fmt: skip
_numbers = count(1)


def a_life(name: str, partner: Partner, *, at: datetime) -> tuple[set[Fact], Assignment]:
    """An order offered at an instant that went through a life of LIVES a minute a step, and the life's facts."""
    steps, facts = LIVES[name]
    order = make.an_offer(partner=partner, at=at)
    told = []
    for number, (kind, actor, fields) in enumerate(steps, start=1):
        instant = at + number * make.MINUTE
        visit = {"arrive_from": instant.isoformat(), "arrive_to": (instant + make.DAY).isoformat()}
        told.append((f"e{number}", kind, instant, actor, visit if kind == "scheduled" else fields))
    make.reported(order, *told, at=at + make.HOUR)
    order.refresh_from_db()
    return facts, order


def blemish(order: Assignment, clause: str, state: str, *, at: datetime, points: int = 0, rule: str = "") -> Breach:
    """A breach in a state, as if it had been found."""
    return Breach.objects.create(
        assignment=order, partner_id=order.partner_id, rule=rule or f"{clause}.upheld", clause=clause,
        subject=f"planted-{next(_numbers)}", occurred_at=at, severity="minor", state=state, points=points, found_at=at,
    )  # fmt: skip


def own_states(order: int, clause: str) -> set[str]:
    """The states of an order's breaches under a clause."""
    return set(Breach.objects.filter(assignment_id=order, clause=clause).values_list("state", flat=True))
