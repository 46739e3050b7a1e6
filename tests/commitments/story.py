"""A fluent way to tell a case: `case().offered("09:00").accepted("09:15").judged_at("10:00")`.

Times are local wall-clock time of Monday 2 March 2026, or of another day of that week with its name in front
("tue 09:00"), or so many days after Monday ("+30 09:00").
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from orders.commitments.judge import judge
from orders.commitments.kinds import KINDS
from orders.commitments.outcomes import Finding, Obligation, Verdict
from orders.commitments.reading import read_case
from partners.calendars import DAYS

HA_NOI = timezone(timedelta(hours=7))
MONDAY = datetime(2026, 3, 2, tzinfo=HA_NOI)
MICROSECOND = timedelta(microseconds=1)
WHO = {
    "offered": "system",
    "withdrawn": "rada",
    "message": "customer",
    "reply_not_needed": "customer",
    "quote_approved": "customer",
    "quote_rejected": "customer",
    "photo_uploaded": "customer",
    "complaint_opened": "customer",
    "complaint_info_requested": "rada",
    "complaint_reopened": "customer",
    "complaint_closed": "rada",
}
CARRIES: dict[str, dict[str, Any]] = {
    "declined": {"reason": "busy"},
    "disagreement_reported": {"text": "Khách muốn giá thấp hơn"},
    "cancelled": {"reason": "other"},
    "quoted": {"quote": "q1", "total": 500_000, "lines": []},
    "quote_approved": {"quote": "q1"},
    "quote_rejected": {"quote": "q1"},
    "part_replaced": {"line": "l1", "origin": "Nhật Bản", "brand": None, "model": None},
    "checklist_done": {"items": []},
    "receipt_issued": {"stamp": "RD-0001", "total": 250_000, "lines": [], "warranty": {"days": 90, "terms": "đổi mới"}},
    "complaint_opened": {"complaint": "k1", "category": "attitude"},
    "complaint_info_requested": {"complaint": "k1"},
    "complaint_reopened": {"complaint": "k1"},
    "complaint_reply": {"complaint": "k1"},
    "complaint_closed": {"complaint": "k1", "outcome": "settled"},
}


def at(told: str | datetime) -> datetime:
    """Return the instant that "09:00", "tue 09:00" or "+30 09:00:00.000001" tells."""
    if isinstance(told, datetime):
        return told
    day, _, clock = told.rpartition(" ")
    days = DAYS.index(day) if day in DAYS else int(day or 0)
    hours, _, rest = clock.partition(":")
    if hours == "24":
        return at(f"{day} 00:{rest}".strip()) + timedelta(days=1)
    time = datetime.fromisoformat(f"2026-03-02T{clock}")
    return time.replace(tzinfo=HA_NOI) + timedelta(days=days)


class Story:
    """A case in the making; every method named like an event kind adds one and returns the story."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = {
            "id": "c-1",
            "service": "AC-CLEAN",
            "policy": {},
            "closures": [],
            "terms": {"hours": {day: [["08:00", "18:00"]] for day in DAYS}, "response_minutes": 15},
            "events": [],
        }

    def __getattr__(self, kind: str) -> Any:
        if kind not in KINDS:
            raise AttributeError(kind)

        def add(when: str | datetime, by: str | None = None, id: str | None = None, **fields: Any) -> Story:
            event = {
                "id": id or f"e{len(self.content['events']) + 1}",
                "kind": kind,
                "at": at(when).isoformat(),
                "actor": by or WHO.get(kind, "partner"),
                **CARRIES.get(kind, {}),
                **fields,
            }
            self.content["events"].append(event)
            return self

        return add

    def appointment(self, when: str, start: str, end: str, by: str = "partner") -> Story:
        """Add a `scheduled` for [start, end]."""
        return self.scheduled(when, by=by, arrive_from=at(start).isoformat(), arrive_to=at(end).isoformat())

    def terms(self, **terms: Any) -> Story:
        """Publish other terms."""
        self.content["terms"].update(terms)
        return self

    def policy(self, **policy: Any) -> Story:
        """Override keys of the policy."""
        self.content["policy"].update(policy)
        return self

    def closed(self, start: str, end: str) -> Story:
        """Declare a closure [start, end)."""
        self.content["closures"].append([at(start).isoformat(), at(end).isoformat()])
        return self

    def judged_at(self, now: str | datetime) -> Verdict:
        """Return the verdict at the instant."""
        return judge(read_case(json.loads(json.dumps(self.content))), at(now))


def case() -> Story:
    """Return an empty story: service hours 08:00 to 18:00 every day, fifteen minutes to answer."""
    return Story()


def engaged() -> Story:
    """Return a story whose partner accepted on Monday at 08:00 and made no other clock run before its test's own."""
    return case().offered("07:59").accepted("08:00")


def rules(outcomes: list[Finding] | list[Obligation]) -> list[str]:
    """Return the rules' codes, in the order of the list."""
    return [outcome.rule for outcome in outcomes]


def of(rule: str, outcomes: list[Any]) -> list[Any]:
    """Return the outcomes of one rule."""
    return [outcome for outcome in outcomes if outcome.rule == rule]
