"""Noting who reads customers' data, as the law on personal data asks: once for each person, order and day."""

from __future__ import annotations

from orders.models import Order, Viewing
from partners.models import User
from rada.web import clock
from rada.web.clock import VIETNAM


def note(order: Order, *, by: User) -> None:
    """Somebody of Rada's sees the customer's name, phone or address; the day is Vietnam's."""
    now = clock.now()
    seen = Viewing(order=order, viewer=by, day=now.astimezone(VIETNAM).date(), first_at=now)
    Viewing.objects.bulk_create([seen], ignore_conflicts=True)
