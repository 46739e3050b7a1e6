"""All partners together, by the same definition: what the weekly figures count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from complaints.scores import definition
from complaints.scores.card import Alike, Card, Touched, card_of
from complaints.scores.columns import facts
from complaints.scores.definition import Fact
from complaints.scores.selectors import facts_of
from orders.models import Assignment, Breach


def together(begins: datetime, ends: datetime) -> Card:
    """The card of all partners together over what was offered from one instant to another, without points."""
    rows = (
        Assignment.objects.filter(offered_at__gte=begins, offered_at__lt=ends)
        .annotate(**facts(""))
        .values(*(fact.value for fact in Fact))
        .annotate(orders=Count("pk"))
        .order_by()
    )
    standing = (
        Breach.objects.filter(
            assignment__offered_at__gte=begins, assignment__offered_at__lt=ends, state__in=definition.STANDS
        )
        .annotate(**facts("assignment"))
        .values("clause", *(fact.value for fact in Fact))
        .annotate(
            orders=Count("assignment", distinct=True),
            broken=Count("assignment", distinct=True, filter=Q(state=definition.BREAKS)),
        )
        .order_by()
    )
    nowhere: dict[str, Any] = {"week": 0, "recent": False, "lately": False}
    alike = [Alike(**nowhere, facts=facts_of(row), orders=row["orders"]) for row in rows]
    touched = [
        Touched(row["clause"], **nowhere, facts=facts_of(row), orders=row["orders"], broken=row["broken"])
        for row in standing
    ]
    return card_of(alike, touched, {})
