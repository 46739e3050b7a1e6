"""A member of the team as somebody to send: how much they have that day, and what stands in the same hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.models import Assignment
from orders.wording.spans import window
from partners.models import Member
from rada.web.clock import VIETNAM


class Candidate(Protocol):
    """Somebody who could go."""

    @property
    def member(self) -> Member: ...
    @property
    def jobs(self) -> int: ...
    @property
    def clashes(self) -> Sequence[Assignment]: ...


def candidate_words(candidate: Candidate, day: datetime) -> str:
    """`Nguyễn Văn Minh · 2 jobs on 23/11 · overlaps RD-7K2F-9QXM, 14:00–16:00 Monday 23/11`."""
    jobs = ngettext("%(count)d job on %(day)s", "%(count)d jobs on %(day)s", candidate.jobs) % {
        "count": candidate.jobs,
        "day": f"{day.astimezone(VIETNAM):%d/%m}",
    }
    clashes = [
        _("overlaps %(order)s, %(hours)s")
        % {"order": each.order.code, "hours": window(each.arrive_from, each.arrive_to)}
        for each in candidate.clashes
        if each.arrive_from and each.arrive_to
    ]
    return " · ".join([str(candidate.member.user), jobs, *clashes])
