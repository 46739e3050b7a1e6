"""Read a case strictly, the whole of it, before anything is judged: events that lie ahead included.

An error names the case, the event and the field. Unknown extra fields are kept and ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from orders.commitments.case import POLICY_DEFAULTS, Case, Event
from orders.commitments.kinds import event_of, present, read_name, read_severity, read_text
from partners.calendars import NO_CLOSURES, Closures, microseconds_of
from partners.terms import (
    Terms,
    UnreadableError,
    listed,
    mapping,
    read_instant,
    read_range,
    read_terms,
    span,
    texts,
    whole,
)

_in_order = attrgetter("at")


class CaseError(ValueError):
    """A case that cannot be read: which case, which event (None outside the events), which field, and why."""

    def __init__(self, case: str | None, event: str | None, field: str, problem: str) -> None:
        named = [f"{what} {name}" for what, name in (("case", case), ("event", event)) if name is not None]
        super().__init__(f"{', '.join([*named, field])}: {problem}")
        self.case = case
        self.event = event
        self.field = field
        self.problem = problem


def read_case(
    content: object, *, default_now: datetime | int | None = None, terms_of: Callable[[object], Terms] = read_terms
) -> Case:
    """Read a case as docs/commitments.md §6 writes it; CaseError says what is wrong.

    Instants may also be aware datetimes. `default_now` is used where the case has no `now` of its own; `terms_of` may
    know terms that were read for another case.
    """
    case_id: str | None = None
    try:
        holder = mapping(content, "the case")
        case_id = read_name(holder, "id")
        case = Case(
            case_id,
            service=read_text(holder, "service"),
            terms=terms_of(present(holder, "terms")),
            policy=read_policy(holder["policy"]) if "policy" in holder else POLICY_DEFAULTS,
            closures=_closures(holder["closures"]) if "closures" in holder else NO_CLOSURES,
            events=_events(case_id, listed(present(holder, "events"), "events")),
            now=_now(holder, default_now),
        )
    except UnreadableError as error:
        raise CaseError(case_id, None, error.field, error.problem) from None
    if case.accepted and case.offered and case.accepted.place < case.offered.place:
        raise CaseError(case_id, case.accepted.id, "at", "an acceptance before the offer")
    return case


def read_event(content: object) -> Event:
    """Read one event by itself, as a case's are read. CaseError says which field is wrong, and why."""
    try:
        return event_of(content)
    except UnreadableError as error:
        raise CaseError(None, _event_name(content, 0), error.field, error.problem) from None


def checked_event(name: str, kind: str, at: datetime, actor: str, fields: Mapping[str, Any]) -> Event:
    """An event whose fields were read strictly when it was recorded; they are not checked again."""
    window = None
    if kind == "scheduled":
        window = (read_instant(fields["arrive_from"], "arrive_from"), read_instant(fields["arrive_to"], "arrive_to"))
    return Event(name, kind, microseconds_of(at), actor, fields, window)


def _now(holder: Mapping[str, Any], default: datetime | int | None) -> int | None:
    if "now" in holder:
        return read_instant(holder["now"], "now")
    return microseconds_of(default) if isinstance(default, datetime) else default


def _events(case_id: str, raw_events: list[Any]) -> list[Event]:
    try:
        events = [event_of(raw) for raw in raw_events]
    except UnreadableError:
        raise _first_refusal(case_id, raw_events) from None
    if len({event.id for event in events}) < len(events):
        counted = Counter(event.id for event in events)
        raise CaseError(case_id, counted.most_common(1)[0][0], "id", "two events have this id")
    events.sort(key=_in_order)  # stable: ties keep their place in the list
    return events


def _first_refusal(case_id: str, raw_events: list[Any]) -> CaseError:
    for place, raw in enumerate(raw_events):
        try:
            event_of(raw)
        except UnreadableError as error:
            return CaseError(case_id, _event_name(raw, place), error.field, error.problem)
    raise AssertionError("an event was refused and then was not")


def _event_name(raw: object, place: int) -> str:
    name = raw.get("id") if isinstance(raw, dict) else None
    return name if isinstance(name, str) else f"#{place}"


def _closures(content: object) -> Closures:
    pairs = []
    for index, pair in enumerate(listed(content, "closures")):
        path = f"closures[{index}]"
        if pair.__class__ is not list or len(pair) != 2:
            raise UnreadableError(path, "must be [from, to]")
        pairs.append((read_instant(pair[0], path), read_instant(pair[1], path)))
    return Closures(pairs) if pairs else NO_CLOSURES


def read_policy(content: object) -> Mapping[str, Any]:
    """Read a policy's overrides and return every key with its value; unknown keys are kept."""
    overrides = mapping(content, "policy")
    if not overrides:
        return POLICY_DEFAULTS
    for key in overrides:
        if key.endswith(("_minutes", "_hours", "_days", "_engaged")) and key in POLICY_DEFAULTS:
            span(overrides, key, f"policy.{key}")
    if "price_tolerance_percent" in overrides:
        whole(overrides, "price_tolerance_percent", "policy.price_tolerance_percent")
    if "excused_decline_reasons" in overrides:
        texts(overrides["excused_decline_reasons"], "policy.excused_decline_reasons")
    if overrides.get("outside_window_severity") is not None:
        read_severity(overrides["outside_window_severity"], "policy.outside_window_severity")
    policy = {**POLICY_DEFAULTS, **overrides}
    read_range(policy["care_open"], policy["care_close"], "policy.care_open")
    return policy
