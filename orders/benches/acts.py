"""An act whose breach stands in its own transaction, beside the bare insert of its event."""

from __future__ import annotations

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.benches.registry import BenchError, Goal, Write, interleaved, median, ratio
from orders.models import Assignment, Breach, Order
from orders.services import offers, visits
from partners.actors import Actor, actor_of
from partners.models import Member, Partner, Service, User
from rada.web import clock

COSTS, STATEMENTS = 3, 6
AROUND = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")  # of the transaction, not of the act
BARE = """
    INSERT INTO orders_event (assignment_id, position, event_id, kind, at, recorded_at, seq, actor, door, payload,
        previous_hash, hash)
    VALUES (%s, %s, %s, 'cancelled', clock_timestamp(), clock_timestamp(), %s, 'partner', 'act',
        '{"reason": "cannot_come"}', repeat('0', 64), repeat('0', 64))
"""


def act_to_breach(write: Write, rounds: int) -> list[Goal]:
    """A partner cancels what they accepted, which breaks A2, `rounds` times; goals for its time and statements."""
    owner = _an_owner()
    engaged = [_engaged(owner) for _round in range(rounds + 1)]
    first, *others = engaged
    bare = iter(enumerate([first.pk] * rounds, start=1_000))
    with CaptureQueriesContext(connection) as captured:
        visits.cancel(first, by=owner, reason="cannot_come")
    left = iter(others)
    works = {
        "act": lambda: visits.cancel(next(left), by=owner, reason="cannot_come"),
        "insert": lambda: _insert(*next(bare)),
    }
    timings = interleaved(works, rounds, timer=time.perf_counter)
    if Breach.objects.filter(assignment__in=engaged, rule="A2.cancelled").count() != len(engaged):
        raise BenchError("an act left no breach")
    asked = [query for query in captured if not query["sql"].startswith(AROUND)]
    write(
        f"  an act with its breach: {len(asked)} statements, {median(timings['act']) * 1000:.1f} ms, "
        f"a bare insert of its event {median(timings['insert']) * 1000:.2f} ms"
    )
    return [
        Goal("an act with its breach beside the bare insert", ratio(timings["act"], timings["insert"]), COSTS),
        Goal("statements of an act with its breach", len(asked), STATEMENTS, ""),
    ]


def _an_owner() -> Actor:
    user, is_new = User.objects.get_or_create(username="acting")
    if is_new:
        Member.objects.create(partner=Partner.objects.latest("pk"), user=user, role=Member.Role.OWNER)
    return actor_of(user)


def _engaged(owner: Actor) -> Assignment:
    service, code = Service.objects.earliest("pk"), f"A{Order.objects.latest('pk').pk:09}"
    order = Order.objects.create(code=code, service=service, ward="00070", created_at=clock.now())
    offers.offer(order, Partner.objects.latest("pk"))
    assignment = order.assignments.get()
    offers.accept(assignment, by=owner)
    return assignment


def _insert(position: int, assignment: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [assignment, position, f"bare-{position}", position])
