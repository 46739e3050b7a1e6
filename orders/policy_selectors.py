"""What the pages of policies, trials, closures and faults name: looked up in handfuls, for staff who may open them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from orders.models import Assignment, BreachDecision, Closure, PlatformFault
from partners.models import Partner


def faults_open() -> QuerySet[PlatformFault]:
    """Faults of the platform about which nobody has decided."""
    return PlatformFault.objects.filter(state=PlatformFault.State.PROPOSED)


def partners_named(pks: Iterable[int]) -> Mapping[int, Partner]:
    """These partners, by primary key."""
    return Partner.objects.in_bulk(set(pks))


def assignments_named(pks: Iterable[int]) -> Mapping[int, Assignment]:
    """These assignments with order and partner, by primary key."""
    return Assignment.objects.select_related("order", "partner").in_bulk(set(pks))


def decided_for(closure: Closure) -> QuerySet[BreachDecision]:
    """What was decided because of a closure, the newest first, each with its breach and order."""
    made = BreachDecision.objects.filter(closure=closure).select_related("breach__assignment__order")
    return made.order_by("-decided_at", "-pk")
