"""How long a partner may still mend or dispute what it was told: plain hours, which closures lengthen."""

from __future__ import annotations

from datetime import datetime, timedelta

from orders import selectors
from orders.models import Assignment
from orders.services.cases import holds_for
from partners.calendars import HOUR, Closures, always_open, instant_of, microseconds_of

# Farther ahead nobody declares a closure that still touches the period.
LONGEST_LOOK = timedelta(days=366)


def plain_hours_after(assignment: Assignment, begin: datetime, hours: int) -> datetime:
    """The last instant of so many plain hours from `begin`, lengthened by the closures that hold for this order."""
    holding = [
        (microseconds_of(each.starts_at), microseconds_of(each.ends_at))
        for each in selectors.closures_between(begin, begin + LONGEST_LOOK)
        if holds_for(each, assignment)
    ]
    due = always_open(Closures(holding)).add(microseconds_of(begin), hours * HOUR)
    return instant_of(due)  # type: ignore[arg-type]  # a calendar that is always open has every due time
