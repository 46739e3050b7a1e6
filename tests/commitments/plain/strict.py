"""What a case must look like to be read at all; a table of fields and one small check for each type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

CLAUSES = {"A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6", "C1", "C2", "C3"}
SEVERITIES = {"notice", "minor", "major"}
OUTCOMES = {"upheld", "rejected", "settled"}
DEFAULTS: dict[str, Any] = {
    "care_open": "08:00",
    "care_close": "21:00",
    "appointment_minutes": 60,
    "short_notice_minutes": 120,
    "feedback_minutes": 780,
    "receipt_hours": 24,
    "photo_request_hours": 24,
    "complaint_reply_minutes": 1560,
    "arrival_grace_minutes": 30,
    "no_show_minutes": 120,
    "price_tolerance_percent": 0,
    "reply_minutes": 240,
    "reply_minutes_engaged": 60,
    "aftercare_days": 30,
    "outside_window_severity": None,
    "excused_decline_reasons": ["outside_area", "unsafe", "not_our_service"],
}


class UnreadableError(Exception):
    """A case breaks one of the errors listed in section 4 of the contract."""


Check = Callable[[Any, str], Any]


def require(holds: bool, what: str) -> None:
    """Raise UnreadableError with `what` unless it holds."""
    if not holds:
        raise UnreadableError(what)


def text(value: Any, name: str) -> str:
    """A JSON string."""
    require(isinstance(value, str), f"{name}: not a text")
    return value


def whole(value: Any, name: str) -> int:
    """A JSON integer; true and 1.0 are none."""
    require(isinstance(value, int) and not isinstance(value, bool), f"{name}: not a whole number")
    return value


def duration(value: Any, name: str) -> int:
    """A whole number that is not negative."""
    require(whole(value, name) >= 0, f"{name}: negative")
    return value


def truth(value: Any, name: str) -> bool:
    """A JSON true or false."""
    require(isinstance(value, bool), f"{name}: neither true nor false")
    return value


def instant(value: Any, name: str) -> datetime:
    """An ISO 8601 instant with an offset."""
    try:
        found = datetime.fromisoformat(text(value, name))
    except ValueError as error:
        raise UnreadableError(f"{name}: no instant") from error
    require(found.tzinfo is not None, f"{name}: no offset")
    return found


def clock(value: Any, name: str) -> str:
    """A wall clock from 00:00 to 24:00."""
    require(bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text(value, name))), f"{name}: no such hour")
    return value


def record(value: Any, name: str) -> dict[str, Any]:
    """A JSON object."""
    require(isinstance(value, dict), f"{name}: not an object")
    return value


def listed(check: Check) -> Check:
    """A JSON list whose members all pass `check`."""

    def members(value: Any, name: str) -> list[Any]:
        require(isinstance(value, list), f"{name}: not a list")
        return [check(member, f"{name}[{place}]") for place, member in enumerate(value)]

    return members


def mapped(check: Check) -> Check:
    """A JSON object whose values all pass `check`."""
    return lambda value, name: {key: check(each, f"{name}.{key}") for key, each in record(value, name).items()}


def or_null(check: Check) -> Check:
    """Null, or what `check` takes."""
    return lambda value, name: None if value is None else check(value, name)


def one_of(allowed: set[str]) -> Check:
    """One of the allowed words."""

    def member(value: Any, name: str) -> str:
        require(text(value, name) in allowed, f"{name}: unknown")
        return value

    return member


class Optional:
    """A field that may be missing and then has a value of its own."""

    def __init__(self, check: Check, default: Any) -> None:
        self.check, self.default = check, default


def fields(value: Any, name: str, table: dict[str, Check | Optional]) -> dict[str, Any]:
    """The object with its known fields checked; unknown ones are kept."""
    found = dict(record(value, name))
    for key, check in table.items():
        if isinstance(check, Optional):
            found[key] = check.check(found[key], f"{name}.{key}") if key in found else check.default
        else:
            require(key in found, f"{name}.{key}: missing")
            found[key] = check(found[key], f"{name}.{key}")
    return found
