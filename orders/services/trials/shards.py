"""Shards: stretches of assignments that any number of workers share, each judged and counted once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from orders import rule_modes
from orders.commitments.reading import CaseError
from orders.models import Assignment, Trial, TrialShard
from orders.rule_modes import Modes
from orders.services.trials.comparing import Comparison, Yardstick
from orders.services.trials.facts import Facts, Pinned, Unreadable
from orders.services.trials.tally import Tally
from partners.calendars import microseconds_of
from rada.web import clock

logger = logging.getLogger(__name__)

SIZE = 500
LEASE = timedelta(seconds=30)
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
CUT = """
    INSERT INTO orders_trialshard (trial_id, low, high, size, judged, failed, outcome)
    SELECT %s, min(id) - 1, max(id), count(*), 0, 0, '{}'
    FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part FROM orders_assignment
          WHERE created_at >= %s) AS chosen
    GROUP BY part ORDER BY part
"""


def cut(trial: Trial, *, size: int = SIZE) -> None:
    """Cut what the trial looks at into shards of so many assignments; the shards' sizes add up to the trial's."""
    with connection.cursor() as cursor:
        cursor.execute(CUT, [trial.pk, size, begins_at(trial)])


def begins_at(trial: Trial) -> datetime:
    """The earliest creation of what the trial looks at."""
    return BEFORE_ALL if trial.days is None else trial.judged_at - timedelta(days=trial.days)


@transaction.atomic
def claim() -> TrialShard | None:
    """Take the next shard that nobody holds, of the oldest trial that runs; None where there is none."""
    now = clock.now()
    free = (
        TrialShard.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("trial__draft", "trial__version")
        .filter(trial__state=Trial.State.RUNNING, done_at__isnull=True)
        .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
    )
    shard = free.order_by("trial_id", "id").first()
    if shard is not None:
        shard.leased_until = now + LEASE
        shard.save(update_fields=["leased_until"])
    return shard


def run(shard: TrialShard, facts: Facts) -> None:
    """Judge a claimed shard and keep what was found. One that cannot be read at all counts as failed."""
    tally, judged, failed = Tally(), 0, 0
    try:
        judged, failed = _compare(shard, facts, tally)
    except OperationalError:
        raise  # a time-out or a lost connection: its lease runs out, and somebody takes it again
    except Exception:
        logger.exception("trial %s: shard %s cannot be judged", shard.trial_id, shard.pk)
        tally, judged, failed = Tally(), 0, shard.size
    finish(shard, tally, judged=judged, failed=failed)


@transaction.atomic
def finish(shard: TrialShard, tally: Tally, *, judged: int, failed: int) -> None:
    """Keep a shard's outcome, unless it was kept before or the trial was stopped; the last one ends the trial."""
    trial = Trial.objects.select_for_update(no_key=True).get(pk=shard.trial_id)
    if trial.state != Trial.State.RUNNING:
        return
    now = clock.now()
    TrialShard.objects.filter(pk=shard.pk, done_at__isnull=True).update(
        done_at=now, judged=judged, failed=failed, outcome=tally.as_json()
    )
    end_if_done(trial)


def end_if_done(trial: Trial) -> None:
    """End a locked trial of which nothing is left to do."""
    left = Exists(TrialShard.objects.filter(trial=OuterRef("pk"), done_at__isnull=True))
    Trial.objects.filter(~left, pk=trial.pk).update(state=Trial.State.DONE, ended_at=clock.now())


def _compare(shard: TrialShard, facts: Facts, tally: Tally) -> tuple[int, int]:
    """Fill the tally; how many were judged, and how many cannot be."""
    chosen = Assignment.objects.filter(pk__gt=shard.low, pk__lte=shard.high, created_at__gte=begins_at(shard.trial))
    pinned = facts.pinned(list(chosen.values_list("pk", flat=True)))
    after = Yardstick.of(shard.trial)
    comparisons = {pk: Comparison(Yardstick.of(policy), after) for pk, policy in facts.policies_of(pinned).items()}
    worth = [each for each in pinned if comparisons[each.policy_id].kinds]
    kinds = frozenset[str]().union(*(comparisons[pk].kinds for pk in {each.policy_id for each in worth}))
    now = microseconds_of(shard.trial.judged_at)
    modes = rule_modes.read()
    failed = sum(
        not _counted(each, case, comparisons[each.policy_id], now, modes, tally)
        for each, case in facts.cases(worth, kinds)
    )
    return len(pinned) - failed, failed


def _counted(each: Pinned, case: object, comparison: Comparison, now: int, modes: Modes, tally: Tally) -> bool:
    """Add what differs on one case; False where it cannot be judged."""
    if isinstance(case, Unreadable):
        return False
    try:
        found = list(comparison.differences(case, now, modes))  # type: ignore[arg-type]
    except CaseError:
        return False
    for difference in found:
        tally.add(each.id, each.partner_id, difference)
    return True
