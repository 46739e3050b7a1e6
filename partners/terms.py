"""What a partner publishes, read strictly: service hours, prices, promotions, warranty and checklists.

The content is plain JSON, the same in a file of cases and in the database. Unknown keys are allowed and ignored here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from partners.calendars import DAYS, EPOCH, FIRST_INSTANT, LAST_INSTANT, LOCAL_OFFSET, MINUTES_A_DAY, minute_of

_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  see read_instant
_COMMON_OFFSETS = {"+07:00": LOCAL_OFFSET, "+00:00": 0}
_DAY_OFF: list[Any] = []
_MIDNIGHTS = [(day * MINUTES_A_DAY, name) for day, name in enumerate(DAYS)]


class UnreadableError(ValueError):
    """A value that cannot be read strictly: the field's path, and what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class Promotion(NamedTuple):
    """A published promotion; instants in microseconds since 1970 UTC, money in đồng, `cap` None for no cap."""

    code: str
    starts_at: int
    ends_at: int
    min_total: int
    codes: frozenset[str]
    percent: int | None
    amount: int | None
    cap: int | None


class Terms(NamedTuple):
    """Published terms. `hours` are (open, close) in minutes from Monday 00:00 local time; `max_prices` in đồng."""

    hours: list[tuple[int, int]]
    response_minutes: int
    max_prices: dict[str, int]
    promotions: list[Promotion]
    warranty_days: int
    checklists: dict[str, list[str]]


def read_terms(content: object) -> Terms:
    """Read published terms. UnreadableError names the first field that is missing, of a wrong type or out of bounds."""
    terms = mapping(content, "terms")
    return Terms(
        hours=read_hours(terms["hours"]) if "hours" in terms else [],
        response_minutes=span(terms, "response_minutes", "terms.response_minutes"),
        max_prices=_max_prices(terms["prices"]) if "prices" in terms else {},
        promotions=_promotions(terms["promotions"]) if "promotions" in terms else [],
        warranty_days=span(terms, "warranty_days", "terms.warranty_days") if "warranty_days" in terms else 0,
        checklists=_checklists(terms["checklists"]) if "checklists" in terms else {},
    )


def read_hours(content: object, path: str = "terms.hours") -> list[tuple[int, int]]:
    """Read hours by weekday into minutes from Monday 00:00. A day that is missing is a day off."""
    hours = mapping(content, path)
    ranges = []
    for midnight, name in _MIDNIGHTS:
        pairs = hours.get(name, _DAY_OFF)
        if pairs.__class__ is not list:
            raise UnreadableError(f"{path}.{name}", "must be a list of [open, close]")
        for pair in pairs:
            if pair.__class__ is not list or len(pair) != 2:
                raise UnreadableError(f"{path}.{name}", "each range must be [open, close]")
            opens, closes = minute_of(pair[0]), minute_of(pair[1])
            if opens is None or closes is None or opens >= closes:
                read_range(pair[0], pair[1], f"{path}.{name}")
            ranges.append((midnight + opens, midnight + closes))  # type: ignore[operator]
    return ranges


def read_range(opens: object, closes: object, path: str) -> tuple[int, int]:
    """Read two wall-clock hours into minutes of the day; the first must be the earlier."""
    start, end = minute_of(opens), minute_of(closes)
    if start is None or end is None:
        raise UnreadableError(path, 'hours must be "00:00" to "24:00"')
    if start >= end:
        raise UnreadableError(path, "must open before it closes")
    return start, end


def read_instant(value: object, path: str) -> int:
    """Read an ISO 8601 text with an offset, or an aware datetime, into microseconds since 1970 UTC."""
    # Naive arithmetic costs a sixteenth of aware; every event has an instant, and nearly all are in one of two offsets.
    # A text of 25 or more is a whole date and time, so cutting the offset off changes nothing about the rest.
    offset = _COMMON_OFFSETS.get(value[-6:]) if value.__class__ is str and len(value) > 24 else None  # type: ignore
    try:
        if offset is not None:
            gap = datetime.fromisoformat(value[:-6]) - _NAIVE_EPOCH  # type: ignore[index]
        else:
            offset = 0
            gap = (datetime.fromisoformat(value) if value.__class__ is str else value) - EPOCH  # type: ignore
    except (TypeError, ValueError, AttributeError):
        raise UnreadableError(path, "must be an ISO 8601 instant with an offset") from None
    microseconds: int = (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds - offset
    if not FIRST_INSTANT <= microseconds <= LAST_INSTANT:
        raise UnreadableError(path, "must lie in the years 1 to 9999 of UTC")
    return microseconds


def mapping(value: object, path: str) -> Mapping[str, Any]:
    """Return the value if it is a JSON object."""
    if value.__class__ is not dict:
        raise UnreadableError(path, "must be an object")
    return value  # type: ignore[return-value]


def listed(value: object, path: str) -> list[Any]:
    """Return the value if it is a JSON list."""
    if value.__class__ is not list:
        raise UnreadableError(path, "must be a list")
    return value  # type: ignore[return-value]


def whole(holder: Mapping[str, Any], key: str, path: str) -> int:
    """Return the whole number at `key`; true and 1.0 are none."""
    value = holder.get(key)
    if value.__class__ is not int:
        refuse(holder, key, path, "must be a whole number")
    return value  # type: ignore[return-value]


def span(holder: Mapping[str, Any], key: str, path: str) -> int:
    """Return the duration at `key`: a whole number that is not negative."""
    value = whole(holder, key, path)
    if value < 0:
        raise UnreadableError(path, "must not be negative")
    return value


def texts(value: object, path: str) -> list[str]:
    """Return the value if it is a list of texts."""
    for item in listed(value, path):
        if item.__class__ is not str:
            raise UnreadableError(path, "must be a list of texts")
    return value  # type: ignore[return-value]


def refuse(holder: Mapping[str, Any], key: str, path: str, problem: str) -> NoReturn:
    """Raise UnreadableError: the field is missing, or has the problem."""
    raise UnreadableError(path, problem if key in holder else "is missing")


def _max_prices(content: object) -> dict[str, int]:
    prices = {}
    for code, price in mapping(content, "terms.prices").items():
        most = price.get("max") if price.__class__ is dict else None
        if most.__class__ is not int:
            raise UnreadableError(f"terms.prices.{code}", "must be an object whose max is a whole number")
        prices[code] = most
    return prices


def _checklists(content: object) -> dict[str, list[str]]:
    checklists: dict[str, list[str]] = mapping(content, "terms.checklists")  # type: ignore[assignment]
    for items in checklists.values():
        texts(items, "terms.checklists")
    return checklists


def _promotions(content: object) -> list[Promotion]:
    return [
        _promotion(mapping(item, f"terms.promotions[{index}]"), f"terms.promotions[{index}]")
        for index, item in enumerate(listed(content, "terms.promotions"))
    ]


def _promotion(item: Mapping[str, Any], path: str) -> Promotion:
    percent, amount = _amount_or_none(item, "percent", path), _amount_or_none(item, "amount", path)
    if (percent is None) == (amount is None):
        raise UnreadableError(path, "must have either percent or amount")
    code = item.get("code", "")
    if code.__class__ is not str:
        raise UnreadableError(f"{path}.code", "must be a text")
    return Promotion(
        code=code,
        starts_at=read_instant(item.get("from"), f"{path}.from"),
        ends_at=read_instant(item.get("to"), f"{path}.to"),
        min_total=whole(item, "min_total", f"{path}.min_total") if "min_total" in item else 0,
        codes=frozenset(texts(item["codes"], f"{path}.codes")) if "codes" in item else frozenset(),
        percent=percent,
        amount=amount,
        cap=_amount_or_none(item, "cap", path),
    )


def _amount_or_none(item: Mapping[str, Any], key: str, path: str) -> int | None:
    return None if item.get(key) is None else whole(item, key, f"{path}.{key}")
