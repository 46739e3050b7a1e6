"""The values that generated cases are made of: the ordinary ones, and those that sit on an edge."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import Any

from tests.commitments.plain.calendar import WEEKDAYS, minutes_of

ORDINARY_RANGES: list[list[list[str]]] = [
    [["08:00", "18:00"]],
    [["00:00", "24:00"]],
    [["13:00", "17:30"], ["08:00", "14:00"]],
    [["18:00", "24:00"]],
    [["07:30", "11:30"], ["13:00", "17:30"]],
    [["00:00", "06:00"], ["20:00", "24:00"]],
    [],
    [["08:00", "12:00"], ["12:00", "18:00"]],
    [["08:00", "18:00"], ["08:00", "18:00"], ["09:00", "10:00"]],
    [["23:59", "24:00"]],
    [["00:00", "00:01"]],
    [["12:00", "12:01"], ["11:58", "11:59"]],
]
POLICY: dict[str, list[Any]] = {
    "care_open": ["08:00", "07:30", "00:00", "08:01", "12:00"],
    "care_close": ["21:00", "22:00", "20:30", "24:00", "12:01", "23:59"],
    "appointment_minutes": [0, 1, 30, 60, 120, 5000],
    "short_notice_minutes": [0, 1, 60, 120, 1440],
    "feedback_minutes": [0, 15, 780, 1600],
    "receipt_hours": [0, 1, 4, 24, 48],
    "photo_request_hours": [0, 2, 24],
    "complaint_reply_minutes": [0, 60, 240, 780, 1560, 2000, 30000],
    "arrival_grace_minutes": [0, 15, 30, 500],
    "no_show_minutes": [0, 30, 120],
    "price_tolerance_percent": [0, 1, 5, 10, 100],
    "reply_minutes": [0, 1, 60, 240, 780, 1000],
    "reply_minutes_engaged": [0, 15, 30, 60, 780, 1000],
    "aftercare_days": [0, 1, 30],
    "outside_window_severity": [None, "notice", "minor", "major"],
    "excused_decline_reasons": [[], ["busy"], ["outside_area"], ["", "other", "unsafe"]],
}
TEXTS = [
    "Khách yêu cầu giá thấp hơn niêm yết",
    "Không thống nhất được giá",
    " ",
    "",
    "\u00a0",
    "\u3000\t\n",
    ".",
    "\u200b",
]
REASONS = ["no_agreement", "partner_asked", "price", "other", "busy", "unsafe", "outside_area", "not_our_service", ""]
STAMPS = [
    None,
    "",
    " ",
    "\u00a0",
    "RD-0001",
    "rd-0001 ",
    " RD-0001\n",
    "RD-0002",
    "straße-1",
    "STRASSE-1",
    "RD-ı",
    "RD-İ",
    "rd-i\u0307",
]
CODES = ["AC-CLEAN", "AC-GAS", "TRAVEL", "OTHER", None, ""]
PRICES = [0, 1, 50000, 50001, 100000, 250000, 250001, 262500, 262501, 300000, 450000, 450001, 472500, -1000, 10**19]
ITEMS = ["power_off", "drain", "pressure_test", "extra", ""]
CATEGORIES = ["quality", "promotion", "price", "attitude", "", "Quality", " quality"]
ORIGINS = ["Thái Lan", "Nhật Bản", "Việt Nam", "Hàn Quốc", "", " ", None]
BRANDS = ["Daikin", "LG", "Casper", "Straße", "ǰaguar", "ΐ", "ŁG ", "", None, "\u00a0"]
MODELS = ["FTK-25", "FTK 25", "X1", "", None]
WARRANTIES: list[dict[str, Any] | None] = [
    None,
    {"days": -1, "terms": "x"},
    {"days": 0, "terms": "không bảo hành"},
    {"days": None, "terms": "có"},
    {"days": 90, "terms": "sửa miễn phí"},
    {"days": 89, "terms": "sửa miễn phí"},
    {"days": 30, "terms": "đổi mới trong 30 ngày"},
    {"days": 365, "terms": "bảo hành hãng"},
    {"days": 90, "terms": "  "},
    {"days": 180, "terms": "."},
]
CLAUSES = ["A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5", "B6", "C1", "C2", "C3"]
SEVERITIES = ["notice", "minor", "major"]


def hours(rng: Random) -> dict[str, Any]:
    """Daily ranges by weekday: one pattern, several, made-up ones, or none at all."""
    style = rng.random()
    if style < 0.08:
        return {}
    if style < 0.45:
        same = rng.choice(ORDINARY_RANGES)
        return {day: [list(pair) for pair in same] for day in WEEKDAYS}
    week = {}
    for day in rng.sample(WEEKDAYS, rng.choice([1, 3, 7, 7, 7])):
        week[day] = [list(pair) for pair in (rng.choice(ORDINARY_RANGES) if rng.random() < 0.7 else made_up(rng))]
    return week


def made_up(rng: Random) -> list[list[str]]:
    """A few ranges anywhere in the day, touching and overlapping as chance will have it."""
    ranges = []
    for _ in range(rng.randint(1, 4)):
        opens, closes = sorted(rng.sample(range(0, 1441, rng.choice([1, 5, 30, 60])), 2))
        ranges.append([f"{opens // 60:02}:{opens % 60:02}", f"{closes // 60:02}:{closes % 60:02}"])
    return ranges


def weekly_minutes(week: dict[str, Any]) -> int:
    """The minutes of all ranges of a week, overlaps counted twice."""
    return sum(minutes_of(closes) - minutes_of(opens) for ranges in week.values() for opens, closes in ranges)


def policy(rng: Random) -> dict[str, Any]:
    """Mostly the defaults, at times a few overrides, at times nearly all."""
    share = rng.choice([0, 0, 0, 0.15, 0.3, 0.9])
    return {key: rng.choice(values) for key, values in POLICY.items() if rng.random() < share}


def disguised(rng: Random, value: str | None) -> str | None:
    """The same text as another hand would type it: case, spaces, another Unicode form."""
    if value is None:
        return None
    ways = [
        value,
        value.upper(),
        value.lower(),
        f"  {value} ",
        value.replace(" ", " \u00a0 "),
        unicodedata.normalize("NFD", value),
        unicodedata.normalize("NFD", value).upper(),
        value + "\u200b",
        value.casefold(),
    ]
    return rng.choice(ways)


def quote_lines(rng: Random) -> list[dict[str, Any]]:
    """The lines of a quote, at times none."""
    lines = []
    for place in range(rng.choice([0, 1, 2, 2, 3, 4, 4])):
        line: dict[str, Any] = {
            "line": f"l{place}",
            "kind": rng.choice(["part", "part", "labour", "travel"]),
            "code": rng.choice(CODES),
            "unit_price": rng.choice(PRICES),
            "qty": rng.choice([0, 1, 1, 2, 3]),
        }
        if line["kind"] == "part":
            part = {
                "origin": rng.choice(ORIGINS),
                "brand": rng.choice(BRANDS),
                "model": rng.choice(MODELS),
                "warranty_days": rng.choice([None, 0, 30, 90, 91, 180, 365]),
            }
            line.update({key: value for key, value in part.items() if value is not None or rng.random() < 0.5})
        lines.append(line)
    return lines


def receipt_lines(rng: Random) -> list[dict[str, Any]]:
    """The lines of a receipt, at times none."""
    return [
        {"code": rng.choice(CODES), "unit_price": rng.choice(PRICES), "qty": rng.choice([1, 1, 2, 3, 0, -1])}
        for _ in range(rng.choice([0, 1, 2, 3]))
    ]
