"""What SQL works out of an order for the score: the facts it has been through, and how long ago it was offered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
)

from complaints.scores import definition
from complaints.scores.definition import Fact
from complaints.scores.numbers import Numbers
from orders.models import Event, EventKind, Quote, Receipt, ReplacedPart, Status

OF_A_WEEK = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / 604800)::int"


def facts(path: str) -> dict[str, Any]:
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


def age(offered: str, now: datetime, numbers: Numbers) -> dict[str, Any]:
    """In which week before now it was offered, and whether within the windows of answers and of cancels."""
    since = ExpressionWrapper(Value(now, DateTimeField()) - F(offered), output_field=DateTimeField())
    return {
        "week": Func(since, template=OF_A_WEEK, output_field=IntegerField()),
        "recent": _is(Q(**{f"{offered}__gt": definition.begins(now, numbers.answers_window)})),
        "lately": _is(Q(**{f"{offered}__gt": definition.begins(now, numbers.cancels_window)})),
    }


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
