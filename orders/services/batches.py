"""Every assignment, a batch at a time, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from orders.models import Assignment

BATCH = 200


def in_batches(assignments: QuerySet[Assignment], size: int = BATCH) -> Iterator[list[Assignment]]:
    """The assignments by primary key; rows that come or go meanwhile disturb no page."""
    last = 0
    while batch := list(assignments.filter(pk__gt=last).order_by("pk")[:size]):
        yield batch
        last = batch[-1].pk
