"""Read a case strictly, the whole of it, before anything is judged: events that lie ahead included.

An error names the case, the event and the field. Unknown extra fields are kept and ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from orders.commitments.case import POLICY_DEFAULTS, Case, Event
from orders.commitments.outcomes import SEVERITIES
from partners.calendars import Closures, microseconds_of
from partners.terms import (
    Unreadable,
    listed,
    mapping,
    read_instant,
    read_range,
    read_terms,
    refuse,
    span,
    texts,
    whole,
)

CLAUSES = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6", "C1", "C2", "C3")
OUTCOMES = ("upheld", "rejected", "settled")
LINE_KINDS = ("labour", "part", "travel")

_in_order = attrgetter("at")


class CaseError(ValueError):
    """A case that cannot be read: which case, which event (None outside the events), which field, and why."""

    def __init__(self, case: str | None, event: str | None, field: str, problem: str) -> None:
        where = f"case {case}" if event is None else f"case {case}, event {event}" if case else f"event {event}"
        super().__init__(f"{where}, {field}: {problem}")
        self.case = case
        self.event = event
        self.field = field
        self.problem = problem


def read_case(content: object, *, default_now: datetime | int | None = None) -> Case:
    """Read a case as commitments.md §6 writes it; instants may also be aware datetimes. CaseError says what is wrong.

    `default_now` is used where the case has no `now` of its own.
    """
    case_id: str | None = None
    try:
        holder = mapping(content, "the case")
        case_id = _name(holder, "id")
        case = Case(
            case_id,
            service=_text(holder, "service"),
            terms=read_terms(_present(holder, "terms")),
            policy=_policy(holder["policy"]) if "policy" in holder else POLICY_DEFAULTS,
            closures=_closures(holder["closures"]) if "closures" in holder else Closures(),
            events=_events(case_id, listed(_present(holder, "events"), "events")),
            now=_now(holder, default_now),
        )
    except Unreadable as error:
        raise CaseError(case_id, None, error.field, error.problem) from None
    if case.accepted and case.offered and case.accepted.place < case.offered.place:
        raise CaseError(case_id, case.accepted.id, "at", "an acceptance before the offer")
    return case


def read_event(content: object) -> Event:
    """Read one event by itself, as a case's are read. CaseError says which field is wrong, and why."""
    try:
        return _event(content)
    except Unreadable as error:
        raise CaseError(None, _event_name(content, 0), error.field, error.problem) from None


def _now(holder: Mapping[str, Any], default: datetime | int | None) -> int | None:
    if "now" in holder:
        return read_instant(holder["now"], "now")
    return microseconds_of(default) if isinstance(default, datetime) else default


def _events(case_id: str, raw_events: list[Any]) -> list[Event]:
    events: list[Event] = []
    ids = set()
    last = None
    ordered = True
    for place, raw in enumerate(raw_events):
        try:
            event = _event(raw)
        except Unreadable as error:
            raise CaseError(case_id, _event_name(raw, place), error.field, error.problem) from None
        if event.id in ids:
            raise CaseError(case_id, event.id, "id", "two events have this id")
        ids.add(event.id)
        events.append(event)
        if last is not None and event.at < last:
            ordered = False
        last = event.at
    if not ordered:
        events.sort(key=_in_order)  # stable: ties keep their place in the list
    return events


def _event_name(raw: object, place: int) -> str:
    name = raw.get("id") if isinstance(raw, dict) else None
    return name if isinstance(name, str) else f"#{place}"


def _event(raw: object) -> Event:
    data = mapping(raw, "the event")
    kind = data.get("kind")
    known = _KINDS.get(kind) if kind.__class__ is str else None  # type: ignore[arg-type]
    if known is None:
        refuse(data, "kind", "kind", "is no known kind")
    actors, check = known
    actor = data.get("actor")
    if actor.__class__ is not str or actor not in actors:
        refuse(data, "actor", "actor", f"must be one of {', '.join(sorted(actors))}")
    at = read_instant(data["at"], "at") if "at" in data else refuse(data, "at", "at", "")
    return Event(_name(data, "id"), kind, at, actor, data, check(data) if check is not None else None)  # type: ignore[arg-type]


def _present(holder: Mapping[str, Any], key: str) -> Any:
    if key not in holder:
        raise Unreadable(key, "is missing")
    return holder[key]


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    if value.__class__ is not str:
        refuse(holder, key, key, "must be a text")
    return value  # type: ignore[return-value]


def _name(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    if value.__class__ is not str or not value.strip():  # type: ignore[union-attr]
        refuse(holder, key, key, "must be a text that is not blank")
    return value  # type: ignore[return-value]


def _text_or_null(holder: Mapping[str, Any], key: str) -> None:
    if key not in holder:
        raise Unreadable(key, "is missing")
    _text_null_or_missing(holder, key)


def _text_null_or_missing(holder: Mapping[str, Any], key: str) -> None:
    value = holder.get(key)
    if value is not None and value.__class__ is not str:
        raise Unreadable(key, "must be a text or null")


def _truth(holder: Mapping[str, Any], key: str) -> None:
    if key in holder and holder[key].__class__ is not bool:
        raise Unreadable(key, "must be true or false")


def _reads(*steps: tuple[Callable[[Mapping[str, Any], str], object], str]) -> Callable[[Mapping[str, Any]], None]:
    """Return a check that runs the steps, each a field's reader and the field."""

    def check(data: Mapping[str, Any]) -> None:
        for read, field in steps:
            read(data, field)

    return check


def _window(data: Mapping[str, Any]) -> tuple[int, int]:
    start = read_instant(_present(data, "arrive_from"), "arrive_from")
    end = read_instant(_present(data, "arrive_to"), "arrive_to")
    if end < start:
        raise Unreadable("arrive_to", "must not be before arrive_from")
    return start, end


def _message(data: Mapping[str, Any]) -> None:
    _truth(data, "needs_reply")
    _truth(data, "auto")


def _part(data: Mapping[str, Any]) -> None:
    _text_null_or_missing(data, "origin")
    _text_null_or_missing(data, "brand")
    _text_null_or_missing(data, "model")


def _part_replaced(data: Mapping[str, Any]) -> None:
    _text_or_null(data, "line")
    _part(data)


def _priced(line: Mapping[str, Any]) -> None:
    _text_or_null(line, "code")
    whole(line, "unit_price", "unit_price")
    whole(line, "qty", "qty")


def _lines(data: Mapping[str, Any], check: Callable[[Mapping[str, Any]], None]) -> list[Any]:
    lines = listed(_present(data, "lines"), "lines")
    for index, line in enumerate(lines):
        try:
            check(mapping(line, "the line"))
        except Unreadable as error:
            raise Unreadable(f"lines[{index}].{error.field}", error.problem) from None
    return lines


def _quote_line(line: Mapping[str, Any]) -> None:
    _name(line, "line")
    _priced(line)
    kind = line.get("kind")
    if kind.__class__ is not str or kind not in LINE_KINDS:
        refuse(line, "kind", "kind", "must be labour, part or travel")
    if kind == "part":
        _part(line)
        if line.get("warranty_days") is not None:
            span(line, "warranty_days", "warranty_days")


def _quoted(data: Mapping[str, Any]) -> None:
    _name(data, "quote")
    whole(data, "total", "total")
    lines = _lines(data, _quote_line)
    if len({line["line"] for line in lines}) < len(lines):
        raise Unreadable("lines", "two lines have one id")


def _receipt(data: Mapping[str, Any]) -> None:
    _text_or_null(data, "stamp")
    whole(data, "total", "total")
    if "discount" in data:
        whole(data, "discount", "discount")
    _lines(data, _priced)
    warranty = _present(data, "warranty")
    if warranty is None:
        return
    if _present(mapping(warranty, "warranty"), "days") is not None:
        whole(warranty, "days", "warranty.days")
    _text(warranty, "terms")


def _checklist_done(data: Mapping[str, Any]) -> None:
    texts(_present(data, "items"), "items")


def _complaint_closed(data: Mapping[str, Any]) -> None:
    _name(data, "complaint")
    outcome = data.get("outcome")
    if outcome.__class__ is not str or outcome not in OUTCOMES:
        refuse(data, "outcome", "outcome", "must be upheld, rejected or settled")
    if outcome != "upheld":
        return
    clause = data.get("clause")
    if clause.__class__ is not str or clause not in CLAUSES:
        refuse(data, "clause", "clause", "is none of the 14 clauses")
    if data.get("severity") is not None:
        _severity(data["severity"], "severity")


def _severity(value: object, path: str) -> None:
    if value.__class__ is not str or value not in SEVERITIES:
        raise Unreadable(path, "must be notice, minor or major")


def _closures(content: object) -> Closures:
    pairs = []
    for index, pair in enumerate(listed(content, "closures")):
        path = f"closures[{index}]"
        if pair.__class__ is not list or len(pair) != 2:
            raise Unreadable(path, "must be [from, to]")
        pairs.append((read_instant(pair[0], path), read_instant(pair[1], path)))
    return Closures(pairs)


def _policy(content: object) -> Mapping[str, Any]:
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
        _severity(overrides["outside_window_severity"], "policy.outside_window_severity")
    policy = {**POLICY_DEFAULTS, **overrides}
    read_range(policy["care_open"], policy["care_close"], "policy.care_open")
    return policy


_RADA, _PARTNER, _CUSTOMER = frozenset({"rada"}), frozenset({"partner"}), frozenset({"customer"})
_ABOUT_A_COMPLAINT = _reads((_name, "complaint"))
_KINDS: dict[str, tuple[frozenset[str], Callable[[Mapping[str, Any]], Any] | None]] = {
    "offered": (_RADA | {"system"}, None),
    "accepted": (_PARTNER, None),
    "declined": (_PARTNER, _reads((_text, "reason"))),
    "withdrawn": (_RADA | {"system", "customer"}, None),
    "scheduled": (_PARTNER | {"customer", "rada"}, _window),
    "message": (_CUSTOMER | {"partner", "rada"}, _message),
    "reply_not_needed": (_CUSTOMER | {"rada"}, None),
    "disagreement_reported": (_PARTNER, _reads((_text, "text"))),
    "cancelled": (_CUSTOMER | {"partner", "rada"}, _reads((_text, "reason"))),
    "quoted": (_PARTNER, _quoted),
    "quote_approved": (_CUSTOMER, _reads((_name, "quote"))),
    "quote_rejected": (_CUSTOMER, _reads((_name, "quote"))),
    "arrived": (_PARTNER, None),
    "part_replaced": (_PARTNER, _part_replaced),
    "checklist_done": (_PARTNER, _checklist_done),
    "completed": (_PARTNER, None),
    "receipt_issued": (_PARTNER, _receipt),
    "photo_requested": (_PARTNER, None),
    "photo_uploaded": (_CUSTOMER, _reads((_text_null_or_missing, "stamp_read"), (_text_null_or_missing, "reused_from"))),
    "complaint_opened": (_CUSTOMER | {"rada"}, _reads((_name, "complaint"), (_text, "category"))),
    "complaint_info_requested": (_RADA, _ABOUT_A_COMPLAINT),
    "complaint_reopened": (_RADA | {"customer"}, _ABOUT_A_COMPLAINT),
    "complaint_reply": (_PARTNER, _ABOUT_A_COMPLAINT),
    "complaint_closed": (_RADA, _complaint_closed),
}
KINDS = tuple(_KINDS)
ACTORS_OF = {kind: actors for kind, (actors, _check) in _KINDS.items()}
