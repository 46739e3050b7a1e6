"""Whether what a notice tells of still stands when it is sent at last: what was overtaken is not sent.

standing.also(tells_of_open, "complaint_late")   # an upper app's own: `tells_of_open(notice, now)`
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from orders.models import ENGAGED, Assignment, Breach, RunningClock, Status
from orders.notice_places import about
from orders.services.breaches import STANDING
from rada.platform.models import Notice

Stands = Callable[[Notice, datetime], bool]


def stands(notice: Notice, now: datetime) -> bool:
    """Whether it is still worth telling; what nothing overtakes always is."""
    return notice.level not in _stands or _stands[notice.level](notice, now)


def also(question: Stands, *levels: str) -> None:
    """Let an upper app say it of its own kinds of notices; called from its `ready()`."""
    _stands.update(dict.fromkeys(levels, question))


def _is_running(notice: Notice, now: datetime) -> bool:
    """The clock that was warned of."""
    subject = notice.subject.split(":", 3)[3]
    running = RunningClock.objects.filter(rule=notice.facts["rule"], subject__startswith=subject, due_at__gt=now)
    return running.filter(assignment=notice.facts["assignment"]).exists()


def _is_offered(notice: Notice, now: datetime) -> bool:
    return Assignment.objects.filter(pk=about(notice)[1], status=Status.OFFERED).exists()


def _is_theirs(notice: Notice, now: datetime) -> bool:
    """The job of whom it is a copy for."""
    user = int(notice.audience.removeprefix("user:"))
    return Assignment.objects.filter(pk=about(notice)[1], technician__user=user, status__in=ENGAGED).exists()


def _weighs(notice: Notice, now: datetime) -> bool:
    return Breach.objects.filter(pk=about(notice)[1], state__in=STANDING).exists()


_stands: dict[str, Stands] = {
    "warning": _is_running,
    "offer": _is_offered,
    "assigned": _is_theirs,
    "breach": _weighs,
}
