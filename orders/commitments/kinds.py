"""The kinds of events: who may report each, and what it carries (docs/commitments.md §4), read strictly.

Almost every event is well formed, so the checks that run most ask first whether all is well, and look for the culprit
only where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from orders.commitments.case import Event
from orders.commitments.outcomes import SEVERITIES
from partners.terms import UnreadableError, listed, mapping, read_instant, refuse, span, texts, whole

CLAUSES = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6", "C1", "C2", "C3")
OUTCOMES = ("upheld", "rejected", "settled")
LINE_KINDS = ("labour", "part", "travel")


def event_of(raw: object) -> Event:
    """Read one event; its place in the timeline is not known yet. UnreadableError names the field."""
    data = raw if raw.__class__ is dict else mapping(raw, "the event")  # asked here: a call for each event is dear
    kind, actor, name = data.get("kind"), data.get("actor"), data.get("id")  # type: ignore[attr-defined]
    known = _KINDS.get(kind) if kind.__class__ is str else None  # type: ignore[arg-type]
    if known is None:
        refuse(data, "kind", "kind", "is no known kind")
    actors, check = known
    if actor.__class__ is not str or actor not in actors:
        refuse(data, "actor", "actor", f"must be one of {', '.join(sorted(actors))}")
    if name.__class__ is not str or not name or name.isspace():  # type: ignore[union-attr]
        read_name(data, "id")
    at = read_instant(data.get("at"), "at")
    return Event(name, kind, at, actor, data, check(data) if check is not None else None)  # type: ignore[arg-type]


def present(holder: Mapping[str, Any], key: str) -> Any:
    """Return the value at `key`, whatever it is, or say that it is missing."""
    if key not in holder:
        raise UnreadableError(key, "is missing")
    return holder[key]


def read_text(holder: Mapping[str, Any], key: str) -> str:
    """Return the text at `key`; it may be blank."""
    value = holder.get(key)
    if value.__class__ is not str:
        refuse(holder, key, key, "must be a text")
    return value  # type: ignore[return-value]


def read_name(holder: Mapping[str, Any], key: str) -> str:
    """Return the text at `key`, which names something and so is not blank."""
    value = holder.get(key)
    if value.__class__ is not str or not value or value.isspace():  # type: ignore[union-attr]
        refuse(holder, key, key, "must be a text that is not blank")
    return value  # type: ignore[return-value]


def read_severity(value: object, path: str) -> None:
    """Refuse what is no severity."""
    if value.__class__ is not str or value not in SEVERITIES:
        raise UnreadableError(path, "must be notice, minor or major")


def _check_text_or_null(holder: Mapping[str, Any], key: str) -> None:
    value = holder.get(key)
    if value is not None and value.__class__ is not str:
        raise UnreadableError(key, "must be a text or null")


def _check_reason(data: Mapping[str, Any]) -> None:
    read_text(data, "reason")


def _check_disagreement(data: Mapping[str, Any]) -> None:
    read_text(data, "text")


def _check_quote_named(data: Mapping[str, Any]) -> None:
    read_name(data, "quote")


def _check_complaint_named(data: Mapping[str, Any]) -> None:
    read_name(data, "complaint")


def _check_complaint_opened(data: Mapping[str, Any]) -> None:
    read_name(data, "complaint")
    read_text(data, "category")


def _read_window(data: Mapping[str, Any]) -> tuple[int, int]:
    start = read_instant(present(data, "arrive_from"), "arrive_from")
    end = read_instant(present(data, "arrive_to"), "arrive_to")
    if end < start:
        raise UnreadableError("arrive_to", "must not be before arrive_from")
    return start, end


def _check_message(data: Mapping[str, Any]) -> None:
    for key in ("needs_reply", "auto"):
        if key in data and data[key].__class__ is not bool:
            raise UnreadableError(key, "must be true or false")


def _check_part(data: Mapping[str, Any]) -> None:
    _check_text_or_null(data, "origin")
    _check_text_or_null(data, "brand")
    _check_text_or_null(data, "model")


def _check_part_replaced(data: Mapping[str, Any]) -> None:
    if present(data, "line") is not None:
        read_name(data, "line")
    _check_part(data)


def _check_photo(data: Mapping[str, Any]) -> None:
    _check_text_or_null(data, "stamp_read")
    _check_text_or_null(data, "reused_from")


def _check_checklist(data: Mapping[str, Any]) -> None:
    texts(present(data, "items"), "items")


def _check_priced(line: Mapping[str, Any]) -> None:
    if line.get("unit_price").__class__ is not int or line.get("qty").__class__ is not int:
        whole(line, "unit_price", "unit_price")
        whole(line, "qty", "qty")
    if present(line, "code").__class__ is not str:
        _check_text_or_null(line, "code")


def _check_lines(data: Mapping[str, Any], check: Callable[[Mapping[str, Any]], None]) -> list[Any]:
    lines = listed(present(data, "lines"), "lines")
    index = 0
    try:
        for index, line in enumerate(lines):  # noqa: B007  the refusal below names the line
            check(mapping(line, "the line"))
    except UnreadableError as error:
        raise UnreadableError(f"lines[{index}].{error.field}", error.problem) from None
    return lines


def _check_quote_line(line: Mapping[str, Any]) -> None:
    read_name(line, "line")
    _check_priced(line)
    kind = line.get("kind")
    if kind.__class__ is not str or kind not in LINE_KINDS:
        refuse(line, "kind", "kind", "must be labour, part or travel")
    if kind == "part":
        _check_part(line)
        if line.get("warranty_days") is not None:
            span(line, "warranty_days", "warranty_days")


def _check_quoted(data: Mapping[str, Any]) -> None:
    read_name(data, "quote")
    whole(data, "total", "total")
    lines = _check_lines(data, _check_quote_line)
    if len({line["line"] for line in lines}) < len(lines):
        raise UnreadableError("lines", "two lines have one id")


def _check_receipt(data: Mapping[str, Any]) -> None:
    if present(data, "stamp").__class__ is not str:
        _check_text_or_null(data, "stamp")
    whole(data, "total", "total")
    if "discount" in data:
        whole(data, "discount", "discount")
    _check_lines(data, _check_priced)
    warranty = present(data, "warranty")
    if warranty is None:
        return
    if present(mapping(warranty, "warranty"), "days") is not None:
        whole(warranty, "days", "warranty.days")
    read_text(warranty, "terms")


def _check_complaint_closed(data: Mapping[str, Any]) -> None:
    read_name(data, "complaint")
    outcome = data.get("outcome")
    if outcome.__class__ is not str or outcome not in OUTCOMES:
        refuse(data, "outcome", "outcome", "must be upheld, rejected or settled")
    if outcome != "upheld":
        return
    clause = data.get("clause")
    if clause.__class__ is not str or clause not in CLAUSES:
        refuse(data, "clause", "clause", "is none of the 14 clauses")
    if data.get("severity") is not None:
        read_severity(data["severity"], "severity")


_RADA, _PARTNER, _CUSTOMER = frozenset({"rada"}), frozenset({"partner"}), frozenset({"customer"})
_KINDS: dict[str, tuple[frozenset[str], Callable[[Mapping[str, Any]], Any] | None]] = {
    "offered": (_RADA | {"system"}, None),
    "accepted": (_PARTNER, None),
    "declined": (_PARTNER, _check_reason),
    "withdrawn": (_RADA | {"system", "customer"}, None),
    "scheduled": (_PARTNER | {"customer", "rada"}, _read_window),
    "message": (_CUSTOMER | {"partner", "rada"}, _check_message),
    "reply_not_needed": (_CUSTOMER | {"rada"}, None),
    "disagreement_reported": (_PARTNER, _check_disagreement),
    "cancelled": (_CUSTOMER | {"partner", "rada"}, _check_reason),
    "quoted": (_PARTNER, _check_quoted),
    "quote_approved": (_CUSTOMER, _check_quote_named),
    "quote_rejected": (_CUSTOMER, _check_quote_named),
    "arrived": (_PARTNER, None),
    "part_replaced": (_PARTNER, _check_part_replaced),
    "checklist_done": (_PARTNER, _check_checklist),
    "completed": (_PARTNER, None),
    "receipt_issued": (_PARTNER, _check_receipt),
    "photo_requested": (_PARTNER, None),
    "photo_uploaded": (_CUSTOMER, _check_photo),
    "complaint_opened": (_CUSTOMER | {"rada"}, _check_complaint_opened),
    "complaint_info_requested": (_RADA, _check_complaint_named),
    "complaint_reopened": (_RADA | {"customer"}, _check_complaint_named),
    "complaint_reply": (_PARTNER, _check_complaint_named),
    "complaint_closed": (_RADA, _check_complaint_closed),
}
KINDS = tuple(_KINDS)
ACTORS_OF = {kind: actors for kind, (actors, _check) in _KINDS.items()}
