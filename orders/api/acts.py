"""The acts of the timeline by the API: one table, read by the addresses of single acts and by batches.

Each calls the service that the pages call; whether it is possible, and for whom, the service says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orders.api import bodies
from orders.api.tellings import Done
from orders.api.views import OneAssignmentView
from orders.models import Assignment, EventKind
from orders.services import messages, offers, parts, quotes, receipts, stated, visits
from partners.actors import Actor
from rada.platform.api.operations import operation
from rada.web.api.callers import Kind, Scope, to

Do = Callable[[Assignment, Actor, dict[str, Any]], object]
MEMBER, CUSTOMER = Kind.MEMBER, Kind.CUSTOMER
INSTANTS = {"arrive_from": "2026-12-01T09:00:00+07:00", "arrive_to": "2026-12-01T11:00:00+07:00"}
LINE = {"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1}


@dataclass(frozen=True)
class Act:
    """One act: what it records, who calls it, what it carries, what it does, and how it is described."""

    kind: EventKind
    kinds: tuple[Kind, ...]
    takes: type[bodies.Act]
    do: Do
    says: str
    example: Any
    is_guarded: bool = False
    name: str = ""  # what programs call it by, where that is not the word of its address


def _schedule(job: Assignment, by: Actor, given: dict[str, Any]) -> None:
    """A customer knows no technician's hours."""
    overlaps = given["overlaps"] if by.is_partner else None
    visits.schedule(job, by=by, arrive_from=given["arrive_from"], arrive_to=given["arrive_to"], overlaps_shown=overlaps)


def _issue(job: Assignment, by: Actor, given: dict[str, Any]) -> None:
    warranty = receipts.Warranty(**given.pop("warranty")) if given["warranty"] is not None else given.pop("warranty")
    receipts.issue(job, by=by, warranty=warranty, **given)


ACTS: dict[str, Act] = {
    "accept": Act(
        EventKind.ACCEPTED, (MEMBER,), bodies.Act, lambda job, by, given: offers.accept(job, by=by),
        "Take the order. The other partners' offers end.", {},
    ),
    "decline": Act(
        EventKind.DECLINED, (MEMBER,), bodies.Decline, lambda job, by, given: offers.decline(job, by=by, **given),
        "Answer an offer with no.", {"reason": "busy"},
    ),
    "withdraw": Act(
        EventKind.WITHDRAWN, (), bodies.Act, lambda job, by, given: offers.withdraw(job, by=by),
        "End an offer that nobody has answered, as Rada.", {},
    ),
    "schedule": Act(
        EventKind.SCHEDULED, (MEMBER, CUSTOMER), bodies.Appointment, _schedule,
        "Make or move the appointment.", INSTANTS, is_guarded=True,
    ),
    "messages": Act(
        EventKind.MESSAGE, (MEMBER, CUSTOMER), bodies.Message,
        lambda job, by, given: messages.send(job, by=by, files=given.pop("photos"), **given),
        "Write in the chat of the order.", {"text": "Anh đến lúc 9 giờ được không?"}, name="send_message",
    ),
    "need-no-reply": Act(
        EventKind.REPLY_NOT_NEEDED, (CUSTOMER,), bodies.Act,
        lambda job, by, given: messages.need_no_reply(job, by=by),
        "Say that the waiting message needs no answer.", {},
    ),
    "report-disagreement": Act(
        EventKind.DISAGREEMENT_REPORTED, (MEMBER,), bodies.Disagreement,
        lambda job, by, given: visits.report_disagreement(job, by=by, **given),
        "Tell Rada what both sides could not agree on.", {"text": "Khách muốn giảm giá thêm."},
    ),
    "cancel": Act(
        EventKind.CANCELLED, (MEMBER,), bodies.Cancel, lambda job, by, given: visits.cancel(job, by=by, **given),
        "End an accepted assignment; by its partner this breaks A2.", {"reason": "no_agreement"},
    ),
    "quotes": Act(
        EventKind.QUOTED, (MEMBER,), bodies.Quote, lambda job, by, given: quotes.quote(job, by=by, **given),
        "Quote a price, or quote it again under the same reference.",
        {"reference": "Q1", "lines": [{**LINE, "line": "L1", "kind": "labour"}], "total": 250_000}, is_guarded=True,
        name="quote",
    ),
    "arrive": Act(
        EventKind.ARRIVED, (MEMBER,), bodies.Act, lambda job, by, given: visits.arrive(job, by=by),
        "The technician is at the door.", {},
    ),
    "parts": Act(
        EventKind.PART_REPLACED, (MEMBER,), bodies.Part, lambda job, by, given: parts.replace_part(job, by=by, **given),
        "Record a part that was put in.",
        {"line": "L2", "origin": "Thái Lan", "brand": "Panasonic", "model": "35 µF"}, name="replace_part",
    ),
    "checklist": Act(
        EventKind.CHECKLIST_DONE, (MEMBER,), bodies.Checklist,
        lambda job, by, given: visits.do_checklist(job, by=by, **given),
        "Tick steps of the maker's checklist.", {"items": ["power_off"]}, name="do_checklist",
    ),
    "complete": Act(
        EventKind.COMPLETED, (MEMBER,), bodies.Act, lambda job, by, given: visits.complete(job, by=by),
        "The work is done.", {},
    ),
    "receipts": Act(
        EventKind.RECEIPT_ISSUED, (MEMBER,), bodies.Receipt, _issue,
        "Issue the stamped receipt, or correct it.",
        {"lines": [LINE], "total": 250_000, "stamp": None, "warranty": None}, is_guarded=True, name="issue_receipt",
    ),
    "request-photo": Act(
        EventKind.PHOTO_REQUESTED, (MEMBER,), bodies.Act,
        lambda job, by, given: receipts.ask_for_photo(job, by=by),
        "Ask the customer to photograph the stamped receipt.", {},
    ),
}  # fmt: skip
BY_KIND = {act.kind.value: act for act in ACTS.values()}


def perform(act: Act, job: Assignment, by: Actor, given: dict[str, Any]) -> Assignment:
    """Do the act on an assignment that the caller may see; the assignment as it stands then."""
    told = dict(given)
    with stated.of(job, at=told.pop("at"), id=told.pop("id")):
        act.do(job, by, told)
    job.refresh_from_db()
    return job


def view_of(name: str) -> type[OneAssignmentView]:
    """The view behind the address of one act."""
    act = ACTS[name]

    def post(self: OneAssignmentView, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        job = self.guarded(request, pk) if act.is_guarded else self.found(request, pk)
        return perform(act, job, request.actor, given)

    post.__doc__ = act.says
    access = to(*act.kinds, scope=Scope.TIMELINE_ACT)
    said = {"is_guarded": act.is_guarded, "example": act.example, "name": act.name}
    opened = operation(access, takes=act.takes, gives=Done, **said)(post)
    title = "".join(word.title() for word in name.split("-"))
    return type(f"{title}View", (OneAssignmentView,), {"__doc__": act.says, "post": opened})
