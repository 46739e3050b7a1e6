"""Closures: declared exemptions. Declaring, changing or lifting one queues every assignment it touches for judging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from orders.models import Assignment, Closure, Order
from orders.services import followers
from partners.models import User
from rada.web import clock


@transaction.atomic
def declare(
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    note: str = "",
    wards: Sequence[str] = (),
    order: Order | None = None,
    by: User | None = None,
) -> Closure:
    """Declare [starts_at, ends_at) exempt: for the wards, for the order, or, naming neither, everywhere."""
    closure = Closure.objects.create(
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        note=note,
        wards=list(wards),
        order=order,
        created_by=by,
        created_at=clock.now(),
    )
    queue_touched(closure)
    return closure


@transaction.atomic
def declare_together(proposed: Sequence[Closure], *, by: User | None) -> None:
    """Declare several at once; what they touch is locked in one order."""
    now = clock.now()
    for closure in proposed:
        closure.created_by, closure.created_at = by, now
    Closure.objects.bulk_create(proposed)
    queue_touched(*proposed)


@transaction.atomic
def change(closure: Closure) -> None:
    """Keep an edited closure; what the old one touched is judged again as well as what the new one touches."""
    queue_touched(Closure.objects.select_for_update().get(pk=closure.pk))
    closure.save()
    queue_touched(closure)


def touched_by(closure: Closure) -> QuerySet[Assignment]:
    """Every assignment that began before the closure's end and could change by it; some come more than once."""
    began = Q(events__at__lt=closure.ends_at) | Q(arrive_to__lt=closure.ends_at)
    touched = Assignment.objects.filter(began).filter(
        Q(ended_at__isnull=True)
        | Q(ended_at__gte=closure.starts_at)
        | Q(clocks__isnull=False)
        | Q(breaches__occurred_at__gte=closure.starts_at)
        | Q(events__at__gte=closure.starts_at)  # a clock of an ended one may have been met in the exempt time
        | followers.touched_by(closure)
    )
    if closure.order_id is not None:
        return touched.filter(order_id=closure.order_id)
    touched = touched.filter(order__reported_digest="")
    return touched.filter(order__ward__in=closure.wards) if closure.wards else touched


def queue_touched(*closures: Closure) -> int:
    """Let the sweep judge again whatever the closures touch."""
    touched = {pk for closure in closures for pk in touched_by(closure).values_list("pk", flat=True)}
    by_id = Assignment.objects.filter(pk__in=touched).order_by("pk").select_for_update(no_key=True)
    locked = list(by_id.values_list("pk", flat=True))  # in the order in which acts lock, so that locks never cross
    return Assignment.objects.filter(pk__in=locked).update(judge_after=clock.now())
