"""Many unanswered offers at once: one is made by the services, the others are its rows again, chained anew."""

from __future__ import annotations

import copy
import secrets
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model

from orders import chain
from orders.models import Assignment, Event, Order
from orders.services import timeline
from partners.models import Partner
from tests.faults import world

Row = TypeVar("Row", bound=Model)
BATCH = 1_000
HEADS = """
    UPDATE orders_assignment SET head_hash = event.hash FROM orders_event AS event
    WHERE event.assignment_id = orders_assignment.id AND orders_assignment.id = ANY(%s)
"""


def of_one_unanswered(partner: Partner, count: int, *, at: datetime) -> list[Assignment]:
    """So many offers to a partner, made at an aware instant and not judged yet."""
    first = world.reported([(partner, [world.offered(at)])])[0]
    first.refresh_from_db()
    return _like(first, count)


@transaction.atomic
def _like(first: Assignment, count: int) -> list[Assignment]:
    order, event = first.order, first.events.get()
    orders = [again(order, code=f"C-{secrets.token_hex(6)}".upper()) for _number in range(count)]
    Order.objects.bulk_create(orders, BATCH)
    made = Assignment.objects.bulk_create([again(first, order=each) for each in orders], BATCH)
    events = [again(event, assignment=each) for each in made]
    for each in events:
        each.hash = chain.event_hash("", timeline.chained_facts(each))
    Event.objects.bulk_create(events, BATCH)
    with connection.cursor() as cursor:
        cursor.execute(HEADS, [[each.pk for each in made]])
    return made


def again(row: Row, **changes: object) -> Row:
    """The same row once more, not stored yet."""
    other = copy.copy(row)
    other._state = copy.copy(row._state)
    other._state.adding, other._state.fields_cache = True, {}
    other.pk = None
    for name, value in changes.items():
        setattr(other, name, value)
    return other
