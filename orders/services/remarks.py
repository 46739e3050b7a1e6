"""Texts beside events: the one thing of a timeline that can be erased, without the event."""

from __future__ import annotations

from django.db.models import QuerySet

from orders.models import Remark
from rada.web import clock


def erase(remarks: QuerySet[Remark]) -> int:
    """Erase texts for good, salts too, so that the hashes that remain cannot be guessed back. Returns how many."""
    return remarks.filter(erased_at__isnull=True).update(text="", salt="", erased_at=clock.now())
