"""Judge again from the stored facts, and say what changes; a dry run writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from orders import rule_modes
from orders.commitments.outcomes import Finding
from orders.models import Assignment, Breach, BreachDecision, Order, RuleMode
from orders.services import cures, judging, projections, weighing
from orders.services.batches import in_batches
from orders.services.breaches import RETRACTABLE, STANDING
from orders.services.cases import closures_touching, events_of
from rada.web import clock

NEW = "new"


@dataclass(frozen=True)
class Change:
    """What judging again does to one breach."""

    assignment: Assignment
    kind: str
    rule: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return (
            f"{self.assignment.order.code}/{self.assignment.pk} {self.kind}: {self.rule} {self.subject} {self.detail}"
        )


@dataclass
class Rejudged:
    """One batch: how many were judged, what changes, which cannot be judged, how many were left as judged later."""

    judged: int = 0
    left: int = 0
    changes: list[Change] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def rejudge(
    assignments: QuerySet[Assignment], *, at: datetime | None = None, dry_run: bool = False
) -> Iterator[Rejudged]:
    """Judge the assignments at an instant, the present unless given, batch by batch; each batch is one transaction.

    Looking back would take away what came due since: an assignment that was judged later than `at` is left as it is,
    except in a dry run.
    """
    for batch in in_batches(assignments.only("pk")):
        yield _rejudge([assignment.pk for assignment in batch], at, dry_run)


@transaction.atomic
def _rejudge(pks: Sequence[int], at: datetime | None, dry_run: bool) -> Rejudged:
    done = Rejudged()
    chosen = Assignment.objects.select_related("order__service", "partner", "terms", "policy").filter(pk__in=pks)
    if not dry_run:
        orders = Order.objects.filter(assignments__in=pks).order_by("pk")
        list(Order.objects.select_for_update(no_key=True).filter(pk__in=orders.values("pk")).order_by("pk"))
        chosen = chosen.select_for_update(of=("self",), no_key=True)
    now = at or clock.now()
    assignments = []
    for assignment in chosen.order_by("pk"):
        if dry_run or assignment.judged_at is None or assignment.judged_at <= now:
            assignments.append(assignment)
        else:
            done.left += 1
    judged = _judged(assignments, now, done)
    done.changes = _changes(judged)
    done.judged = len(judged)
    if not dry_run:
        for each in judged:
            projections.settle(each.assignment, each.events, now=now, kinds={event.kind for event in each.events})
        judging.store(judged, now=clock.now())
    return done


def _judged(assignments: Sequence[Assignment], now: datetime, done: Rejudged) -> list[judging.Judged]:
    events = events_of(assignments)
    closures = closures_touching(assignments, events)
    judged = []
    for assignment in assignments:
        try:
            judged.append(
                judging.judge_assignment(assignment, events[assignment.pk], closures.get(assignment.pk, []), now=now)
            )
        except ValueError as error:  # CaseError: facts that cannot be read hold up nobody else's
            done.failures.append(f"{assignment.order.code}/{assignment.pk} cannot be judged: {error}")
    return judged


def _changes(judged: Sequence[judging.Judged]) -> list[Change]:
    stored: dict[int, dict[tuple[str, str], Breach]] = {each.assignment.pk: {} for each in judged}
    for breach in Breach.objects.filter(assignment_id__in=stored):
        stored[breach.assignment_id][breach.rule, breach.subject] = breach
    modes, written_at = rule_modes.read(), clock.now()
    changes = []
    for each in judged:
        rows = stored[each.assignment.pk]
        found = {(finding.rule, finding.subject): finding for finding in each.verdict.findings}
        for key in [*found, *(key for key in rows if key not in found)]:
            told = _difference(rows.get(key), found.get(key))
            if told is not None and not (told[0] == NEW and _is_off(modes, found[key], written_at)):
                changes.append(Change(each.assignment, told[0], *key, told[1]))
        standing = [row for key, row in rows.items() if key in found and row.state in STANDING]
        mended = cures.mended(each, standing)
        changes += [
            Change(each.assignment, BreachDecision.Kind.CURED.value, row.rule, row.subject, f"by {event}")
            for row, event in mended
        ]
        left = [row for row in standing if row not in [cured for cured, _event in mended]]
        changes += [
            Change(each.assignment, "reweighed", row.rule, row.subject, f"{row.points} → {points}")
            for row, points in weighing.unfit(each.assignment, left, each.events)
        ]
    return changes


def _is_off(modes: rule_modes.Modes, finding: Finding, written_at: datetime) -> bool:
    """Whether it is not written down, since its rule is or was switched off."""
    return modes.written_as(finding.rule, finding.occurred_at, written_at) == RuleMode.Mode.OFF


def _difference(breach: Breach | None, finding: Finding | None) -> tuple[str, str] | None:
    """The kind of a change and its numbers; None where the row says what the judge says. Mirrors `breaches.keep`."""
    if finding is None:
        undone = breach is not None and breach.state in RETRACTABLE
        return (BreachDecision.Kind.RETRACTED.value, "") if undone else None
    told = f"{finding.severity} at {finding.occurred_at.isoformat()}"
    if breach is None:
        return NEW, told
    if breach.state == Breach.State.SHADOW:
        return None
    if breach.state == Breach.State.RETRACTED:
        return BreachDecision.Kind.REINSTATED.value, told
    if (breach.occurred_at, breach.severity) != (finding.occurred_at, finding.severity):
        return BreachDecision.Kind.REGRADED.value, f"{breach.severity} at {breach.occurred_at.isoformat()} → {told}"
    return None
