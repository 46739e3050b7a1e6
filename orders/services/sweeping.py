"""The sweep: judge what fell due, in batches that any number of sweepers share. It needs PostgreSQL alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from orders.commitments.reading import CaseError
from orders.models import Assignment, Event
from orders.services import judging, projections
from orders.services.cases import closures_touching, events_of
from rada.platform.models import Heartbeat
from rada.web import clock

logger = logging.getLogger(__name__)

BATCH = 500
HEARTBEAT = "sweep"
BEATS_EVERY = timedelta(seconds=5)  # a pass that has nothing to do writes no more often, and so waits for no disk
SOON = timedelta(seconds=2)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
Place = tuple[datetime, int]  # in the index of what is due: (judge_after, primary key)
_others: list[Callable[[], object]] = []
BEFORE_ALL: Place = (datetime.min.replace(tzinfo=UTC), 0)
LOOK = """
    SELECT EXISTS (SELECT FROM orders_assignment WHERE judge_after <= %s),
        EXISTS (SELECT FROM platform_heartbeat WHERE name = %s AND beat_at BETWEEN %s AND %s)
"""


@dataclass
class Swept:
    """What one pass did."""

    judged: int = 0
    failed: int = 0


def also(part: Callable[[], object]) -> None:
    """Let an upper app do its part in every pass of `manage.py sweep`; called from its `ready()`."""
    if part not in _others:
        _others.append(part)


def others() -> list[Callable[[], object]]:
    """The parts of upper apps."""
    return list(_others)


def sweep(*, batch: int = BATCH) -> Swept:
    """Judge every assignment that is due now, once, and leave a heartbeat, where nothing is due now and then.

    Safe to run anywhere, any number of times at once: rows another sweeper or an act holds are skipped, each batch is
    one transaction, and a killed sweeper leaves its batch to the next. It never waits for a lock while it holds one.
    """
    swept = Swept()
    started = clock.now()
    is_due, has_beaten = _look(started)
    place: Place | None = BEFORE_ALL if is_due else None
    while place is not None:
        place = _sweep_batch(swept, started, batch, place)
    if is_due or not has_beaten:
        Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"beat_at": clock.now()})
    return swept


def _look(now: datetime) -> tuple[bool, bool]:
    """Whether anything is due, and whether the heartbeat is younger than BEATS_EVERY: all that an idle pass asks."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [now, HEARTBEAT, now - BEATS_EVERY, now])
        is_due, has_beaten = cursor.fetchone()
    return is_due, has_beaten


def due(due_by: datetime, place: Place) -> QuerySet[Assignment]:
    """What is due after a place of the index, locked with its order; what anybody else holds is left out.

    Pins that many share are read once for all of them.
    """
    return (
        Assignment.objects.select_for_update(of=("self", "order"), no_key=True, skip_locked=True)
        .select_related("order")
        .prefetch_related("order__service", "terms", "policy")
        .filter(judge_after__lte=due_by, judge_after__gte=place[0])
        .exclude(judge_after=place[0], pk__lte=place[1])
        .order_by("judge_after", "id")
    )


@transaction.atomic
def _sweep_batch(swept: Swept, due_by: datetime, batch: int, place: Place) -> Place | None:
    """Judge the next rows of the index after `place` and say where they end; None after the last.

    A pass goes through the index once: a row that is due again at once, its clock due this very instant, waits for
    the next pass.
    """
    assignments = list(due(due_by, place)[:batch])
    if not assignments:
        return None
    ended: Place = (assignments[-1].judge_after or due_by, assignments[-1].pk)
    now = clock.now()
    events = events_of(assignments)
    closures = closures_touching(assignments, events)
    judged = []
    for assignment in assignments:
        try:
            judged.append(
                judging.judge_assignment(assignment, events[assignment.pk], closures.get(assignment.pk, []), now=now)
            )
        except Exception as error:
            _push_back(assignment, error, now)
            swept.failed += 1
    _store(judged, events, now, swept)
    return ended if len(assignments) == batch else None


def _store(judged: Sequence[judging.Judged], events: dict[int, list[Event]], now: datetime, swept: Swept) -> None:
    """Keep the verdicts of a batch together; where that fails, one by one, so that the culprit is found."""
    try:
        with transaction.atomic():
            _settle_what_came_due(judged, events, now)
            judging.store(judged, now=now)
        swept.judged += len(judged)
    except Exception as error:
        if len(judged) == 1:
            _push_back(judged[0].assignment, error, now)
            swept.failed += 1
            return
        for each in judged:
            _store([each], events, now, swept)


def _settle_what_came_due(judged: Sequence[judging.Judged], events: dict[int, list[Event]], now: datetime) -> None:
    """An event that lay ahead and has come due steers the projections from now on."""
    for each in judged:
        timeline = events[each.assignment.pk]
        looked = each.assignment.judged_at
        arrived = {
            event.kind
            for event in timeline
            if event.recorded_at < event.at <= now and (looked is None or event.at > looked)
        }
        if arrived:
            projections.settle(each.assignment, timeline, now=now, kinds=arrived)


def _push_back(assignment: Assignment, error: Exception, now: datetime) -> None:
    """Look again later and later, and say so; the other rows go on."""
    logger.error("judging failed: assignment %s: %s", assignment.pk, type(error).__name__)
    if isinstance(error, OperationalError):  # a lock or a time-out: nothing is wrong with the row
        Assignment.objects.filter(pk=assignment.pk).update(judge_after=now + SOON)
        return
    failures = min(assignment.judge_failures + 1, 100)
    wait = min(FIRST_RETRY * 2 ** min(failures - 1, 12), LONGEST_RETRY)
    said = str(error) if isinstance(error, CaseError) else ""  # it names an event and a field, and quotes nobody
    Assignment.objects.filter(pk=assignment.pk).update(
        judge_after=now + wait, judge_failures=failures, judge_error=f"{type(error).__name__} {said}".strip()[:200]
    )
