"""Instants and spans inside an evidence sentence: exact to the minute, since somebody checks them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from rada.web.clock import VIETNAM
from rada.web.wording import DAY, HOUR, days_words, hours_words, minutes_words, weekday

Stretch = tuple[datetime, datetime]
MOST_STRETCHES = 4
LONGEST_NIGHT = timedelta(hours=16)


def instant_of(value: Any) -> datetime:
    """A fact's instant, whether the judge's own datetime or as it was stored."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def exact_span(minutes: int) -> str:
    """`1 hour 35 minutes`: every minute said."""
    if minutes < 1:
        return _("less than a minute")
    hours, rest = divmod(minutes, HOUR)
    words = [hours_words(hours)] if hours else []
    return " ".join([*words, minutes_words(rest)] if rest or not hours else words)


def lateness(minutes: int) -> str:
    """How late, on the wall's clock: in minutes below two days, then in days and hours."""
    if minutes < 2 * DAY:
        return exact_span(minutes)
    days, rest = divmod(minutes, DAY)
    return " ".join([days_words(days), hours_words(rest // HOUR)] if rest >= HOUR else [days_words(days)])


def moment(at: datetime, beside: datetime | None = None) -> str:
    """`20:40 Saturday 21/11`; the time alone on the same day as `beside`."""
    local = at.astimezone(VIETNAM)
    if beside is not None and local.date() == beside.astimezone(VIETNAM).date():
        return f"{local:%H:%M}"
    return _("%(time)s %(day)s") % {"time": f"{local:%H:%M}", "day": f"{weekday(local.weekday())} {local:%d/%m}"}


def window(start: datetime, end: datetime) -> str:
    """`14:00–16:00 Monday 23/11`."""
    if start.astimezone(VIETNAM).date() != end.astimezone(VIETNAM).date():
        return f"{moment(start)} – {moment(end)}"
    times = f"{start.astimezone(VIETNAM):%H:%M}–{end.astimezone(VIETNAM):%H:%M}"
    return moment(start).replace(f"{start.astimezone(VIETNAM):%H:%M}", times, 1)


def counted_words(counted: Sequence[Sequence[Any]], started_at: datetime) -> str:
    """What counted and what did not: `20 minutes counted until 21:00, night rest, 40 minutes from 08:00`."""
    stretches = [(instant_of(start), instant_of(end)) for start, end in counted]
    if not stretches:
        return _("no time counted")
    minutes = whole_minutes(stretches)
    words = [_first_words(stretches, minutes[0], started_at)]
    if len(stretches) > MOST_STRETCHES:
        words += [rest_words(stretches[0], stretches[1])]
        words += [_("%(span)s in between, without the rests") % {"span": exact_span(sum(minutes[1:-1]))}]
    else:
        for before, stretch, span in zip(stretches, stretches[1:-1], minutes[1:-1], strict=False):
            words += [rest_words(before, stretch), _middle_words(stretch, span)]
    if len(stretches) > 1:
        last = stretches[-1][0]
        words += [rest_words(stretches[-2], stretches[-1])]
        words += [_("%(span)s from %(time)s") % {"span": exact_span(minutes[-1]), "time": moment(last, last)}]
    return ", ".join(words)


def _first_words(stretches: Sequence[Stretch], minutes: int, started_at: datetime) -> str:
    """The first stretch; where the clock rested at first, since when it counts."""
    start, end = stretches[0]
    names = {"span": exact_span(minutes), "start": moment(start, beside=started_at), "end": moment(end, beside=start)}
    waited = start > started_at
    if len(stretches) == 1:
        return (_("%(span)s counted from %(start)s") if waited else _("%(span)s counted")) % names
    if waited:
        return _("%(span)s counted from %(start)s until %(end)s") % names
    return _("%(span)s counted until %(end)s") % names


def _middle_words(stretch: Stretch, minutes: int) -> str:
    start, end = stretch
    names = {"span": exact_span(minutes), "start": moment(start, start), "end": moment(end, start)}
    return _("%(span)s from %(start)s to %(end)s") % names


def rest_words(before: Stretch, after: Stretch) -> str:
    """The time between two stretches: a night is called one, any other rest names its hours."""
    start, end = before[1], after[0]
    crosses_midnight = start.astimezone(VIETNAM).date() != end.astimezone(VIETNAM).date()
    if crosses_midnight and end - start <= LONGEST_NIGHT:
        return _("night rest")
    return _("rest until %(time)s") % {"time": moment(end, start)}


def whole_minutes(stretches: Sequence[Stretch]) -> list[int]:
    """Each stretch in minutes, rounded so that their sum is the sum of them all, rounded."""
    minutes, told = [], 0
    passed = timedelta(0)
    for start, end in stretches:
        passed += end - start
        until_here = (passed + timedelta(seconds=30)) // timedelta(minutes=1)
        minutes.append(until_here - told)
        told = until_here
    return minutes
