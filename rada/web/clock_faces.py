"""What a running clock shows: the time left without the hours in which it rests, in words first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from rada.web import wording
from rada.web.clock import VIETNAM

Rest = tuple[datetime, datetime]
SOON_MINUTES = 30
# With a known span a clock turns amber in its last third, but never later than 5 nor earlier than 60 minutes before.
SOONEST_MINUTES, LATEST_MINUTES = 5, 60


@dataclass(frozen=True)
class ClockFace:
    """One clock as people and the browser read it."""

    due_at: datetime
    now: datetime
    rests: tuple[Rest, ...]
    soon_minutes: int
    tone: str
    icon: str
    left_words: str
    due_words: str
    rest_words: str

    @property
    def rests_for_browser(self) -> str:
        """`from/to` pairs, ISO 8601, separated by spaces."""
        return " ".join(f"{begin.isoformat()}/{end.isoformat()}" for begin, end in self.rests)


def nights(begin: datetime, end: datetime, opens: time = time(8), closes: time = time(21)) -> list[Rest]:
    """The hours outside a daily window, by Vietnam's clock, that touch [begin, end]; whole nights, not cut."""
    day = begin.astimezone(VIETNAM).date() - timedelta(days=1)
    found = []
    while (falls := datetime.combine(day, closes, VIETNAM)) < end:
        rises = datetime.combine(day + timedelta(days=1), opens, VIETNAM)
        if rises > begin:
            found.append((falls, rises))
        day += timedelta(days=1)
    return found


def united(rests: Iterable[Rest]) -> tuple[Rest, ...]:
    """The same hours as disjoint pairs in order; empty ones are dropped."""
    merged: list[Rest] = []
    for begin, end in sorted(rest for rest in rests if rest[0] < rest[1]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return tuple(merged)


def running(begin: datetime, end: datetime, rests: Iterable[Rest]) -> timedelta:
    """How much of [begin, end] the clock ran, resting hours taken out; `rests` are disjoint."""
    resting = sum((max(timedelta(0), min(end, to) - max(begin, since)) for since, to in rests), timedelta(0))
    return max(timedelta(0), end - begin - resting)


def face(
    due_at: datetime,
    now: datetime,
    kind: str = "plain",
    rests: Iterable[Rest] | None = None,
    span_minutes: int | None = None,
) -> ClockFace:
    """What a clock due at `due_at` shows at `now`.

    `kind` is `care` (rests at night unless `rests` says when), `service` (rests are the partner's closed hours) or
    `plain`. `span_minutes`, the whole promise, moves the instant at which the clock turns amber.
    """
    if rests is None:
        rests = nights(now, due_at) if kind == "care" else ()
    pauses = tuple(rest for rest in united(rests) if rest[1] > now and rest[0] < due_at)
    soon = SOON_MINUTES if span_minutes is None else min(LATEST_MINUTES, max(SOONEST_MINUTES, span_minutes // 3))
    left = running(now, due_at, pauses)
    tone = "broken" if now > due_at else "soon" if left <= timedelta(minutes=soon) else ""
    return ClockFace(
        due_at=due_at,
        now=now,
        rests=pauses,
        soon_minutes=soon,
        tone=tone,
        icon={"broken": "late", "soon": "soon"}.get(tone, "rest" if _resting(now, pauses) else "clock"),
        left_words=_left_words(due_at, now, left, care=kind == "care" and bool(pauses)),
        due_words=_("due %(instant)s") % {"instant": wording.instant(due_at, now)},
        rest_words=_rest_words(now, pauses),
    )


def _left_words(due_at: datetime, now: datetime, left: timedelta, *, care: bool) -> str:
    if now > due_at:
        return _("%(span)s late") % {"span": wording.span((now - due_at) // timedelta(minutes=1))}
    span = wording.span(left // timedelta(minutes=1), days=not care)
    return (_("%(span)s of care time left") if care else _("%(span)s left")) % {"span": span}


def _rest_words(now: datetime, pauses: tuple[Rest, ...]) -> str:
    if not pauses:
        return ""
    begin, end = pauses[0]
    if begin <= now:
        return _("the clock rests until %(to)s") % {"to": wording.instant(end, now)}
    since, to = wording.time_of_day(begin), wording.time_of_day(end)
    return _("the clock rests from %(since)s to %(to)s") % {"since": since, "to": to}


def _resting(now: datetime, pauses: tuple[Rest, ...]) -> bool:
    return any(begin <= now < end for begin, end in pauses)
