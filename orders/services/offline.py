"""Many acts of one assignment at once, as an app tells them that was offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from orders.models import Assignment
from orders.services import consequences, timeline
from rada.web import clock


@contextmanager
def judged_once(assignment: Assignment) -> Iterator[None]:
    """Do the acts inside, then judge: no breach is found between two of them that the second one prevents."""
    with transaction.atomic():
        with consequences.judged_later(assignment):
            yield
        locked = timeline.lock(assignment)
        consequences.judge(locked, timeline.in_order(locked.events.all()), now=clock.now())
