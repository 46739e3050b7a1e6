"""How instants, spans and people are said aloud: one place, so that every page says them alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rada.web.clock import VIETNAM

HOUR, DAY = 60, 24 * 60
FINE_UNTIL_HOURS = 3  # below it minutes still matter to whoever reads a countdown


def minutes_words(count: int | str) -> str:
    """`42 minutes`; a placeholder may stand for the number (the browser fills it in)."""
    return ngettext("%(count)s minute", "%(count)s minutes", count if isinstance(count, int) else 2) % {"count": count}


def hours_words(count: int | str) -> str:
    """`5 hours`, as `minutes_words`."""
    return ngettext("%(count)s hour", "%(count)s hours", count if isinstance(count, int) else 2) % {"count": count}


def days_words(count: int | str) -> str:
    """`2 days`, as `minutes_words`."""
    return ngettext("%(count)s day", "%(count)s days", count if isinstance(count, int) else 2) % {"count": count}


def span(minutes: int, *, days: bool = True) -> str:
    """A span in the two units that matter, rounded down: nobody is promised more time than there is.

    Care hours are never summed up to days (`days=False`): a day of care time is no day of the calendar.
    """
    if minutes < 1:
        return _("less than a minute")
    if minutes < HOUR:
        return minutes_words(minutes)
    if days and minutes >= 2 * DAY:
        return days_words(minutes // DAY)
    hours, rest = divmod(minutes, HOUR)
    if hours < FINE_UNTIL_HOURS and rest:
        return f"{hours_words(hours)} {minutes_words(rest)}"
    return hours_words(hours)


def short_span(minutes: int) -> str:
    """A span as a drawing has room for: `20 min`, `11 h`, `1 h 30 min`."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return _("%(count)s min") % {"count": rest}
    if not rest:
        return _("%(count)s h") % {"count": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def time_of_day(at: datetime) -> str:
    """`14:20`, by Vietnam's clock."""
    return f"{at.astimezone(VIETNAM):%H:%M}"


def instant(at: datetime, now: datetime | None = None) -> str:
    """`22/11/2026 21:05` by Vietnam's clock; with `now`, near days are named: `14:20 today`, `20:10 Monday 23/11`."""
    local = at.astimezone(VIETNAM)
    if now is None:
        return f"{local:%d/%m/%Y %H:%M}"
    away = (local.date() - now.astimezone(VIETNAM).date()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in near:
        return _("%(time)s %(day)s") % {"time": f"{local:%H:%M}", "day": near[away]}
    if abs(away) < 7:
        return _("%(time)s %(day)s") % {"time": f"{local:%H:%M}", "day": f"{weekday(local.weekday())} {local:%d/%m}"}
    return f"{local:%d/%m/%Y %H:%M}"


def time_left(due: datetime, now: datetime) -> str:
    """`21:00 tomorrow (28 hours left)`, or how long ago it was: `20:10 yesterday (12 hours late)`."""
    minutes = int(abs((due - now).total_seconds()) // 60)
    words = _("%(at)s (%(span)s left)") if due >= now else _("%(at)s (%(span)s late)")
    return words % {"at": instant(due, now), "span": span(minutes)}


def weekday(number: int) -> str:
    """The day's name inside a sentence; Monday is 0."""
    return (
        pgettext("inside a sentence", "Monday"),
        pgettext("inside a sentence", "Tuesday"),
        pgettext("inside a sentence", "Wednesday"),
        pgettext("inside a sentence", "Thursday"),
        pgettext("inside a sentence", "Friday"),
        pgettext("inside a sentence", "Saturday"),
        pgettext("inside a sentence", "Sunday"),
    )[number]


def greeting(person: Any) -> str:
    """`Chị Hà`: the way to address somebody by the given name, the last word of a Vietnamese name.

    `person` is a name or has a `full_name`; a `gender` of `male` or `female` picks the title, otherwise both are said.
    """
    words = str(getattr(person, "full_name", person) or "").split()
    if not words:
        return _("Dear customer")
    titles = {"male": _("Mr %(name)s"), "female": _("Ms %(name)s")}
    return titles.get(getattr(person, "gender", ""), _("Mr/Ms %(name)s")) % {"name": words[-1]}
