"""The shape of a case: which field of which event holds what, and what must hold between them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.commitments.plain.calendar import WEEKDAYS, minutes_of
from tests.commitments.plain.strict import (
    CLAUSES,
    DEFAULTS,
    OUTCOMES,
    SEVERITIES,
    Check,
    Optional,
    clock,
    duration,
    fields,
    instant,
    listed,
    mapped,
    one_of,
    or_null,
    record,
    require,
    text,
    truth,
    whole,
)

NULLABLE_TEXT = Optional(or_null(text), None)


def pair(check: Check) -> Check:
    """A list of exactly two."""

    def both(value: Any, name: str) -> tuple[Any, Any]:
        require(isinstance(value, list) and len(value) == 2, f"{name}: not a pair")
        return check(value[0], name), check(value[1], name)

    return both


def daily_range(value: Any, name: str) -> tuple[str, str]:
    """A range that opens before it closes."""
    opens, closes = pair(clock)(value, name)
    require(minutes_of(opens) < minutes_of(closes), f"{name}: closes before it opens")
    return opens, closes


def quote_line(value: Any, name: str) -> dict[str, Any]:
    """A line of a quote; only a part carries origin and warranty."""
    table: dict[str, Check | Optional] = {
        "line": name_of,
        "kind": one_of({"labour", "part", "travel"}),
        "code": or_null(text),
        "unit_price": whole,
        "qty": whole,
    }
    found = fields(value, name, table)
    if found["kind"] != "part":
        return found
    part = dict.fromkeys(("origin", "brand", "model"), NULLABLE_TEXT)
    return fields(found, name, {**part, "warranty_days": Optional(or_null(duration), None)})


def name_of(value: Any, name: str) -> str:
    """The name of a thing, which is never blank; only the texts that people write may be."""
    require(bool(text(value, name).strip()), f"{name}: blank")
    return value


def week(value: Any, name: str) -> dict[str, Any]:
    """The ranges of the seven weekdays; any other key is an unknown field."""
    return fields(value, name, {day: Optional(listed(daily_range), []) for day in WEEKDAYS})


def receipt_line(value: Any, name: str) -> dict[str, Any]:
    """A line of a receipt."""
    return fields(value, name, {"code": or_null(text), "unit_price": whole, "qty": whole})


def warranty(value: Any, name: str) -> dict[str, Any]:
    """What a receipt says of the warranty; its days may be negative, B3 judges that."""
    return fields(value, name, {"days": or_null(whole), "terms": text})


ALL = {"customer", "partner", "rada", "system"}
COMPLAINT: dict[str, Check | Optional] = {"complaint": name_of}
KINDS: dict[str, tuple[set[str], dict[str, Check | Optional]]] = {
    "offered": ({"rada", "system"}, {}),
    "accepted": ({"partner"}, {}),
    "declined": ({"partner"}, {"reason": text}),
    "withdrawn": ({"rada", "system", "customer"}, {}),
    "scheduled": ({"partner", "customer", "rada"}, {"arrive_from": instant, "arrive_to": instant}),
    "message": (
        {"customer", "partner", "rada"},
        {"needs_reply": Optional(truth, True), "auto": Optional(truth, False)},
    ),
    "reply_not_needed": ({"customer", "rada"}, {}),
    "disagreement_reported": ({"partner"}, {"text": text}),
    "cancelled": ({"customer", "partner", "rada"}, {"reason": text}),
    "quoted": ({"partner"}, {"quote": name_of, "total": whole, "lines": listed(quote_line)}),
    "quote_approved": ({"customer"}, {"quote": name_of}),
    "quote_rejected": ({"customer"}, {"quote": name_of}),
    "arrived": ({"partner"}, {}),
    "part_replaced": (
        {"partner"},
        {"line": or_null(name_of), "origin": NULLABLE_TEXT, "brand": NULLABLE_TEXT, "model": NULLABLE_TEXT},
    ),
    "checklist_done": ({"partner"}, {"items": listed(text)}),
    "completed": ({"partner"}, {}),
    "receipt_issued": (
        {"partner"},
        {
            "stamp": or_null(text),
            "total": whole,
            "discount": Optional(whole, 0),
            "lines": listed(receipt_line),
            "warranty": or_null(warranty),
        },
    ),
    "photo_requested": ({"partner"}, {}),
    "photo_uploaded": ({"customer"}, {"stamp_read": NULLABLE_TEXT, "reused_from": NULLABLE_TEXT}),
    "complaint_opened": ({"customer", "rada"}, {**COMPLAINT, "category": text}),
    "complaint_info_requested": ({"rada"}, COMPLAINT),
    "complaint_reopened": ({"rada", "customer"}, COMPLAINT),
    "complaint_reply": ({"partner"}, COMPLAINT),
    "complaint_closed": ({"rada"}, {**COMPLAINT, "outcome": one_of(OUTCOMES)}),
}


def event(value: Any, name: str) -> dict[str, Any]:
    """One event of the timeline."""
    head = fields(value, name, {"id": name_of, "kind": text, "at": instant, "actor": text})
    require(head["kind"] in KINDS, f"{name}.kind: unknown")
    actors, table = KINDS[head["kind"]]
    require(head["actor"] in actors, f"{name}.actor: not allowed")
    found = fields(head, name, dict(table))
    if found["kind"] == "scheduled":
        require(found["arrive_from"] <= found["arrive_to"], f"{name}.arrive_to: before arrive_from")
    if found["kind"] == "quoted":
        names = [line["line"] for line in found["lines"]]
        require(len(names) == len(set(names)), f"{name}.lines: one line twice")
    if found.get("outcome") == "upheld" and found["kind"] == "complaint_closed":
        found = fields(
            found, name, {"clause": one_of(CLAUSES), "severity": Optional(or_null(one_of(SEVERITIES)), None)}
        )
    return found


def promotion(value: Any, name: str) -> dict[str, Any]:
    """A promotion of exactly one kind: a percent or an amount."""
    found = record(value, name)
    require(("percent" in found) != ("amount" in found), f"{name}: percent or amount, one of them")
    kind: dict[str, Check | Optional] = {"percent" if "percent" in found else "amount": whole}
    return fields(
        found,
        name,
        {
            "code": Optional(text, ""),
            "from": instant,
            "to": instant,
            "min_total": Optional(whole, 0),
            "cap": Optional(or_null(whole), None),
            "codes": Optional(listed(text), []),
            **kind,
        },
    )


TERMS: dict[str, Check | Optional] = {
    "response_minutes": duration,
    "hours": Optional(week, {}),
    "prices": Optional(mapped(lambda value, name: fields(value, name, {"max": whole})), {}),
    "promotions": Optional(listed(promotion), []),
    "warranty_days": Optional(duration, 0),
    "checklists": Optional(mapped(listed(text)), {}),
}


def policy(value: Any, name: str) -> dict[str, Any]:
    """The defaults with what this case overrides."""
    table: dict[str, Check | Optional] = {}
    for key, default in DEFAULTS.items():
        table[key] = Optional(whole if key.endswith("_percent") else duration, default)
    table["care_open"] = Optional(clock, DEFAULTS["care_open"])
    table["care_close"] = Optional(clock, DEFAULTS["care_close"])
    table["outside_window_severity"] = Optional(or_null(one_of(SEVERITIES)), None)
    table["excused_decline_reasons"] = Optional(listed(text), DEFAULTS["excused_decline_reasons"])
    found = fields(value, name, table)
    window = [found["care_open"], found["care_close"]]
    found["care"] = {day: [daily_range(window, name)] for day in WEEKDAYS}
    return found


def read(line: Any) -> dict[str, Any]:
    """The whole case, checked, its events in their order; raises UnreadableError."""
    table: dict[str, Check | Optional] = {
        "id": name_of,
        "now": Optional(instant, None),
        "service": text,
        "policy": policy,
        "closures": listed(pair(instant)),
        "terms": lambda value, name: fields(value, name, TERMS),
        "events": listed(event),
    }
    case = fields(line, "case", table)
    names = [each["id"] for each in case["events"]]
    require(len(names) == len(set(names)), "events: one id twice")
    case["events"] = sorted(case["events"], key=at_of)
    order = [each["kind"] for each in case["events"] if each["kind"] in ("offered", "accepted")]
    require("offered" not in order or order[0] == "offered", "events: accepted before offered")
    return case


def at_of(each: dict[str, Any]) -> datetime:
    """When the event happened."""
    return each["at"]
