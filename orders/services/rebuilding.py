"""Everything but the timeline can be made again from it: the proof that the tables agree, and the repair.

Events are never touched, and a breach changes only by a decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from orders import rule_modes
from orders.models import Assignment, Breach, Event, Order, Quote, RuleMode, RunningClock, Stamp
from orders.services import followers, judging, projections, row_proofs, weighing
from orders.services.batches import in_batches
from orders.services.breaches import RETRACTABLE
from orders.services.cases import closures_touching, events_of
from rada.web import clock


@dataclass
class Proof:
    """One assignment: what differs, and whether its verdict waits for the sweep and so was not compared."""

    assignment: Assignment
    waits: bool
    differences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Batch:
    """What is compared: assignments with their timelines and rows."""

    assignments: Sequence[Assignment]
    events: dict[int, list[Event]]
    quotes: dict[int, list[Quote]]
    breaches: dict[int, list[Breach]]
    clocks: dict[int, list[RunningClock]]
    modes: rule_modes.Modes


def rebuild(assignments: QuerySet[Assignment], *, repair: bool) -> Iterator[Proof]:
    """Compare projections with what the timelines say, batch by batch, and with `repair` mend what differs."""
    for batch in in_batches(assignments.only("pk")):
        yield from _rebuild([assignment.pk for assignment in batch], repair=repair)


@transaction.atomic
def _rebuild(pks: Sequence[int], *, repair: bool) -> list[Proof]:
    chosen = Assignment.objects.filter(pk__in=pks).select_related("order__service", "partner", "terms", "policy")
    if repair:
        orders = Assignment.objects.filter(pk__in=pks).values("order_id")
        list(Order.objects.select_for_update(no_key=True).filter(pk__in=orders).order_by("pk"))
        chosen = chosen.select_for_update(of=("self",), no_key=True)
    batch = _read(list(chosen.order_by("pk")))
    now = clock.now()
    proofs = {assignment.pk: Proof(assignment, _waits(assignment, now)) for assignment in batch.assignments}
    rows = list(row_proofs.row_differences(batch.events))
    bound = list(row_proofs.stamp_differences(batch.assignments, batch.events))
    for pk, problem in _problems(rows, bound, batch):
        proofs[pk].differences.append(problem)
    judged = _judge_again(proofs, batch, now)
    for pk, proof in proofs.items():
        if not proof.waits:
            proof.differences += _standing_differences(proof.assignment, batch, now)
            proof.differences += _verdict_differences(judged[pk], batch) if pk in judged else []
    for pk, problem in followers.differences(
        [judged[pk] for pk, proof in proofs.items() if pk in judged and not proof.waits]
    ):
        proofs[pk].differences.append(problem)
    _compare_orders(proofs)
    if repair:
        for difference in rows:
            row_proofs.mend(difference)
        _free([stamp for _pk, stamp, _problem in bound if stamp.assignment_id is not None])
        for pk, proof in proofs.items():
            if proof.differences and pk in judged:
                _mend(judged[pk], now)
    return list(proofs.values())


def _problems(
    rows: Sequence[row_proofs.RowDifference], bound: Sequence[tuple[int, Stamp, str]], batch: Batch
) -> Iterator[tuple[int, str]]:
    """What differs of rows, stamps and photos, by assignment. Photos are only told: nothing can bring one back."""
    for difference in rows:
        yield difference.assignment_id, str(difference)
    for pk, _stamp, problem in bound:
        yield pk, problem
    yield from row_proofs.photo_differences(batch.events)


def _read(assignments: list[Assignment]) -> Batch:
    pks = [assignment.pk for assignment in assignments]
    quotes, breaches, clocks = defaultdict(list), defaultdict(list), defaultdict(list)
    for quote in Quote.objects.filter(assignment_id__in=pks):
        quotes[quote.assignment_id].append(quote)
    for breach in Breach.objects.filter(assignment_id__in=pks):
        breaches[breach.assignment_id].append(breach)
    for running in RunningClock.objects.filter(assignment_id__in=pks):
        clocks[running.assignment_id].append(running)
    return Batch(assignments, events_of(assignments), quotes, breaches, clocks, rule_modes.read())


def _waits(assignment: Assignment, now: datetime) -> bool:
    """Reported or due, and not judged since: the sweep brings it up to date."""
    return assignment.judged_at is None or (assignment.judge_after is not None and assignment.judge_after <= now)


def _as_of(assignment: Assignment, now: datetime) -> datetime:
    """The instant its projections show: when it was last judged."""
    return now if _waits(assignment, now) or assignment.judged_at is None else assignment.judged_at


def _judge_again(proofs: dict[int, Proof], batch: Batch, now: datetime) -> dict[int, judging.Judged]:
    """Every verdict as of the last judging. Facts that cannot be read are a difference of their own."""
    closures = closures_touching(batch.assignments, batch.events)
    judged = {}
    for pk, proof in proofs.items():
        try:
            judged[pk] = judging.judge_assignment(
                proof.assignment, batch.events[pk], closures.get(pk, []), now=_as_of(proof.assignment, now)
            )
        except ValueError as error:
            proof.differences.append(f"it cannot be judged: {error}")
    return judged


def _standing_differences(assignment: Assignment, batch: Batch, now: datetime) -> list[str]:
    events, at = batch.events[assignment.pk], _as_of(assignment, now)
    standing = projections.standing_of(assignment, events, at)
    differences = [
        f"{name} is {getattr(assignment, name)}, its timeline says {getattr(standing, name)}"
        for name in projections.FOLDED
        if getattr(assignment, name) != getattr(standing, name)
    ]
    if assignment.events_count != len(events):
        differences.append(f"events_count is {assignment.events_count}, its timeline has {len(events)}")
    return differences + row_proofs.quote_differences(assignment, events, batch.quotes[assignment.pk], at)


def _verdict_differences(judged: judging.Judged, batch: Batch) -> list[str]:
    return [*_breach_differences(judged, batch), *_clock_differences(judged, batch)]


def _breach_differences(judged: judging.Judged, batch: Batch) -> list[str]:
    assignment, rows = judged.assignment, batch.breaches[judged.assignment.pk]
    found = {(finding.rule, finding.subject): finding for finding in judged.verdict.findings}
    differences = []
    for breach in rows:
        finding = found.pop((breach.rule, breach.subject), None)
        if (finding is None) != (breach.state == Breach.State.RETRACTED) and (finding or breach.state in RETRACTABLE):
            differences.append(f"breach {_named(breach)} is {breach.state}, the judge says otherwise")
        elif finding and (finding.occurred_at, finding.severity) != (breach.occurred_at, breach.severity):
            differences.append(f"breach {_named(breach)} differs in its instant or severity")
    differences += [
        f"breach {rule} {subject} is missing"
        for (rule, subject), finding in found.items()
        if batch.modes.written_as(rule, finding.occurred_at, judged.at) != RuleMode.Mode.OFF
    ]
    for breach, points in weighing.unfit(assignment, rows, judged.events):
        differences.append(f"breach {_named(breach)} weighs {breach.points}, it should weigh {points}")
    return differences


def _clock_differences(judged: judging.Judged, batch: Batch) -> list[str]:
    assignment = judged.assignment
    runs = {(running.rule, running.subject, running.due_at) for running in batch.clocks[assignment.pk]}
    wanted = {(due.rule, due.subject, due.due_at) for due in judged.verdict.obligations}
    differences = [f"clock {rule} {subject} is missing" for rule, subject, _due in sorted(wanted - runs)]
    differences += [f"clock {rule} {subject} runs without cause" for rule, subject, _due in sorted(runs - wanted)]
    first_due = min((due for _rule, _subject, due in wanted), default=None)
    looks = assignment.judge_after
    if first_due is not None and not assignment.order.is_whole_case and (looks is None or looks > first_due):
        differences.append(f"judge_after is {looks}, its first clock is due {first_due}")
    return differences


def _compare_orders(proofs: dict[int, Proof]) -> None:
    """An order's state by its assignments, told once for each order, at its first assignment here."""
    first = {proof.assignment.order_id: proof for proof in reversed(proofs.values())}
    statuses: dict[int, set[str]] = defaultdict(set)
    for order_id, status in Assignment.objects.filter(order_id__in=first).values_list("order_id", "status"):
        statuses[order_id].add(status)
    for order_id, proof in first.items():
        state = proof.assignment.order.state
        wanted = projections.order_state(state, statuses[order_id])
        if state != wanted:
            proof.differences.append(f"the order is {state}, its assignments say {wanted}")


def _free(bound: Sequence[Stamp]) -> None:
    Stamp.objects.filter(pk__in=[stamp.pk for stamp in bound], state=Stamp.State.USED).update(
        state=Stamp.State.FREE, assignment=None, used_at=None
    )


def _mend(judged: judging.Judged, now: datetime) -> None:
    """Settle every projection of one assignment and keep its verdict; a case that was parked stays parked."""
    assignment, kinds = judged.assignment, {event.kind for event in judged.events}
    assignment.events_count = len(judged.events)
    projections.settle(assignment, judged.events, now=judged.at, kinds=kinds)
    projections.settle_order(assignment.order)
    parked = assignment.judge_after is None and assignment.order.is_whole_case
    judging.store([judged], now=now)
    if parked:
        Assignment.objects.filter(pk=assignment.pk).update(judge_after=None)


def _named(breach: Breach) -> str:
    """By its rule and subject: together they name it within its assignment."""
    return f"{breach.rule} {breach.subject}"
