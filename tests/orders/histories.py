"""Random histories: a case whose events are recorded in any order, in any batches, with sweeps in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from orders.commitments.files import answer
from orders.commitments.judge import judge
from orders.commitments.reading import read_case
from orders.models import Assignment, Breach, Closure, Order
from orders.services import breaches, closures, policies, sweeping, timeline
from partners.actors import SYSTEM
from partners.calendars import instant_of, microseconds_of
from partners.services import terms
from partners.terms import read_instant
from rada.web import clock
from tests import factories as make
from tests.commitments.plain.cases import random_case

Rows = set[tuple[Any, ...]]
SMALLEST = timedelta(microseconds=1)
PRESENT = "2027-06-01T12:00:00+07:00"


def readable_cases(first_seed: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Cases that can be read, with their seeds, from a seed on."""
    seed = first_seed
    while True:
        case = {"now": PRESENT, "policy": {}, "closures": [], **random_case(seed)}
        if case["events"] and not answer(json.dumps(case).encode(), 0).failed:
            yield seed, case
        seed += 1


def instant(text: str) -> datetime:
    return instant_of(read_instant(text, "at"))


def pinned(case: dict[str, Any]) -> Assignment:
    """An assignment without events, judged by the case's terms and policy."""
    partner = make.a_partner()
    (version,) = terms.pinned(partner, [case["terms"]])
    (policy,) = policies.pinned([case["policy"]])
    order = make.an_order(service=case["service"])
    return Assignment.objects.create(
        order=order, partner=partner, terms=version, policy=policy, created_at=make.LONG_AGO
    )


def from_scratch(case: dict[str, Any], now: datetime) -> tuple[Rows, Rows]:
    """The judge's own verdict on the whole case."""
    verdict = judge(read_case(case), microseconds_of(now))
    found = {(each.rule, each.subject, each.occurred_at, each.severity) for each in verdict.findings}
    return found, {(each.rule, each.subject, each.due_at) for each in verdict.obligations}


def stored(assignment: Assignment) -> tuple[Rows, Rows]:
    """What stands in the tables."""
    standing = Breach.objects.filter(assignment=assignment, state__in=breaches.RETRACTABLE)
    found = set(standing.values_list("rule", "subject", "occurred_at", "severity"))
    return found, set(assignment.clocks.values_list("rule", "subject", "due_at"))


def lived(case: dict[str, Any], rng: Random) -> tuple[Assignment, datetime]:
    """Live through a case: record its events and closures as they come, sweep now and then. Ends with a sweep."""
    assignment, now = pinned(case), instant(case["now"])
    reports = [
        timeline.Report(each["id"], each["kind"], instant(each["at"]), each["actor"], each, place)
        for place, each in enumerate(case["events"])
    ]
    told: list[Any] = [*reports, *rng.sample(reports, k=len(reports) // 3)]
    spans = [(instant(begins), instant(ends)) for begins, ends in case["closures"]]
    told += [span for span in spans if span[0] < span[1]]
    rng.shuffle(told)
    for moment in _moments(rng, reports, now, len(told)):
        with clock.standing_at(moment):
            _tell(assignment, told, rng)
            if rng.random() < 0.5:
                sweeping.sweep(batch=rng.choice([1, 2, 500]))
    with clock.standing_at(now):
        while told:
            _tell(assignment, told, rng)
        sweeping.sweep(batch=rng.choice([1, 500]))
    return assignment, now


def _moments(rng: Random, reports: list[timeline.Report], now: datetime, count: int) -> list[datetime]:
    """Instants up to `now` in their order, many of them exactly an event's."""
    edges = [report.at + rng.choice([timedelta(), SMALLEST, make.HOUR, make.DAY]) for report in reports]
    return sorted(moment for moment in rng.choices(edges, k=min(count, 8)) if moment <= now)


def _tell(assignment: Assignment, told: list[Any], rng: Random) -> None:
    """Tell the next few things: reports as one batch, closures one by one."""
    batch = [told.pop() for _ in range(min(len(told), rng.choice([1, 1, 2, 5])))]
    reports = [each for each in batch if isinstance(each, timeline.Report)]
    if reports:
        unique = {report.id: report for report in reports}
        timeline.report(assignment, unique.values(), by=SYSTEM)
    for span in batch:
        if not isinstance(span, timeline.Report):
            order = Order.objects.get(pk=assignment.order_id)
            closures.declare(starts_at=span[0], ends_at=span[1], reason=Closure.Reason.OTHER, order=order)
