"""Until when Rada decides an appeal: the same care minutes that partners answer by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from complaints.models import Appeal
from orders import selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment, Closure
from orders.services.cases import holds_for
from partners.calendars import MINUTE, Closures, daily, instant_of, microseconds_of, minute_of

DECISION_MINUTES = 3900
# No closure that begins later touches a decision that is due within a week.
LOOK_AHEAD = timedelta(days=366)


def decision_due(filed_at: datetime, assignment: Assignment, closures: Iterable[Closure]) -> datetime:
    """The instant by which an appeal is to be decided: 3,900 care minutes after it was filed."""
    numbers = {**POLICY_DEFAULTS, **assignment.policy.numbers}
    opens, closes = minute_of(numbers["care_open"]) or 0, minute_of(numbers["care_close"]) or 0
    holding = [each for each in closures if holds_for(each, assignment)]
    shut = Closures([(microseconds_of(each.starts_at), microseconds_of(each.ends_at)) for each in holding])
    due = daily(opens, closes, shut).add(microseconds_of(filed_at), DECISION_MINUTES * MINUTE)
    return instant_of(due)  # type: ignore[arg-type]  # care is given at some hour of every day


def with_due(appeals: Sequence[Appeal]) -> list[tuple[Appeal, datetime]]:
    """Each appeal with the instant by which it is to be decided; one query for the closures of all."""
    if not appeals:
        return []
    first = min(appeal.filed_at for appeal in appeals)
    last = max(appeal.filed_at for appeal in appeals)
    closures = selectors.closures_between(first, last + LOOK_AHEAD)
    return [(appeal, decision_due(appeal.filed_at, appeal.breach.assignment, closures)) for appeal in appeals]
