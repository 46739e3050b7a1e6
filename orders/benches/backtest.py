"""A policy tried on history: the trial beside judging one by one, and beside a loop that reads ahead."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings

from orders import rule_modes
from orders.benches import histories
from orders.benches.registry import BenchError, Goal, Write, bench
from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.judge import judge
from orders.commitments.variants import under
from orders.models import Assignment, Closure, Event, Trial
from orders.services import policies
from orders.services.cases import case_of, holds_for
from orders.services.trials import running, shards
from orders.services.trials.comparing import between, graded
from orders.services.trials.tally import Tally, added_up
from partners.actors import SYSTEM
from partners.calendars import microseconds_of
from rada.web import clock

TRIED = ({"reply_minutes_engaged": 30}, {"receipt_hours": 12, "arrival_grace_minutes": 10})
ONE_BY_ONE, READ_AHEAD = "one by one through the ORM", "a loop that prefetches"
GOALS = {ONE_BY_ONE: 30, READ_AHEAD: 4}
MOST_MEGABYTES = 300
SAMPLE = 1000
WORKER = """
import sys, time, django
django.setup()
from django.db import connection
from orders.services.trials import running
connection.settings_dict["NAME"] = sys.argv[1]
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
running.work()
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")), flush=True)
"""


@bench("backtest")
def bench_backtest(
    write: Write, *, orders: Sequence[int] = (20_000,), rounds: int = 3, keep: bool = False, **_options: Any
) -> Iterator[Goal]:
    """A policy tried on a made-up history of `--orders`, and another on the same; needs PostgreSQL."""
    for count in orders:
        with histories.history(count, keep=keep) as name:
            write(f"backtest: {count} orders, {Event.objects.count()} events, {rounds} rounds, wall clock")
            now = clock.now()
            for numbers in TRIED:
                write(f"  tried: {numbers}")
                yield from _compare_ways(write, numbers, now, count, rounds)
            yield _workers(write, name, count)


def _compare_ways(write: Write, numbers: dict[str, Any], now: Any, orders: int, rounds: int) -> Iterator[Goal]:
    ids = list(range(1, orders + 1, max(1, orders // SAMPLE)))
    ways: dict[str, tuple[int, Callable[[], Any]]] = {
        "the trial": (orders, lambda: _trial(numbers, now)),
        ONE_BY_ONE: (len(ids), lambda: _compared(map(_looked_up, ids), numbers, now)),
        READ_AHEAD: (orders, lambda: _compared(_read_ahead(), numbers, now)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, Any] = {}
    for _round in range(rounds):
        for name, (count, work) in ways.items():
            started = time.perf_counter()
            found[name] = work()
            seconds[name].append((time.perf_counter() - started) / count)
    _require_equal(found, numbers, now, ids)
    write("    all equal")
    for name, taken in seconds.items():
        write(f"    {name:<28} {1 / min(taken):9.0f} orders/s")
    for name, goal in GOALS.items():
        pairs = zip(seconds[name], seconds["the trial"], strict=True)
        faster = statistics.median(theirs / ours for theirs, ours in pairs)
        yield Goal(f"{name} beside a trial of {', '.join(numbers)} on {orders:,} orders", faster, goal, is_floor=True)


def _require_equal(found: dict[str, Any], numbers: dict[str, Any], now: Any, ids: list[int]) -> None:
    if found["the trial"] != found[READ_AHEAD]:
        raise BenchError("the trial and the loop that prefetches differ")
    chosen = Assignment.objects.filter(pk__in=ids).select_related("order__service", "terms", "policy")
    if found[ONE_BY_ONE] != _compared(((each, list(each.events.all())) for each in chosen), numbers, now):
        raise BenchError("judging one by one differs")


def _begun(numbers: dict[str, Any], now: Any) -> Trial:
    version = policies.publish(numbers, starts_at=policies.NEVER)
    with clock.standing_at(now):
        return Trial.objects.get(pk=running.start(version, days=None, by=SYSTEM) or 0)


def _trial(numbers: dict[str, Any], now: Any) -> Any:
    trial = _begun(numbers, now)
    running.work()
    return added_up(trial.shards.values_list("outcome", flat=True)).counts


def _looked_up(pk: int) -> tuple[Assignment, list[Event]]:
    assignment = Assignment.objects.get(pk=pk)
    return assignment, list(assignment.events.all())


def _read_ahead() -> Iterable[tuple[Assignment, list[Event]]]:
    rows = Assignment.objects.select_related("order__service", "terms", "policy").prefetch_related("events")
    for assignment in rows.order_by("pk").iterator(chunk_size=shards.SIZE):
        yield assignment, list(assignment.events.all())


def _compared(rows: Iterable[tuple[Assignment, list[Event]]], numbers: dict[str, Any], now: Any) -> Any:
    """Judge every rule twice, the way that needs no thought."""
    tally, closures, present = Tally(), list(Closure.objects.all()), microseconds_of(now)
    modes = rule_modes.read()
    for assignment, events in rows:
        holding = [closure for closure in closures if holds_for(closure, assignment)]
        case = case_of(assignment, events, holding)
        points = {severity: assignment.policy.points_for(severity) for severity in ("notice", "minor", "major")}
        before = graded(case, judge(case, present), points, modes)
        tried = under(case, policy={**POLICY_DEFAULTS, **numbers})
        after = graded(case, judge(tried, present), points, modes)
        for difference in between(before, after):
            tally.add(assignment.pk, assignment.partner_id, difference)
    return tally.counts


def _workers(write: Write, database: str, orders: int) -> Goal:
    """One worker, then two, each a process of its own, on a trial of their own."""
    for count in (1, 2):
        _begun(TRIED[0], clock.now())
        command = [sys.executable, "-c", WORKER, database]
        workers = [
            subprocess.Popen(  # noqa: S603 our own program
                command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _number in range(count)
        ]
        for worker in workers:
            worker.stdout.readline()  # type: ignore[union-attr]
        started = time.perf_counter()
        for worker in workers:
            worker.stdin.write("\n")  # type: ignore[union-attr]
            worker.stdin.flush()  # type: ignore[union-attr]
        memory = [int(worker.communicate()[0]) for worker in workers]
        taken = time.perf_counter() - started
        most = max(memory) // 1024
        write(f"  {count} of its workers: {orders / taken:.0f} orders/s, at most {most} MB each")
    return Goal(f"memory of a trial's worker, {orders:,} orders", most, MOST_MEGABYTES, "MB")
