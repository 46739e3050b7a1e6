"""The score's numbers and the orders behind them. Each metric of any number of partners is one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
)

from complaints.models import ScoreVersion, Standing
from complaints.scores import definition
from complaints.scores.card import Alike, Card, Touched, card_of
from complaints.scores.columns import age, facts
from complaints.scores.definition import Fact, Verdict
from complaints.scores.numbers import Numbers
from orders.models import Assignment, Breach
from orders.selectors import assignments_visible_to
from partners.actors import Actor
from partners.models import Partner
from rada.web.paging import After, beyond

GROUPED = ("week", "recent", "lately")
TOLD = ("clause", *GROUPED, "orders", "broken", "cancelled")


def numbers_at(now: datetime) -> Numbers:
    """The numbers in force at an instant; the contract's own before a first version."""
    started = ScoreVersion.objects.filter(starts_at__lte=now).order_by("-starts_at", "-number")
    changed = started.values_list("numbers", flat=True).first()
    return Numbers(**(changed or {}))


def cards(partners: Collection[int], *, now: datetime) -> dict[int, Card]:
    """The score cards of these partners, by primary key; four queries, however many they are."""
    numbers = numbers_at(now)
    alike, touched = _alike(partners, now, numbers), _touched(partners, now, numbers)
    points = _points(partners, now, numbers)
    return {pk: card_of(alike[pk], touched[pk], points[pk], numbers) for pk in partners}


def points_of(partners: Collection[int], *, now: datetime, numbers: Numbers) -> dict[int, int]:
    """The points that weigh now of each of these partners."""
    by_clause = _points(partners, now, numbers)
    return {pk: sum(by_clause[pk].values()) for pk in partners}


class AtRisk(NamedTuple):
    """A partner near a step of the ladder: its points, the step they reach, how many more lead to the next."""

    partner: Partner
    points: int
    step: str
    to_next: int | None


def partners_at_risk(now: datetime, limit: int) -> list[AtRisk]:
    """Who has reached the second step or is close to the next one, the most points first; three queries.

    Found by the last look and told by the card: whoever is no longer near a step is left out.
    """
    numbers = numbers_at(now)
    looked_at = Standing.objects.filter(points__gt=0).filter(_is_near(numbers)).select_related("partner")
    found = list(looked_at.order_by("-points", "partner")[:limit])
    points = points_of([each.partner_id for each in found], now=now, numbers=numbers)
    rows = [
        AtRisk(
            each.partner,
            weight := points[each.partner_id],
            definition.step_at(weight, numbers),
            definition.points_to_next(weight, numbers),
        )
        for each in found
    ]
    near = [row for row in rows if definition.is_at_risk(row.points, numbers)]
    return sorted(near, key=lambda row: (-row.points, row.partner.pk))


def orders_under(
    clause: str,
    actor: Actor,
    *,
    now: datetime,
    show: str = "",
    window: timedelta = definition.WINDOW,
    after: After | None = None,
    partner: int | None = None,
) -> QuerySet[Assignment]:
    """The orders in the window, the newest offer first, from `after` on: those of one verdict, or all that count.

    They are those of the actor's own partner; Rada's people name theirs by its primary key.

    `show` may also be `cancelled`: those whose cancellation is the partner's. Each order carries its facts, and as
    `stains` its breaches of the clause.
    """
    own = assignments_visible_to(actor).filter(partner_id=_whose(actor, partner))
    own = own.select_related(None).select_related("order__service")  # joined to terms, it may be read by their index
    found = own.filter(offered_at__gt=definition.begins(now, window), offered_at__lte=now).annotate(**facts(""))
    breaches = Breach.objects.filter(clause=clause)
    found = found.filter(_verdict_of(clause, show)).prefetch_related(
        Prefetch("breaches", breaches.order_by("occurred_at", "pk"), to_attr="stains")
    )
    return found.filter(beyond(after, "offered_at")).order_by("-offered_at", "-pk")


def breaches_weighing(
    actor: Actor, *, clause: str = "", now: datetime, after: After | None = None, partner: int | None = None
) -> QuerySet[Breach]:
    """The breaches whose points weigh now, the newest first, from `after` on; of one clause where one is named."""
    found = Breach.objects.select_related("assignment__order__service").filter(
        weighs(now, numbers_at(now)), partner_id=_whose(actor, partner), points__gt=0
    )
    if clause:
        found = found.filter(clause=clause)
    return found.filter(beyond(after, "occurred_at")).order_by("-occurred_at", "-pk")


def facts_of(found: Any) -> frozenset[Fact]:
    """The facts that a row carries, as `orders_under` gave them to it."""
    read = found.get if isinstance(found, dict) else lambda name: getattr(found, name)
    return frozenset(fact for fact in Fact if read(fact.value))


def reached(clause: str) -> Q:
    """The definition's `has_reached`, asked of rows that carry the facts."""
    ways = definition.STAGES[clause].ways
    return reduce(or_, (reduce(and_, (Q(**{fact.value: True}) for fact in sorted(way))) for way in ways))


def _alike(partners: Collection[int], now: datetime, numbers: Numbers) -> dict[int, list[Alike]]:
    in_window = Assignment.objects.filter(
        partner_id__in=partners, offered_at__gt=definition.begins(now), offered_at__lte=now
    )
    rows = (
        in_window.annotate(**facts(""), **age("offered_at", now, numbers))
        .values("partner_id", *GROUPED, *(fact.value for fact in Fact))
        .annotate(orders=Count("pk"))
        .order_by()
    )
    found: dict[int, list[Alike]] = defaultdict(list)
    for row in rows:
        found[row["partner_id"]].append(Alike(row["week"], row["recent"], row["lately"], facts_of(row), row["orders"]))
    return found


def _touched(partners: Collection[int], now: datetime, numbers: Numbers) -> dict[int, list[Touched]]:
    in_window = Q(assignment__offered_at__gt=definition.begins(now), assignment__offered_at__lte=now)
    standing = Breach.objects.filter(
        in_window,
        partner_id__in=partners,
        assignment__partner_id__in=partners,  # the same, said where the index of the window can use it
        state__in=definition.STANDS,
    )
    counts = Q(state=definition.BREAKS)
    rows = (
        standing.annotate(**facts("assignment"), **age("assignment__offered_at", now, numbers))
        .values("partner_id", "clause", *GROUPED, *(fact.value for fact in Fact))
        .annotate(
            orders=Count("assignment", distinct=True),
            broken=Count("assignment", distinct=True, filter=counts),
            cancelled=Count("assignment", distinct=True, filter=counts & Q(rule__in=definition.CANCELLED_BY_PARTNER)),
        )
        .order_by()
    )
    found: dict[int, list[Touched]] = defaultdict(list)
    for row in rows:
        found[row["partner_id"]].append(Touched(facts=facts_of(row), **{name: row[name] for name in TOLD}))
    return found


def _points(partners: Collection[int], now: datetime, numbers: Numbers) -> dict[int, dict[str, int]]:
    weighing = Breach.objects.filter(weighs(now, numbers), partner_id__in=partners)
    rows = weighing.values("partner_id", "clause").annotate(sum_of_points=Sum("points")).order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["partner_id"]][row["clause"]] = row["sum_of_points"]
    return found


def weighs(now: datetime, numbers: Numbers) -> Q:
    """Breaches whose points, or whose mere number, count now."""
    begins = definition.begins(now, numbers.points_window)
    return Q(state=definition.BREAKS, occurred_at__gt=begins, occurred_at__lte=now)


def _is_near(numbers: Numbers) -> Q:
    """The definition's `is_at_risk`, asked of standings: every number of points below the second step is tried."""
    near = [points for points in range(numbers.train) if definition.is_at_risk(points, numbers)]
    return Q(points__gte=numbers.train) | Q(points__in=near)


def _whose(actor: Actor, partner: int | None) -> int:
    return (partner if actor.is_staff else actor.partner_id) or 0


def _verdict_of(clause: str, show: str) -> Q:
    """The definition's `verdict`, asked of rows that carry the facts."""
    own = Breach.objects.filter(assignment=OuterRef("pk"), clause=clause)
    broken, waits = Q(Exists(own.filter(state=definition.BREAKS))), Q(Exists(own.filter(state=definition.WAITS)))
    cancelled = Q(Exists(own.filter(state=definition.BREAKS, rule__in=definition.CANCELLED_BY_PARTNER)))
    asked: dict[str, Q] = {
        "cancelled": cancelled,
        Verdict.BROKEN: broken,
        Verdict.PENDING: ~broken & waits,
        Verdict.KEPT: reached(clause) & ~broken & ~waits,
        Verdict.EXCLUDED: ~reached(clause) & ~broken & ~waits,
    }
    return asked.get(show, reached(clause) | broken | waits)
