"""Running clocks as people see them: which calendar they run on, when they rest, and which step meets them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment, Closure, RunningClock
from orders.wording import ClockWords, clock_words
from partners.calendars import Calendar, Closures, always_open, daily, instant_of, microseconds_of, minute_of, weekly
from partners.terms import read_hours

Rest = tuple[datetime, datetime]

# Which minutes of the policy a rule promises; what is not here needs no colour before its last half hour.
PROMISED_BY = {
    "A2.no_feedback": "feedback_minutes",
    "A3.no_appointment": "appointment_minutes",
    "A5.complaint_unanswered": "complaint_reply_minutes",
    "C1.reply_late": "reply_minutes_engaged",
    "C3.complaint_unanswered": "complaint_reply_minutes",
}


@dataclass(frozen=True)
class Countdown:
    """One running clock with what its chip needs. `text` is what the customer wrote, where that started it."""

    clock: RunningClock
    kind: str
    rests: tuple[Rest, ...]
    span_minutes: int | None
    text: str = ""

    @property
    def assignment(self) -> Assignment:
        """Whose clock it is."""
        return self.clock.assignment

    @property
    def due_at(self) -> datetime:
        """The last instant that keeps the promise."""
        return self.clock.due_at

    @property
    def rule(self) -> str:
        """The rule that will be broken."""
        return self.clock.rule

    @property
    def words(self) -> ClockWords:
        """What to do about it, and which act meets it."""
        return clock_words(self.clock)

    def minutes_left(self, now: datetime) -> float:
        """How many minutes the clock still runs, its rests taken out."""
        resting = sum(((end - begin) for begin, end in self.rests), timedelta())
        return max(0.0, (self.due_at - now - resting) / timedelta(minutes=1))


def countdown(clock: RunningClock, closures: Iterable[Closure], now: datetime, text: str = "") -> Countdown:
    """A clock with its rests between `now` and its due instant; `closures` are those that hold for its order."""
    kind = clock_words(clock).kind
    calendar = _calendar(clock.assignment, kind, closures)
    return Countdown(clock, kind, tuple(rests_between(calendar, now, clock.due_at)), _promised(clock), text)


def _calendar(assignment: Assignment, kind: str, closures: Iterable[Closure]) -> Calendar:
    shut = Closures([(microseconds_of(each.starts_at), microseconds_of(each.ends_at)) for each in closures])
    numbers = {**POLICY_DEFAULTS, **assignment.policy.numbers}
    if kind == "care":
        opens, closes = minute_of(numbers["care_open"]), minute_of(numbers["care_close"])
        return daily(opens or 0, closes or 0, shut)
    if kind == "service":
        return weekly(read_hours(assignment.terms.content.get("hours", {})), shut)
    return always_open(shut)


def rests_between(calendar: Calendar, begin: datetime, end: datetime) -> Iterable[Rest]:
    """The gaps between the stretches of [begin, end] in which the calendar runs."""
    at = begin
    for since, to in calendar.stretches(microseconds_of(begin), microseconds_of(end)):
        starts = instant_of(since)
        if starts > at:
            yield at, starts
        at = instant_of(to)
    if at < end:
        yield at, end


def _promised(clock: RunningClock) -> int | None:
    if clock.rule == "A1.unanswered":
        return int(clock.assignment.terms.content["response_minutes"])
    name = PROMISED_BY.get(clock.rule)
    return int({**POLICY_DEFAULTS, **clock.assignment.policy.numbers}[name]) if name else None


def nearest_of_each_act(shown: Iterable[Countdown]) -> list[Countdown]:
    """Of the clocks of one order that one act meets, the nearest; `shown` has the nearest first."""
    nearest: dict[tuple[int, str], Countdown] = {}
    for each in shown:
        nearest.setdefault((each.clock.assignment_id, each.words.action), each)
    return list(nearest.values())
