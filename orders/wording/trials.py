"""How far a trial is, and what it found, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from orders.models import Trial
from orders.models.breaches import Severity
from orders.services.trials.running import Progress
from orders.wording.rules import rule_words
from rada.web.wording import instant

KIND_WORDS: dict[str, Any] = {
    "appears": _lazy("appear"),
    "disappears": _lazy("disappear"),
    "changes": _lazy("weigh otherwise"),
}


class Found(NamedTuple):
    """What is counted together, in words: its kind, of what, how many, and the points before and after."""

    kind: str
    subject: str
    number: int
    before: int
    after: int


def progress_words(trial: Trial, progress: Progress) -> str:
    """`đã xét 12.400/80.000 đơn, còn khoảng 20 giây`; once it is over, how much was looked at."""
    told = {"looked_at": _number(progress.looked_at), "size": _number(progress.size)}
    if trial.state == Trial.State.STOPPED:
        return _("Stopped: %(looked_at)s of %(size)s orders were looked at, so this is partial.") % told
    if trial.state == Trial.State.DONE:
        return _("All %(size)s orders were looked at.") % told
    if progress.seconds_left is None:
        return _("%(looked_at)s of %(size)s orders looked at, waiting for a worker") % told
    left = ngettext("about %(count)s second left", "about %(count)s seconds left", progress.seconds_left)
    said = _("%(looked_at)s of %(size)s orders looked at") % told
    return f"{said}, {left % {'count': _number(progress.seconds_left)}}"


def what_is_tried(trial: Trial) -> str:
    """The draft or version, and on how much."""
    tried = trial.draft.note if trial.draft else _("version %(number)s") % {"number": trial.version}
    if trial.days is None:
        return _("%(tried)s, on every order") % {"tried": tried}
    said = ngettext("%(tried)s, on the last %(days)s day", "%(tried)s, on the last %(days)s days", trial.days)
    return said % {"tried": tried, "days": trial.days}


def rule_label(rule: str) -> str:
    """`C1 · Customer answered late`."""
    return f"{rule[:2]} · {rule_words(rule).title}"


def grade_words(grade: list[Any] | None, now: datetime) -> str:
    """A grade of an example: when, how severe, how many points; or that there is none."""
    if grade is None:
        return _("no breach")
    occurred_at, severity, points = grade
    weight = ngettext("%(count)d point", "%(count)d points", points) % {"count": points}
    return f"{instant(datetime.fromisoformat(occurred_at), now)}, {Severity(severity).label}, {weight}"


def _number(value: int) -> str:
    return str(number_format(value, force_grouping=True))
