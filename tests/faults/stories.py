"""R2: the same facts in every order, with repeats and sweeps in between, end alike."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

from django.db import transaction

from orders.models import Assignment
from orders.services import sweeping, timeline
from partners.actors import SYSTEM
from rada.web import clock
from tests.faults import invariants, world
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for_quiet
from tests.faults.rig import Rig

MINUTE = timedelta(minutes=1)


def any_order(rig: Rig) -> list[Row]:
    """Each story is told in many orders; statuses, breaches and clocks must not tell them apart."""
    randomly = random.Random(26)
    partners = world.prepare(2)
    began = clock.now() - timedelta(days=3)
    wrong: list[str] = []
    say(f"{len(STORIES)} stories, each in {rig.size.ways} orders with repeats and sweeps in between")
    told: list[list[Assignment]] = []
    for story in STORIES:
        facts = [fact_of(place, began, *told_as) for place, told_as in enumerate(story)]
        every = list(permutations(facts))
        ways = randomly.sample(every, min(rig.size.ways, len(every)))
        told.append([tell(partners[0], way, randomly) for way in ways])
    wrong += wait_for_quiet()
    for number, assignments in enumerate(told, start=1):
        ends = {end_of(assignment) for assignment in assignments}
        if len(ends) > 1:
            wrong.append(f"story {number} has {len(ends)} different ends")
    load = f"{sum(map(len, told))} histories"
    return [row("R2 any order of events", load, wrong, "the same end for all orders")]


def fact_of(place: int, began: datetime, name: str, kind: str, minutes: int, *said: Any) -> timeline.Report:
    """An event of a story, `minutes` after it began."""
    return timeline.Report(name, kind, began + minutes * MINUTE, *said, seq=place)


def tell(partner, way: Sequence[timeline.Report], randomly: random.Random) -> Assignment:
    """Report the facts one by one, some of them again, with a sweep now and then."""
    (assignment,) = world.reported([(partner, [])])
    for place, report in enumerate(way):
        repeats = [report, *randomly.sample(list(way[: place + 1]), randomly.randint(0, 1))]
        for each in repeats:
            with transaction.atomic():
                timeline.report(assignment, [each], by=SYSTEM)
        if randomly.random() < 0.4:
            sweeping.sweep()
    return assignment


def end_of(assignment: Assignment) -> tuple:
    """Where a story ended."""
    assignment.refresh_from_db()
    standing = assignment.breaches.filter(state__in=invariants.STANDING)
    breaches = tuple(sorted(standing.values_list("rule", "subject", "occurred_at", "severity", "points")))
    clocks = tuple(sorted(assignment.clocks.values_list("rule", "subject", "due_at")))
    return assignment.status, assignment.accepted_at, assignment.ended_at, breaches, clocks


CANCELLED = {"reason": "no_agreement"}
STORIES = (
    [
        ("o", "offered", 0, "system", {}),
        ("a", "accepted", 20, "partner", {}),
        ("d", "disagreement_reported", 40, "partner", {"text": "Không thống nhất giá"}),
        ("c", "cancelled", 60, "partner", CANCELLED),
    ],
    [
        ("o", "offered", 0, "system", {}),
        ("m", "message", 1, "customer", {"text": "Mấy giờ tới?"}),
        ("a", "accepted", 5, "partner", {}),
        ("r", "message", 90, "partner", {"text": "Dạ 9 giờ"}),
    ],
    [
        ("o", "offered", 0, "system", {}),
        ("a", "accepted", 5, "partner", {}),
        ("v", "arrived", 50, "partner", {}),
        ("p", "part_replaced", 60, "partner", {"line": None, "origin": "", "brand": "LG", "model": "X1"}),
        ("f", "completed", 120, "partner", {}),
        ("x", "complaint_opened", 200, "customer", {"complaint": "k1", "category": "quality", "text": "Vẫn chảy nước"}),
    ],
)
