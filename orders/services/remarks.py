"""Texts beside events: the one thing of a timeline that can be erased, without the event; and what comes too late."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from orders.models import Order, Remark
from rada.web import clock


def erase(remarks: QuerySet[Remark]) -> int:
    """Erase texts for good, salts too, so that the hashes that remain cannot be guessed back. Returns how many."""
    return remarks.filter(erased_at__isnull=True).update(text="", salt="", erased_at=clock.now())


def stays_not(order: Order, *, at: datetime) -> None:
    """A text was written at an instant about a locked order: where its person was erased, retention takes it away."""
    if order.erased_at is not None:
        Order.objects.filter(pk=order.pk).update(erase_after=at)
