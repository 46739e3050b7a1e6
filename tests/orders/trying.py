"""What tests of trials share: a small history of all kinds, and the same comparison done the slow and plain way."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from orders import rule_modes
from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.judge import judge
from orders.commitments.variants import under
from orders.models import Assignment, PolicyVersion, Trial
from orders.services import loading, policies
from orders.services.cases import case_of, closures_touching, events_of
from orders.services.trials import running
from orders.services.trials.comparing import Difference, between, graded
from orders.services.trials.tally import Tally, added_up
from partners.actors import SYSTEM
from partners.calendars import microseconds_of
from rada.web import clock

EXAMPLES = Path(__file__).parents[1] / "commitments/cases/examples.jsonl"


def load_examples(count: int) -> None:
    """Put worked examples into the database, spread over all of them."""
    lines = [line for line in EXAMPLES.read_bytes().splitlines(keepends=True) if json.loads(line)["events"]]
    loading.load(list(islice(lines, 0, None, len(lines) // count)), now=clock.now(), stays=True)


def numbers_to_try(**numbers: Any) -> PolicyVersion:
    """A version that is never in force."""
    return policies.publish(numbers, starts_at=policies.NEVER)


def begun(policy: Any, *, days: int | None = None) -> Trial:
    """A trial that nobody has worked on yet."""
    return Trial.objects.get(pk=running.start(policy, days=days, by=SYSTEM))


def found_by(trial: Trial) -> Tally:
    """What the shards kept."""
    return added_up(trial.shards.values_list("outcome", flat=True))


def plainly_found(policy: Any, trial: Trial) -> dict[Any, list[int]]:
    """The counts as judging every rule of every assignment twice finds them."""
    tally = Tally()
    for assignment in Assignment.objects.select_related("order__service", "terms", "policy").order_by("pk"):
        for difference in plain_differences(assignment, policy, microseconds_of(trial.judged_at)):
            tally.add(assignment.pk, assignment.partner_id, difference)
    return dict(tally.counts)


def plain_differences(assignment: Assignment, policy: Any, now: int) -> list[Difference]:
    """What differs on one assignment."""
    events = events_of([assignment])
    closures = closures_touching([assignment], events).get(assignment.pk, [])
    case = case_of(assignment, events[assignment.pk], closures)
    before, after = (
        {severity: version.points_for(severity) for severity in ("notice", "minor", "major")}
        for version in (assignment.policy, policy)
    )
    tried = under(case, policy={**POLICY_DEFAULTS, **policy.numbers})
    modes = rule_modes.read()
    return list(between(graded(case, judge(case, now), before, modes), graded(tried, judge(tried, now), after, modes)))
