"""People's nights: from 21:00 until 08:00 in Vietnam nobody is written to about what can wait."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from rada.web.clock import VIETNAM

BEGIN, END = time(21), time(8)


def ends_at(at: datetime) -> datetime | None:
    """08:00 in Vietnam where an instant lies between 21:00 and then, else None."""
    local = at.astimezone(VIETNAM)
    if END <= local.time() < BEGIN:
        return None
    day = local.date() + timedelta(days=local.time() >= BEGIN)
    return datetime.combine(day, END, VIETNAM)
