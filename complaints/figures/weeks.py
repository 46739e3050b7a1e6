"""Weeks of Vietnam's calendar, from Monday to Monday."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from rada.web.clock import VIETNAM

WEEK = timedelta(weeks=1)


class Week(NamedTuple):
    """A week: `begins` is in it, `ends` is the next Monday and is not."""

    begins: datetime
    ends: datetime

    @property
    def monday(self) -> date:
        """Its first day, in Vietnam."""
        return self.begins.astimezone(VIETNAM).date()


def weeks_until(now: datetime, count: int) -> list[Week]:
    """So many weeks, the oldest first; the last is the one in which `now` lies, and goes on."""
    local = now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    this = local - timedelta(days=local.weekday())
    return [Week(begins, begins + WEEK) for begins in (this - WEEK * ago for ago in reversed(range(count)))]
