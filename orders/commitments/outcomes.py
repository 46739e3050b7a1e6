"""What rules yield and what the judge answers.

A rule yields a `Clock` (what was promised until when) or a `Broken` (what an event broke by itself). The judge turns
them into findings and obligations. Instants are microseconds since 1970 UTC inside, aware UTC datetimes in the
properties that others read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from partners.calendars import MINUTE, Calendar, instant_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orders.commitments.case import Event

# Naive on purpose: printing in UTC needs no zone, and the sum is then half as dear.
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001

NOTICE, MINOR, MAJOR = "notice", "minor", "major"
SEVERITIES = (NOTICE, MINOR, MAJOR)


class Clock:
    """A promise with a due instant: so many minutes on a calendar, met by an event at or before that instant."""

    __slots__ = ("broken_as", "calendar", "earliest_due_at", "extra", "met_by", "minutes", "started_at", "subject")

    def __init__(
        self,
        subject: Event,
        calendar: Calendar,
        minutes: int,
        met_by: Event | None,
        *,
        started_at: int | None = None,
        broken_as: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """`started_at` is the subject's own instant unless given; `broken_as` names the rule once it has run out."""
        self.subject = subject
        self.calendar = calendar
        self.minutes = minutes
        self.met_by = met_by
        self.started_at = subject.at if started_at is None else started_at
        # No calendar runs faster than the wall clock: what is met by then is met, without asking the calendar.
        self.earliest_due_at = self.started_at + minutes * MINUTE
        self.broken_as = broken_as
        self.extra = extra

    @property
    def due_at(self) -> int | None:
        """The last instant that keeps the promise; None where the calendar never opens."""
        return self.calendar.add(self.started_at, self.minutes * MINUTE)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The events the clock rests on: its subject and, where there is one, the event that ended it."""
        return (self.subject.id,) if self.met_by is None else (self.subject.id, self.met_by.id)

    @property
    def facts(self) -> dict[str, Any]:
        """The promise in numbers: when it started, what was promised, what counted, and when it was met late."""
        due_at: int = self.due_at  # type: ignore[assignment]
        facts: dict[str, Any] = {
            "started_at": instant_of(self.started_at),
            "promised_minutes": self.minutes,
            "due_at": instant_of(due_at),
            "counted": [
                (instant_of(start), instant_of(end)) for start, end in self.calendar.stretches(self.started_at, due_at)
            ],
        }
        if self.met_by is not None:
            facts["met_at"] = instant_of(self.met_by.at)
            facts["late_minutes"] = max(0, self.met_by.at - due_at) // MINUTE
        facts.update(self.extra or {})
        return facts


class Broken:
    """A commitment that an event broke by itself, at the subject's instant unless another is given."""

    __slots__ = ("_beside", "event", "facts", "occurred_at", "rule", "severity", "subject")

    def __init__(
        self,
        event: Event,
        facts: dict[str, Any],
        beside: tuple[Event | None, ...] = (),
        *,
        subject: str | None = None,
        occurred_at: int | None = None,
        severity: str | None = None,
        rule: str | None = None,
    ) -> None:
        """`beside` are the other events the finding rests on; None among them is left out."""
        self.event = event
        self.facts = facts
        self.subject = event.id if subject is None else subject
        self.occurred_at = event.at if occurred_at is None else occurred_at
        self.severity = severity
        self.rule = rule
        self._beside = beside

    @property
    def evidence(self) -> tuple[str, ...]:
        """The event itself and those beside it."""
        return (self.event.id, *(other.id for other in self._beside if other is not None))


class Finding:
    """A breach. (`rule`, `subject`) is its identity."""

    __slots__ = ("_outcome", "occurred_microseconds", "rule", "severity", "sort_key", "subject")

    def __init__(self, rule: str, subject: str, occurred: int, severity: str, outcome: Clock | Broken) -> None:
        self.rule = rule
        self.subject = subject
        self.occurred_microseconds = occurred
        self.severity = severity
        self.sort_key = (occurred, rule, subject)
        self._outcome = outcome

    @property
    def clause(self) -> str:
        """The charter's clause, "A1" to "C3"."""
        return self.rule[:2]

    @property
    def occurred_at(self) -> datetime:
        """When the commitment was broken, aware UTC."""
        return instant_of(self.occurred_microseconds)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the events it rests on."""
        return self._outcome.evidence

    @property
    def facts(self) -> dict[str, Any]:
        """The numbers a person needs to check it; `as_json` makes them plain."""
        return self._outcome.facts

    def __repr__(self) -> str:
        return f"<Finding {self.rule} {self.subject} {self.occurred_at.isoformat()} {self.severity}>"


class Obligation:
    """A clock still running."""

    __slots__ = ("_clock", "due_microseconds", "rule", "sort_key", "subject")

    def __init__(self, rule: str, subject: str, due: int, clock: Clock) -> None:
        self.rule = rule
        self.subject = subject
        self.due_microseconds = due
        self.sort_key = (due, rule, subject)
        self._clock = clock

    @property
    def clause(self) -> str:
        """The charter's clause, "A1" to "C3"."""
        return self.rule[:2]

    @property
    def due_at(self) -> datetime:
        """The last instant that keeps the promise, aware UTC."""
        return instant_of(self.due_microseconds)

    @property
    def started_at(self) -> datetime:
        """When the clock started, aware UTC."""
        return instant_of(self._clock.started_at)

    def instant_after(self, percent: int) -> datetime:
        """When so much of the promised time has run, on the clock's own calendar; aware UTC."""
        clock = self._clock
        return instant_of(clock.calendar.add(clock.started_at, clock.minutes * MINUTE * percent // 100))  # type: ignore[arg-type]

    @property
    def facts(self) -> dict[str, Any]:
        """What was promised and what counts towards it; `as_json` makes it plain."""
        return self._clock.facts

    def __repr__(self) -> str:
        return f"<Obligation {self.rule} {self.subject} due {self.due_at.isoformat()}>"


class Verdict:
    """What the judge says of one case at one instant, both lists in the order of their instants."""

    __slots__ = ("findings", "obligations")

    def __init__(self, findings: list[Finding], obligations: list[Obligation]) -> None:
        self.findings = findings
        self.obligations = obligations

    def __iter__(self) -> Any:
        return iter((self.findings, self.obligations))


def written(microseconds: int) -> str:
    """Return the instant as `2026-03-02T02:15:00Z`, with six digits of microseconds where they are not zero."""
    return (_NAIVE_EPOCH + timedelta(0, 0, microseconds)).isoformat() + "Z"


def as_json(value: Any) -> Any:
    """Return facts as plain JSON values: instants as UTC text, tuples and sets as lists."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(as_json(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    return value
