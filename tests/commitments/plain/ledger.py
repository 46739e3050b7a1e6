"""What is found while reading: breaches, and clocks that still run at `now`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.commitments.plain import calendar

Event = dict[str, Any]
Rows = list[tuple[datetime, str, str, str]]


def blank(value: str | None) -> bool:
    """Whether nothing is left once white space is stripped."""
    return value is None or not value.strip()


class Ledger:
    """The case as it stands at `now`, the two lists being written, and every due instant, met or not."""

    def __init__(self, case: dict[str, Any], now: datetime) -> None:
        self.now, self.terms, self.policy = now, case["terms"], case["policy"]
        self.service, self.closures = case["service"], case["closures"]
        self.events: list[Event] = [event for event in case["events"] if event["at"] <= now]
        self.findings: Rows = []
        self.obligations: Rows = []
        self.dues: list[datetime] = []

    def first(self, kind: str, events: list[Event] | None = None) -> Event | None:
        """The first event of this kind."""
        return next((event for event in (self.events if events is None else events) if event["kind"] == kind), None)

    def after(self, mark: Event | None) -> list[Event]:
        """Everything after `mark` in the order of events; nothing where there is no mark."""
        return [] if mark is None else self.events[self.place(mark) + 1 :]

    def place(self, mark: Event) -> int:
        """Where the event stands in the order."""
        return next(place for place, event in enumerate(self.events) if event["id"] == mark["id"])

    def care(self, start: datetime, key: str) -> datetime | None:
        """`start` and the policy's minutes of the care window."""
        return calendar.add(self.policy["care"], self.closures, start, timedelta(minutes=self.policy[key]))

    def plain(self, start: datetime, minutes: int) -> datetime | None:
        """`start` and these minutes around the clock, closures taken out."""
        return calendar.add(calendar.EVERY_DAY, self.closures, start, timedelta(minutes=minutes))

    def broken(self, rule: str, subject: str, at: datetime, severity: str) -> None:
        """Write down a breach."""
        self.findings.append((at, rule, subject, severity))

    def clock(self, rule: str, subject: Event, due: datetime | None, met: list[Event], severity: str) -> None:
        """Write down a clock: met by any of `met` in time, else still running, else broken."""
        if due is not None:
            self.dues.append(due)
        if due is None or any(event["at"] <= due for event in met):
            return
        if self.now > due:
            self.broken(rule, subject["id"], due, severity)
        else:
            self.obligations.append((due, rule, subject["id"], ""))


def printed(at: datetime) -> str:
    """The instant in UTC, microseconds only where there are some."""
    moment = at.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{moment.microsecond:06d}Z" if moment.microsecond else "Z")
