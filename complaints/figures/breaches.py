"""Breaches that count, by clause and week; and what was decided about appeals, by rule and by who had confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, NullIf, TruncWeek

from complaints.figures.weeks import Week
from complaints.models import Appeal
from orders.models import Breach, BreachDecision
from rada.web.clock import VIETNAM

GRANTED = Q(outcome=Appeal.Outcome.GRANTED)


class Counted(NamedTuple):
    """Breaches that count, and their points."""

    number: int = 0
    points: int = 0


class Decided(NamedTuple):
    """Appeals that were decided, and how many of them were granted."""

    name: str
    decided: int
    overturned: int


def counted_in(weeks: Sequence[Week]) -> dict[tuple[str, date], Counted]:
    """By clause and Monday, the breaches that count and occurred in these weeks; one query."""
    rows = (
        Breach.objects.filter(
            occurred_at__gte=weeks[0].begins, occurred_at__lt=weeks[-1].ends, state=Breach.State.COUNTED
        )
        .annotate(week=TruncWeek("occurred_at", tzinfo=VIETNAM))
        .values_list("clause", "week")
        .annotate(number=Count("pk"), sum_of_points=Sum("points"))
        .order_by()
    )
    return {(clause, week.date()): Counted(number, points) for clause, week, number, points in rows}


def appeals_decided_in(weeks: Sequence[Week]) -> dict[tuple[str, date], Decided]:
    """By clause and Monday, the appeals that were decided in these weeks; one query."""
    rows = (
        _decided(weeks)
        .annotate(week=TruncWeek("decided_at", tzinfo=VIETNAM))
        .values_list("breach__clause", "week")
        .annotate(decided=Count("pk"), overturned=Count("pk", filter=GRANTED))
        .order_by()
    )
    return {(clause, week.date()): Decided(clause, decided, granted) for clause, week, decided, granted in rows}


def overturned_by_rule(weeks: Sequence[Week], limit: int) -> list[Decided]:
    """The rules whose breaches were overturned most often in these weeks, by their code; one query."""
    return _most(_decided(weeks), "breach__rule", limit)


def overturned_by_reviewer(weeks: Sequence[Week], limit: int) -> list[Decided]:
    """Who had confirmed what was overturned, by name; an empty name stands for what no person had looked at."""
    confirmed = BreachDecision.objects.filter(breach=OuterRef("breach"), kind=BreachDecision.Kind.CONFIRMED)
    name = Coalesce(NullIf("decided_by__full_name", Value("")), "decided_by__username")
    reviewer = confirmed.order_by("-decided_at", "-pk").annotate(name=name).values("name")[:1]
    return _most(_decided(weeks).annotate(reviewer=Subquery(reviewer)), "reviewer", limit)


def _decided(weeks: Sequence[Week]):  # type: ignore[no-untyped-def]
    return Appeal.objects.filter(decided_at__gte=weeks[0].begins, decided_at__lt=weeks[-1].ends)


def _most(appeals, by: str, limit: int) -> list[Decided]:  # type: ignore[no-untyped-def]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = appeals.values_list(by).annotate(decided=Count("pk"), overturned=Count("pk", filter=GRANTED))
    for name, decided, overturned in rows.order_by(F("overturned").desc(), F("decided").desc(), by)[:limit]:
        counts[name or ""][0] += decided
        counts[name or ""][1] += overturned
    return [Decided(name, decided, overturned) for name, (decided, overturned) in counts.items()]
