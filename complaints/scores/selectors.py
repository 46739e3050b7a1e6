"""The score's numbers and the orders behind them. Each metric of any number of partners is one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
)

from complaints.scores import definition
from complaints.scores.card import Alike, Card, Touched, card_of
from complaints.scores.definition import Fact, Verdict
from orders.models import Assignment, Breach, Event, EventKind, Quote, Receipt, ReplacedPart, Status
from orders.selectors import assignments_visible_to
from partners.actors import Actor
from rada.web.paging import After, beyond

TOLD = ("clause", "week", "recent", "orders", "broken", "cancelled")
OF_A_WEEK = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / 604800)::int"


def cards(partners: Collection[int], *, now: datetime) -> dict[int, Card]:
    """The score cards of these partners, by primary key; three queries, however many they are."""
    alike, touched, points = _alike(partners, now), _touched(partners, now), _points(partners, now)
    return {pk: card_of(alike[pk], touched[pk], points[pk]) for pk in partners}


def points_weighing(partner_id: int, *, now: datetime) -> int:
    """The sum of a partner's points that weigh now; the card's, in one query."""
    return sum(_points([partner_id], now)[partner_id].values())


def orders_under(
    clause: str,
    actor: Actor,
    *,
    now: datetime,
    show: str = "",
    window: timedelta = definition.WINDOW,
    after: After | None = None,
) -> QuerySet[Assignment]:
    """The orders in the window, the newest offer first, from `after` on: those of one verdict, or all that count.

    `show` may also be `cancelled`: those whose cancellation is the partner's. Each order carries its facts, and as
    `stains` its breaches of the clause.
    """
    own = assignments_visible_to(actor).filter(partner_id=actor.partner_id or 0)
    own = own.select_related(None).select_related("order__service")  # joined to terms, it may be read by their index
    found = own.filter(offered_at__gt=definition.begins(now, window), offered_at__lte=now).annotate(**_facts(""))
    breaches = Breach.objects.filter(clause=clause).exclude(state=Breach.State.SHADOW)
    found = found.filter(_verdict_of(clause, show)).prefetch_related(
        Prefetch("breaches", breaches.order_by("occurred_at", "pk"), to_attr="stains")
    )
    return found.filter(beyond(after, "offered_at")).order_by("-offered_at", "-pk")


def breaches_weighing(actor: Actor, *, clause: str = "", now: datetime, after: After | None = None) -> QuerySet[Breach]:
    """The breaches whose points weigh now, the newest first, from `after` on; of one clause where one is named."""
    found = Breach.objects.select_related("assignment__order__service").filter(
        _weighs(now), partner_id=actor.partner_id or 0, points__gt=0
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


def _facts(path: str) -> dict[str, Any]:
    """Every fact as an annotation of an assignment's row, or of a row that names its assignment by `path`."""
    own = f"{path}__" if path else ""
    its = {"assignment": OuterRef(f"{path}_id" if path else "pk")}
    complaints = Event.objects.filter(kind=EventKind.COMPLAINT_OPENED, **its)
    quality = Q(payload__category__in=definition.QUALITY_CATEGORIES)
    answered = Q(**{f"{own}accepted_at__isnull": False}) | Q(**{f"{own}status": Status.DECLINED})
    return {
        Fact.ANSWERED.value: _is(answered),
        Fact.ACCEPTED.value: _is(Q(**{f"{own}accepted_at__isnull": False})),
        Fact.APPOINTED.value: _is(Q(**{f"{own}arrive_from__isnull": False})),
        Fact.COMPLETED.value: _is(Q(**{f"{own}completed_at__isnull": False})),
        Fact.QUOTED.value: Exists(Quote.objects.filter(status=Quote.Status.APPROVED, **its)),
        Fact.PART.value: Exists(ReplacedPart.objects.filter(**its)),
        Fact.RECEIPT.value: Exists(Receipt.objects.filter(**its)),
        Fact.COMPLAINT.value: Exists(complaints.exclude(quality)),
        Fact.QUALITY_COMPLAINT.value: Exists(complaints.filter(quality)),
    }


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _age(offered: str, now: datetime) -> dict[str, Any]:
    """In which week before now it was offered, and whether within the answer's window."""
    since = ExpressionWrapper(Value(now, DateTimeField()) - F(offered), output_field=DateTimeField())
    recent = Q(**{f"{offered}__gt": definition.begins(now, definition.ANSWER_WINDOW)})
    return {"week": Func(since, template=OF_A_WEEK, output_field=IntegerField()), "recent": _is(recent)}


def _alike(partners: Collection[int], now: datetime) -> dict[int, list[Alike]]:
    in_window = Assignment.objects.filter(
        partner_id__in=partners, offered_at__gt=definition.begins(now), offered_at__lte=now
    )
    rows = (
        in_window.annotate(**_facts(""), **_age("offered_at", now))
        .values("partner_id", "week", "recent", *(fact.value for fact in Fact))
        .annotate(orders=Count("pk"))
        .order_by()
    )
    found: dict[int, list[Alike]] = defaultdict(list)
    for row in rows:
        found[row["partner_id"]].append(Alike(row["week"], row["recent"], facts_of(row), row["orders"]))
    return found


def _touched(partners: Collection[int], now: datetime) -> dict[int, list[Touched]]:
    in_window = Q(assignment__offered_at__gt=definition.begins(now), assignment__offered_at__lte=now)
    standing = Breach.objects.filter(
        in_window,
        partner_id__in=partners,
        assignment__partner_id__in=partners,  # the same, said where the index of the window can use it
        state__in=definition.STANDS,
    )
    counts = Q(state=definition.BREAKS)
    rows = (
        standing.annotate(**_facts("assignment"), **_age("assignment__offered_at", now))
        .values("partner_id", "clause", "week", "recent", *(fact.value for fact in Fact))
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


def _points(partners: Collection[int], now: datetime) -> dict[int, dict[str, int]]:
    weighing = Breach.objects.filter(_weighs(now), partner_id__in=partners)
    rows = weighing.values("partner_id", "clause").annotate(sum_of_points=Sum("points")).order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["partner_id"]][row["clause"]] = row["sum_of_points"]
    return found


def _weighs(now: datetime) -> Q:
    return Q(state=definition.BREAKS, occurred_at__gt=definition.begins(now), occurred_at__lte=now)


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
