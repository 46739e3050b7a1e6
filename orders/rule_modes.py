"""In which mode each rule stood when: live, tried in the shadow, or switched off. The judge itself knows of none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, QuerySet

from orders.models import Breach, RuleMode

Mode = RuleMode.Mode
LENIENCE = (Mode.LIVE, Mode.SHADOW, Mode.OFF)


class Modes:
    """In which mode every rule stood at any instant."""

    def __init__(self, rows: Iterable[RuleMode]) -> None:
        """`rows` in any order."""
        self._set: dict[str, list[RuleMode]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.set_at, row.pk)):
            self._set[row.rule].append(row)

    def __bool__(self) -> bool:
        """Whether any rule was ever put into another mode."""
        return bool(self._set)

    def at(self, rule: str, instant: datetime) -> Mode:
        """The mode of a rule at an instant: live where nobody ever set another."""
        started = [row for row in self._set.get(rule, ()) if row.set_at <= instant]
        return Mode(started[-1].mode) if started else Mode.LIVE

    def written_as(self, rule: str, occurred_at: datetime, written_at: datetime) -> Mode:
        """How a breach is recorded: by the milder of the modes when it occurred and when it is written."""
        return max(self.at(rule, occurred_at), self.at(rule, written_at), key=LENIENCE.index)


def history_of(rule: str) -> QuerySet[RuleMode]:
    """Every mode a rule was ever put into, the latest first, with who did it."""
    return RuleMode.objects.filter(rule=rule).select_related("set_by")


def found_between(begin: datetime, end: datetime) -> tuple[Counter[str], Counter[str]]:
    """How many breaches occurred after `begin` and by `end`, by rule: what partners know, and what is in the shadow."""
    told, tried = Counter[str](), Counter[str]()
    lately = Breach.objects.filter(occurred_at__gt=begin, occurred_at__lte=end).order_by()
    for rule, state, count in lately.values_list("rule", "state").annotate(Count("pk")):
        (tried if state == Breach.State.SHADOW else told)[rule] += count
    return told, tried


def read() -> Modes:
    """Every mode that was ever set, in one query."""
    return Modes(RuleMode.objects.all())
