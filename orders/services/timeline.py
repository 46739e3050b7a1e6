"""The only writer of events, with two doors: acts, which pass the transition table, and reports of the past."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from orders import chain, payloads, permissions, transitions
from orders.commitments import reading
from orders.models import Assignment, Door, Event, EventKind, Order, Remark, Status
from orders.services import consequences, projections, stated, webhooks
from orders.services import remarks as texts
from partners.actors import Actor
from rada.web import clock

LONGEST_ID = 120


class Refused(Exception):
    """An act that cannot be done now; its text says why, for whoever tried."""


class NotPossibleNow(Refused):
    """The transition table has no such step from where the assignment stands."""

    def __init__(self, kind: str, status: str) -> None:
        self.kind = kind
        self.status = status
        super().__init__(kind, status)

    def __str__(self) -> str:
        return _(
            "“%(step)s” is not possible any more: this order is now “%(status)s”. Open it again to see what you can do."
        ) % {
            "step": EventKind(self.kind).label,
            "status": Status(self.status).label,
        }


class BadInstant(Refused):
    """An act is said to have happened too long ago, or not yet."""

    def __str__(self) -> str:
        return _("An act can be told at most 72 hours late, and not before it happens. Set the phone's clock right.")


class OtherContent(Refused):
    """A report repeats an event's id with other content."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"event {event_id}: reported before with other content")


@dataclass(frozen=True)
class Report:
    """An event that happened elsewhere: the reporter's id and instant, and its own order among equal instants."""

    id: str
    kind: str
    at: datetime
    actor: str
    fields: dict[str, Any] = field(default_factory=dict)
    seq: int | None = None


def record(
    assignment: Assignment,
    kind: str,
    *,
    by: Actor,
    permission: permissions.Permission,
    fields: dict[str, Any] | None = None,
    act: UUID | None = None,
) -> Event:
    """Record an act of `by`, now; must run in the service's transaction.

    Locks the order, then the assignment, then reads the clock. Refreshes projections and judges the assignment.
    `assignment` is refreshed in place. What `stated` says may put the act back in time, where it was possible then too.
    Raises PermissionDenied, NotPossibleNow, BadInstant, OtherContent, or reading's error for a bad shape.
    """
    locked = lock(assignment)
    permissions.require(permission, by, locked)
    now, said = clock.now(), stated.about(locked)
    if not said.is_sound(now):
        raise BadInstant
    events = list(locked.events.all())
    at = said.instant(now)
    for status in (locked.status, *projections.standing_then(events, at, now)):
        if transitions.step(kind, status, by.kind) is None:
            raise NotPossibleNow(kind, status)
    if any(event.event_id == said.id for event in events):
        raise OtherContent(said.id)
    draft = Report(id=said.id or secrets.token_hex(8), kind=str(kind), at=at, actor=str(by.kind), fields=fields or {})
    (event,) = _append(locked, [draft], door=Door.ACT, recorded_at=now, by=by, act=act)
    consequences.follow(locked, in_order([*events, event]), now=now, added=[event])
    webhooks.tell_events(locked, [event], at=now)
    _copy(locked, assignment)
    return event


def report(
    assignment: Assignment, reports: Iterable[Report], *, by: Actor, seen_at: datetime | None = None
) -> list[Event]:
    """Record what happened elsewhere, late and in any order; must run in a transaction.

    An event already there with the same content is left as it is, so that reporting twice is reporting once.
    Impossible sequences steer nothing and go to the staff queue. Judging is left to the sweep, once per assignment.
    Projections show what had happened by `seen_at`, the present unless given.
    Returns the new events. Raises PermissionDenied, OtherContent, payloads.NotStorable, or reading's error for a shape.
    """
    locked = lock(assignment)
    permissions.require(permissions.can_act_for_rada, by, locked)
    now = clock.now()
    known = {event.event_id: event for event in locked.events.all()}
    drafts: dict[str, Report] = {}
    for draft in reports:
        if check(locked, draft, known.get(draft.id) or drafts.get(draft.id)):
            drafts[draft.id] = draft
    added = _append(locked, list(drafts.values()), door=Door.REPORT, recorded_at=now, by=by, act=None)
    if added:
        locked.judge_after = now
        everything = [*known.values(), *added]
        consequences.settle(locked, in_order(everything), now=seen_at or now, added=added)
        webhooks.tell_events(locked, added, at=now)
    _copy(locked, assignment)
    return added


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events in the timeline's order."""
    return sorted(events, key=lambda event: (event.at, event.seq, event.position))


def check(assignment: Assignment, draft: Report, known: Event | Report | None) -> bool:
    """Whether a report is new; `known` is what stands under its id. The assignment is locked. Raises as `report`."""
    codes = _reason_codes(assignment)
    if isinstance(known, Event):
        _require_same(known, draft, codes)
    elif known is None:
        _parts(draft, codes)
    elif known != draft:
        raise OtherContent(draft.id)
    return known is None


def lock(assignment: Assignment) -> Assignment:
    """Lock the order, then the assignment, and read both as they stand now, with the pins.

    One statement: PostgreSQL locks what it joins in the order of `of`, and reads anew what it had to wait for.
    """
    return (
        Assignment.objects.select_for_update(of=("order", "self"), no_key=True)
        .select_related("order__service", "partner", "terms", "policy")
        .get(pk=assignment.pk)
    )


def lock_all(assignments: Iterable[int]) -> None:
    """Lock the orders of many, then the assignments, each by id: in the order of everybody who locks several."""
    pks = list(assignments)
    orders = Assignment.objects.filter(pk__in=pks).values("order_id")
    list(Order.objects.select_for_update(no_key=True).only("pk").filter(pk__in=orders).order_by("pk"))
    list(Assignment.objects.select_for_update(no_key=True).only("pk").filter(pk__in=pks).order_by("pk"))


def _append(
    assignment: Assignment, drafts: Sequence[Report], *, door: Door, recorded_at: datetime, by: Actor, act: UUID | None
) -> list[Event]:
    codes = _reason_codes(assignment)
    events, remarks = [], []
    for draft in drafts:
        parts = _parts(draft, codes)
        assignment.events_count += 1
        event = Event(
            assignment=assignment,
            position=assignment.events_count,
            event_id=draft.id,
            kind=draft.kind,
            at=draft.at,
            recorded_at=recorded_at,
            seq=assignment.events_count if draft.seq is None else draft.seq,
            actor=draft.actor,
            by=by.user,
            door=door,
            act=act,
            payload=parts.payload,
            previous_hash=assignment.head_hash,
        )
        event.hash = assignment.head_hash = chain.event_hash(event.previous_hash, chained_facts(event))
        events.append(event)
        remarks += [Remark(event=event, field=name, salt=salt, text=text) for name, (salt, text) in parts.texts.items()]
    Event.objects.bulk_create(events)
    if remarks:
        Remark.objects.bulk_create(remarks)
        texts.stays_not(assignment.order, at=recorded_at)
    return events


def _parts(draft: Report, codes: frozenset[str]) -> payloads.Split:
    """What is kept of a draft. Raises reading's error for its shape, NotStorable."""
    reading.read_event({**draft.fields, "id": draft.id, "kind": draft.kind, "at": draft.at, "actor": draft.actor})
    payloads.refuse_unstorable(draft.id)
    if len(draft.id) > LONGEST_ID:
        raise payloads.NotStorable(f"an id is longer than {LONGEST_ID} characters")
    return payloads.split(draft.kind, draft.fields, codes=codes)


def _reason_codes(assignment: Assignment) -> frozenset[str]:
    return frozenset(assignment.policy.numbers.get("excused_decline_reasons", ()))


def chained_facts(event: Event) -> dict[str, Any]:
    """What an event's hash covers: everything the row says, the database's own numbers excepted."""
    return {
        "assignment": event.assignment_id,
        "position": event.position,
        "id": event.event_id,
        "kind": event.kind,
        "at": chain.stated(event.at),
        "recorded_at": chain.stated(event.recorded_at),
        "seq": event.seq,
        "actor": event.actor,
        "by": event.by_id,
        "door": str(event.door),
        "act": str(event.act) if event.act else None,
        "payload": event.payload,
    }


def _require_same(event: Event, draft: Report, codes: frozenset[str]) -> None:
    """Texts are compared by their salted hashes; of an erased one nothing but its blankness is left to compare."""
    salts = dict(event.remarks.filter(erased_at__isnull=True).values_list("field", "salt"))
    stated = payloads.split(draft.kind, draft.fields, codes=codes)
    hashes = {name: chain.text_hash(salts[name], text) for name, (_, text) in stated.texts.items() if name in salts}
    known = payloads.text_hashes(event.payload)
    same = (event.kind, event.at, event.actor) == (draft.kind, draft.at, draft.actor)
    same = same and payloads.judged_fields(event.payload) == payloads.judged_fields(stated.payload)
    if not same or known.keys() != stated.texts.keys() or any(known[name] != hashes[name] for name in hashes):
        raise OtherContent(draft.id)


def _copy(locked: Assignment, assignment: Assignment) -> None:
    for concrete in Assignment._meta.concrete_fields:
        setattr(assignment, concrete.attname, getattr(locked, concrete.attname))
