"""One assignment's case as the rules see it: terms, policy, closures and the timeline, indexed by kind.

Events stand in the timeline's order (`at`, then their place in the list); an event's `place` is its rank in it, so
"before" and "after" compare places, never instants.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

from partners.calendars import Calendar, Closures, always_open, daily, minute_of, weekly
from partners.terms import Terms

POLICY_DEFAULTS: Mapping[str, Any] = {
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

Worked = TypeVar("Worked")

_place = attrgetter("place")
_at = attrgetter("at")


class Event:
    """One fact of the timeline. `at` is in microseconds since 1970 UTC; `window` is a `scheduled`'s (from, to)."""

    __slots__ = ("actor", "at", "data", "id", "kind", "place", "window")

    def __init__(
        self, id: str, kind: str, at: int, actor: str, data: Mapping[str, Any], window: tuple[int, int] | None = None
    ) -> None:
        self.id = id
        self.kind = kind
        self.at = at
        self.actor = actor
        self.data = data
        self.window = window
        self.place = 0

    def __repr__(self) -> str:
        return f"<Event {self.id} {self.kind}>"


class Quote:
    """An approved quote: its id, total in đồng, its part lines by line id, and the events that made it stand."""

    __slots__ = ("approved_by", "id", "parts", "quoted_by", "total")

    def __init__(self, quoted_by: Event, approved_by: Event) -> None:
        self.quoted_by = quoted_by
        self.approved_by = approved_by
        self.id: str = quoted_by.data["quote"]
        self.total: int = quoted_by.data["total"]
        self.parts: dict[str, Mapping[str, Any]] = {
            line["line"]: line for line in quoted_by.data["lines"] if line["kind"] == "part"
        }


class Case:
    """The pinned terms, the policy, the closures and the events; rules read it, nothing writes to it."""

    def __init__(
        self,
        id: str,
        *,
        service: str,
        terms: Terms,
        policy: Mapping[str, Any],
        closures: Closures,
        events: list[Event],
        now: int | None = None,
    ) -> None:
        """Take events already in the timeline's order, policy with every key. `now` is the case's own, if any."""
        self.id = id
        self.service = service
        self.terms = terms
        self.policy = policy
        self.closures = closures
        self.events = events
        self.now = now
        self._index(events)

    def _index(self, events: list[Event]) -> None:
        self.by_kind: dict[str, list[Event]] = {}
        self._engaged: dict[str, list[Event]] = {}
        self._worked_out: dict[Callable[[Case], Any], Any] = {}
        self.offered: Event | None = None
        self.accepted: Event | None = None
        by_kind, engaged = self.by_kind, self._engaged
        for place, event in enumerate(events):
            event.place = place
            kind = event.kind
            if kind in by_kind:
                by_kind[kind].append(event)
            else:
                by_kind[kind] = [event]
            if self.accepted is not None:
                if kind in engaged:
                    engaged[kind].append(event)
                else:
                    engaged[kind] = [event]
            elif kind == "accepted":
                self.accepted = event
        if "offered" in by_kind:
            self.offered = by_kind["offered"][0]
        self.cancelled = engaged["cancelled"][0] if "cancelled" in engaged else None
        self.completed = engaged["completed"][0] if "completed" in engaged else None

    def until(self, now: int) -> Case:
        """Return the case as it stood at `now`: without the events that lie ahead."""
        if not self.events or self.events[-1].at <= now:
            return self
        past = Case.__new__(Case)
        past.__dict__.update(self.__dict__)
        past.events = self.events[: bisect_right(self.events, now, key=_at)]
        past._index(past.events)
        return past

    @property
    def care(self) -> Calendar:
        """The care window of this case's policy, closures taken out."""
        return self.once(_care_window)

    @property
    def plain(self) -> Calendar:
        """Plain hours: around the clock, closures taken out."""
        return self.once(_plain_hours)

    @property
    def service_hours(self) -> Calendar:
        """The published service hours, closures taken out."""
        return self.once(_service_hours)

    def each(self, kind: str) -> list[Event]:
        """Return every event of the kind, in order."""
        return self.by_kind.get(kind, [])

    def first_after(self, event: Event, *kinds: str) -> Event | None:
        """Return the first event of any of the kinds after the event."""
        found: Event | None = None
        place = event.place
        for kind in kinds:
            events = self.by_kind.get(kind)
            if events and events[-1].place > place:
                candidate = events[0] if events[0].place > place else events[bisect_right(events, place, key=_place)]
                if found is None or candidate.place < found.place:
                    found = candidate
        return found

    def engaged(self, kind: str) -> list[Event]:
        """Return the events of the kind after the acceptance: all that the rules of an engaged partner look at."""
        return self._engaged.get(kind, [])

    def first_engaged(self, *kinds: str) -> Event | None:
        """Return the first event of any of the kinds after the acceptance."""
        return self.first_after(self.accepted, *kinds) if self.accepted is not None else None

    def is_engaged_at(self, event: Event) -> bool:
        """Whether the event stands after the acceptance."""
        return self.accepted is not None and event.place > self.accepted.place

    @property
    def appointments(self) -> list[Event]:
        """The `scheduled` events that count: after the acceptance and before the first cancellation."""
        cancelled = self.cancelled
        return self.engaged("scheduled") if cancelled is None else self.engaged_before(cancelled, "scheduled")

    def engaged_before(self, event: Event, kind: str) -> list[Event]:
        """Return the events of the kind after the acceptance and before the event."""
        return before(self.engaged(kind), event)

    def approved_quote_at(self, event: Event) -> Quote | None:
        """Return the quote the customer's last approval before the event stands for.

        An approval of a quote that had not been quoted yet counts for nothing; a later rejection undoes none.
        """
        quotes = self.once(_approved_quotes)
        count = bisect_right(quotes, event.place, key=lambda quote: quote.approved_by.place)
        return quotes[count - 1] if count else None

    def once(self, work: Callable[[Case], Worked]) -> Worked:
        """Return what the function works out of this case; several rules that ask share the work."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        return self._worked_out[work]


# The calendars are made when a rule first asks: most cases need one or two of them.
def _care_window(case: Case) -> Calendar:
    opens, closes = minute_of(case.policy["care_open"]), minute_of(case.policy["care_close"])
    return daily(opens, closes, case.closures)  # type: ignore[arg-type]


def _plain_hours(case: Case) -> Calendar:
    return always_open(case.closures)


def _service_hours(case: Case) -> Calendar:
    return weekly(case.terms.hours, case.closures)


def _approved_quotes(case: Case) -> list[Quote]:
    """Every effective approval's quote, in the order of the approvals."""
    quotes: list[Quote] = []
    latest: dict[str, Event] = {}
    for event in sorted((*case.engaged("quoted"), *case.engaged("quote_approved")), key=_place):
        quote = event.data["quote"]
        if event.kind == "quoted":
            latest[quote] = event
        elif quote in latest:
            quotes.append(Quote(latest[quote], event))
    return quotes


def before(events: list[Event], event: Event) -> list[Event]:
    """Return those of the ordered events that stand before the event."""
    return events[: bisect_right(events, event.place - 1, key=_place)]


def following(events: list[Event], event: Event) -> Event | None:
    """Return the first of the ordered events that stands after the event."""
    index = bisect_right(events, event.place, key=_place)
    return events[index] if index < len(events) else None


def is_blank(text: str | None) -> bool:
    """Whether nothing is left of the text after stripping Unicode white space; no text at all is blank too."""
    return text is None or not text.strip()
