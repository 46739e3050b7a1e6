"""What a closure excuses: breaches it takes back or moves, and clocks it gives more time. Nothing is written.

The same facts are judged by the same pinned policies with it and without it; a breach that a person settled stays
settled and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from orders.commitments.judge import judge
from orders.commitments.kinds import KINDS
from orders.commitments.outcomes import Verdict
from orders.commitments.reading import CaseError
from orders.commitments.variants import under
from orders.models import Assignment, Breach, Closure
from orders.services.breaches import RETRACTABLE
from orders.services.closures import touched_by
from orders.services.trials.facts import ClosuresInForce, Facts, Pinned, Unreadable
from partners.calendars import instant_of, microseconds_of

MOST_LOOKED_AT = 2000
MOST_SHOWN = 50
RETRACTED, RESTORED, MOVED, LONGER = "retracted", "restored", "moved", "longer"
Key = tuple[int, str, str]  # an assignment, a rule, a subject


@dataclass(frozen=True)
class Excused:
    """One breach or clock that stands otherwise: instants before and after, None where it does not stand."""

    kind: str
    assignment_id: int
    partner_id: int
    rule: str
    was_at: datetime | None
    becomes_at: datetime | None
    breach_id: int | None


@dataclass(frozen=True)
class Effect:
    """All of it; `is_partial` where more orders are touched than were looked at."""

    excused: list[Excused]
    is_partial: bool

    def count(self, kind: str) -> int:
        """How many of a kind."""
        return sum(each.kind == kind for each in self.excused)

    def by_rule(self) -> dict[tuple[str, str], int]:
        """How many of each kind and rule."""
        return dict(sorted(Counter((each.kind, each.rule) for each in self.excused).items()))

    def by_partner(self) -> dict[tuple[str, int], int]:
        """How many of each kind and partner, the most first."""
        return dict(Counter((each.kind, each.partner_id) for each in self.excused).most_common())


def of_saving(closure: Closure, *, now: datetime) -> Effect:
    """What saving a new or changed closure would do to what stands."""
    return _effect([closure], now, beside_itself=True)


def of_declaring(proposed: Sequence[Closure], *, now: datetime) -> Effect:
    """What declaring several new closures at once would do to what stands."""
    return _effect(proposed, now, beside_itself=True)


def of_closure(closure: Closure, *, now: datetime) -> Effect:
    """What a stored closure excuses: what stands beside what would stand without it."""
    return _effect([closure], now, beside_itself=False)


def _effect(closures: Sequence[Closure], now: datetime, *, beside_itself: bool) -> Effect:
    """Several are new ones, one may be stored."""
    ids = _touched(closures)
    stored = next((each.pk for each in closures if each.pk), 0)
    facts, present = Facts(), microseconds_of(now)
    pinned = facts.pinned(ids[:MOST_LOOKED_AT])
    orders = {each.order_id for each in pinned}
    before = ClosuresInForce(orders, without=0 if beside_itself else stored)
    after = ClosuresInForce(orders, without=stored, besides=closures)
    breaches = {
        (breach.assignment_id, breach.rule, breach.subject): breach
        for breach in Breach.objects.filter(assignment_id__in=[each.id for each in pinned])
    }
    excused: list[Excused] = []
    for each, case in facts.cases(pinned, KINDS):
        if isinstance(case, Unreadable):
            continue
        try:
            without = judge(under(case, closures=before.of(each)), present)
            with_it = judge(under(case, closures=after.of(each)), present)
        except CaseError:
            continue
        excused += _differences(each, without, with_it, breaches)
    return Effect(excused, len(ids) > MOST_LOOKED_AT)


def _touched(closures: Sequence[Closure]) -> list[int]:
    """The newest assignments that the closures touch, or touched before one was changed; one more than looked at."""
    stored = Closure.objects.filter(pk__in=[each.pk for each in closures if each.pk])
    found = {
        pk
        for each in (*closures, *stored)
        for pk in Assignment.objects.filter(pk__in=touched_by(each).values("pk"))
        .order_by("-pk")
        .values_list("pk", flat=True)[: MOST_LOOKED_AT + 1]
    }
    return sorted(found, reverse=True)


def _differences(each: Pinned, before: Verdict, after: Verdict, breaches: dict[Key, Breach]) -> Iterator[Excused]:
    was = {(found.rule, found.subject): found.occurred_microseconds for found in before.findings}
    becomes = {(found.rule, found.subject): found.occurred_microseconds for found in after.findings}
    for rule, subject in sorted(was.keys() | becomes.keys()):
        breach = breaches.get((each.id, rule, subject))
        at, then = was.get((rule, subject)), becomes.get((rule, subject))
        settled = breach is not None and breach.state not in (*RETRACTABLE, Breach.State.RETRACTED)
        if at == then or settled:
            continue
        kind = RETRACTED if then is None else RESTORED if at is None else MOVED
        yield _excused(kind, each, rule, at, then, breach)
    due = {(running.rule, running.subject): running.due_microseconds for running in before.obligations}
    for running in after.obligations:
        at = due.get((running.rule, running.subject))
        if at is not None and at != running.due_microseconds:
            yield _excused(LONGER, each, running.rule, at, running.due_microseconds, None)


def _excused(kind: str, each: Pinned, rule: str, at: int | None, then: int | None, breach: Breach | None) -> Excused:
    was, becomes = (None if instant is None else instant_of(instant) for instant in (at, then))
    return Excused(kind, each.id, each.partner_id, rule, was, becomes, breach.pk if breach else None)
