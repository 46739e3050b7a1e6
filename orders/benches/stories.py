"""Orders as the product itself keeps them, taken down as text: what a made-up history is copied from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models, transaction

from orders import chain
from orders.models import Assignment, Event, Order
from orders.services import sweeping, timeline
from partners.actors import SYSTEM
from rada.web import clock

DAY = timedelta(days=1)
IN_FLIGHT = 4  # days after which nothing of an order happens any more
TEXT = "Mấy giờ anh đến ạ?"
LINE = {"line": "p", "kind": "part", "code": "AC-CLEAN", "unit_price": 240_000, "qty": 1, "origin": "VN"}
PRICED = {"code": "AC-CLEAN", "unit_price": 240_000, "qty": 1}
CHATTED = {"needs_reply": True, "auto": False, "text": TEXT}
STEPS: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("offered", "system", 0, {}),
    ("accepted", "partner", 12, {}),
    ("message", "customer", 20, CHATTED),
    ("message", "partner", 25, CHATTED),
    ("scheduled", "partner", 40, {}),
    ("arrived", "partner", 200, {}),
    ("quoted", "partner", 20, {"quote": "q", "total": 240_000, "lines": [LINE]}),
    ("quote_approved", "customer", 15, {"quote": "q"}),
    ("checklist_done", "partner", 10, {"items": ["power_off", "drain"]}),
    ("completed", "partner", 5, {}),
    (
        "receipt_issued", "partner", 1200,
        {"stamp": "S", "total": 240_000, "lines": [PRICED], "warranty": {"days": 90, "terms": TEXT}},
    ),
    ("photo_requested", "partner", 300, {}),
)  # fmt: skip
ARRIVED, LATE_HOURS = 5, (timedelta(0), timedelta(0), timedelta(0), timedelta(hours=1))
# What a copy says for itself stands first in its line; the rest is the story's, its dates moved.
OWN = {
    Order: ("id", "code", "customer_name", "customer_phone", "search_key", "contact_key"),
    Assignment: ("id", "order_id", "partner_id", "terms_id", "head_hash"),
    Event: ("assignment_id", "previous_hash", "hash"),
}
NOT_SAID = {Order: ("reference",), Event: ("id", "by_id", "act")}


class Told(NamedTuple):
    """An event: the rest of its line, and its canonical facts from the assignment's number on."""

    line: str
    before: str
    after: str


class Story(NamedTuple):
    """The rests of the lines of one order, its assignment, its events, breaches and running clocks."""

    order: str
    assignment: str
    events: list[Told]
    breaches: list[str]
    clocks: list[str]


def told(model: type[models.Model]) -> list[str]:
    """The columns of a line of this table: first what each copy says for itself, then the story's."""
    own = OWN.get(model, ("assignment_id", "partner_id"))
    unsaid = NOT_SAID.get(model, () if model in OWN else ("id",))
    names = [field.attname for field in model._meta.concrete_fields]
    return [*own, *(name for name in names if name not in own and name not in unsaid)]


def lived(blank: Assignment, *, ends: datetime, many: int, seed: int) -> Iterator[tuple[int, list[Story]]]:
    """For each of the last IN_FLIGHT days, counted back from `ends`, so many stories; nothing of them is stored.

    The product takes their events in and judges them at `ends`. `blank` says service, partner, terms and policy.
    """
    for day in range(IN_FLIGHT):
        chance = random.Random(seed)
        with transaction.atomic(), clock.standing_at(ends):
            begun = [ends - day * DAY - number * DAY / many for number in range(many)]
            assignments = [_happened(blank, chance, offered, ends) for offered in begun]
            sweeping.sweep()
            yield day, [_taken_down(each.pk) for each in assignments]
            transaction.set_rollback(True)


def _happened(blank: Assignment, chance: random.Random, offered: datetime, ends: datetime) -> Assignment:
    """Each step comes sooner or later, so that some promises are broken."""
    order = Order.objects.create(
        code=f"S{offered:%d%H%M%S}", service=blank.order.service, ward=blank.order.ward, created_at=offered
    )
    assignment = Assignment.objects.create(
        order=order, partner_id=blank.partner_id, terms=blank.terms, policy=blank.policy, created_at=offered
    )
    waits = [timedelta(seconds=round(minutes * chance.uniform(20, 90))) for _kind, _actor, minutes, _fields in STEPS]
    instants = [offered + sum(waits[:number], timedelta()) for number in range(1, len(waits) + 1)]
    hour = instants[ARRIVED].replace(minute=0, second=0, microsecond=0) - chance.choice(LATE_HOURS)
    window = {"arrive_from": hour.isoformat(), "arrive_to": (hour + timedelta(hours=1)).isoformat()}
    reports = [
        timeline.Report(f"{number}-{kind}", kind, at, actor, window if kind == "scheduled" else fields)
        for number, ((kind, actor, _minutes, fields), at) in enumerate(zip(STEPS, instants, strict=True))
    ]
    timeline.report(assignment, [each for each in reports if each.at <= ends], by=SYSTEM)
    return assignment


def _taken_down(pk: int) -> Story:
    assignment = Assignment.objects.select_related("order").get(pk=pk)
    return Story(
        order=_rest(assignment.order),
        assignment=_rest(assignment),
        events=[_event(each) for each in assignment.events.order_by("position")],
        breaches=[_rest(each) for each in assignment.breaches.all()],
        clocks=[_rest(each) for each in assignment.clocks.all()],
    )


def _event(event: Event) -> Told:
    before, after = chain.canonical(timeline.chained_facts(event)).split(f'"assignment":{event.assignment_id},')
    return Told(_rest(event), before + '"assignment":', "," + after)


def _rest(row: models.Model) -> str:
    """The story's part of a row's line, as COPY reads it."""
    names = told(type(row))[len(OWN.get(type(row), ("assignment_id", "partner_id"))) :]
    return "\t".join(_cells(row, names)) + "\n"


def _cells(row: models.Model, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = getattr(row, name)
        if value is None:
            yield r"\N"
        elif isinstance(value, datetime):
            yield value.isoformat()
        elif isinstance(value, dict | list):
            yield json.dumps(value).replace("\\", "\\\\")
        else:
            yield str(value)
