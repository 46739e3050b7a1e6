"""What an event keeps for ever, and what goes into a remark that can be erased. Pure.

The payload holds the fields of the contract's §4 for the kind. A text is replaced by `{"sha256": ..., "blank": ...}`
and travels separately; so do fields the contract does not know.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from orders.chain import text_hash
from orders.codes import CATEGORIES, REASONS

FIELDS: dict[str, frozenset[str]] = {
    "declined": frozenset({"reason"}),
    "scheduled": frozenset({"arrive_from", "arrive_to"}),
    "message": frozenset({"needs_reply", "auto"}),
    "cancelled": frozenset({"reason"}),
    "quoted": frozenset({"quote", "total", "lines"}),
    "quote_approved": frozenset({"quote"}),
    "quote_rejected": frozenset({"quote"}),
    "part_replaced": frozenset({"line", "origin", "brand", "model"}),
    "checklist_done": frozenset({"items"}),
    "receipt_issued": frozenset({"stamp", "total", "discount", "lines", "warranty"}),
    "photo_uploaded": frozenset({"stamp_read", "reused_from"}),
    "complaint_opened": frozenset({"complaint", "category"}),
    "complaint_info_requested": frozenset({"complaint"}),
    "complaint_reopened": frozenset({"complaint"}),
    "complaint_reply": frozenset({"complaint"}),
    "complaint_closed": frozenset({"complaint", "outcome", "clause", "severity"}),
}
PRICED = frozenset({"code", "unit_price", "qty"})
QUOTED = PRICED | {"line", "kind"}
PART = QUOTED | {"origin", "brand", "model", "warranty_days"}
RULING = frozenset({"clause", "severity"})  # read only where a complaint was upheld
WARRANTY_FIELDS = frozenset({"days"})
ENVELOPE = frozenset({"id", "kind", "at", "actor", "seq"})
CODES = {"reason": REASONS | {""}, "category": frozenset(CATEGORIES) | {""}}


class NotStorable(ValueError):
    """A value that the database cannot keep."""


@dataclass
class Split:
    """An event's payload and the texts that belong beside it, by field, each with its salt."""

    payload: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def put_aside(self, name: str, text: str) -> dict[str, Any]:
        """Keep a text for a remark; what remains in the payload is its salted hash and whether it is blank."""
        refuse_unstorable(text)
        salt = secrets.token_hex(16)
        self.texts[name] = (salt, text)
        return {"sha256": text_hash(salt, text), "blank": not text.strip()}


def split(kind: str, fields: dict[str, Any], *, codes: frozenset[str] = frozenset()) -> Split:
    """Part an event's fields into payload and texts.

    A reason or category stays in the payload where it is one of our codes; `codes` are reasons that the pinned policy
    excuses and that therefore stay too. Any other may say anything of anybody: it is a text.
    Raises NotStorable for a value that PostgreSQL cannot keep (NUL, half a surrogate pair, an infinite number).
    """
    parts = Split()
    known = FIELDS.get(kind, frozenset())
    extra: dict[str, Any] = {}
    for name, value in fields.items():
        if name in ENVELOPE:
            continue
        if name == "text" and isinstance(value, str):
            parts.payload[name] = parts.put_aside(name, value)
        elif name not in known or (name in RULING and value is not None and fields["outcome"] != "upheld"):
            extra[name] = value
        elif name in CODES and value not in CODES[name] and not (kind == "declined" and value in codes):
            parts.payload[name] = parts.put_aside(name, value)
        elif name == "lines":
            parts.payload[name] = [_line(kind, line, index, extra) for index, line in enumerate(value)]
        elif name == "warranty" and isinstance(value, dict):
            parts.payload[name] = _warranty(value, parts, extra)
        else:
            parts.payload[name] = value
    refuse_unstorable(parts.payload)
    if extra:
        parts.payload["extra"] = parts.put_aside("extra", json.dumps(extra, sort_keys=True))  # ASCII: all is storable
    return parts


def text_hashes(payload: dict[str, Any]) -> dict[str, str]:
    """The salted hash of every text that was put aside, by the field its remark names."""
    found = {name: value["sha256"] for name, value in payload.items() if _is_text(value)}
    warranty = payload.get("warranty")
    if isinstance(warranty, dict) and _is_text(warranty.get("terms")):
        found["warranty.terms"] = warranty["terms"]["sha256"]
    return found


def judged_fields(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as the judge reads it: a text that was put aside is "" where blank, else a stand-in."""
    fields = {name: _stand_in(value) for name, value in payload.items() if name != "extra"}
    warranty = fields.get("warranty")
    if isinstance(warranty, dict):
        fields["warranty"] = {name: _stand_in(value) for name, value in warranty.items()}
    return fields


def refuse_unstorable(value: Any) -> None:
    """Raise NotStorable where a value, at any depth, cannot be kept by PostgreSQL."""
    if isinstance(value, str):
        if "\x00" in value or (not value.isascii() and any("\ud800" <= mark <= "\udfff" for mark in value)):
            raise NotStorable("a text holds a character that cannot be stored")
    elif isinstance(value, dict):
        for name, inner in value.items():
            refuse_unstorable(name)
            refuse_unstorable(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_unstorable(inner)
    elif isinstance(value, float) and not isfinite(value):
        raise NotStorable("a number is too large to be stored")


def _line(kind: str, line: dict[str, Any], index: int, extra: dict[str, Any]) -> dict[str, Any]:
    """A line's fields that the reading checked; whatever else it says may be of any type and is put aside."""
    known = PRICED if kind == "receipt_issued" else PART if line["kind"] == "part" else QUOTED
    unknown = {name: value for name, value in line.items() if name not in known}
    if unknown:
        extra.setdefault("lines", {})[str(index)] = unknown
    return {name: value for name, value in line.items() if name in known}


def _warranty(warranty: dict[str, Any], parts: Split, extra: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in warranty.items() if name in WARRANTY_FIELDS}
    if isinstance(warranty.get("terms"), str):
        kept["terms"] = parts.put_aside("warranty.terms", warranty["terms"])
    unknown = {name: value for name, value in warranty.items() if name not in WARRANTY_FIELDS | {"terms"}}
    if unknown:
        extra["warranty"] = unknown
    return kept


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"sha256", "blank"}


def _stand_in(value: Any) -> Any:
    if _is_text(value):
        return "" if value["blank"] else "·"
    return value
