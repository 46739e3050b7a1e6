"""The sweep: what it costs where nothing is due, where a hundred orders are, and where it has fallen behind."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice, pairwise
from typing import Any

from django.db import connection, transaction

from orders.benches import histories
from orders.benches.acts import act_to_breach
from orders.benches.registry import BenchError, Goal, Write, bench, interleaved, median, ratio
from orders.benches.row_by_row import judge_each
from orders.commitments.judge import judge
from orders.models import Assignment, Breach
from orders.services import sweeping
from orders.services.cases import case_of
from rada.web import clock

DUE = 100
PART = 4  # one order in so many is left to the sweeps, or fewer
BACKLOG, SAMPLE = 5_000, 200
LATER = timedelta(days=1)
FORGET = (
    """DELETE FROM orders_breachdecision decision USING orders_breach breach
    WHERE breach.id = decision.breach_id AND breach.assignment_id = ANY(%s)""",
    "DELETE FROM orders_breach WHERE assignment_id = ANY(%s)",
    "DELETE FROM orders_runningclock WHERE assignment_id = ANY(%s)",
)


class Figures(dict[str, float]):
    """What was measured at one size, by name."""


@bench("sweep")
def bench_sweep(
    write: Write, *, orders: Sequence[int] = (100_000,), rounds: int = 5, keep: bool = False, **_options: Any
) -> list[Goal]:
    """Nothing due, a hundred due, a backlog; several `--orders` show how that grows; needs PostgreSQL."""
    gc.freeze()  # as `sweep --loop` does
    sizes: dict[int, Figures] = {}
    acts: list[Goal] = []
    for count in sorted(orders):
        with histories.history(count, keep=keep):
            _put_off()
            write(f"sweep: {count} orders, {rounds} rounds, wall clock")
            left = range(1, count + 1, max(PART, count // (BACKLOG + SAMPLE + 2 * DUE * rounds)))
            _forget(left)
            sizes[count] = _measured(write, iter(left), len(left), rounds)
            acts = act_to_breach(write, rounds * 4)
    most = sizes[max(sizes)]
    among = f"among {max(sizes):,} orders"
    goals = [
        Goal(f"idle sweep beside `.first()` on the same index, {among}", most["idle"], 1),
        Goal(f"draining a backlog beside row by row, {among}", most["faster"], 40, is_floor=True),
        Goal(f"draining a backlog beside a bulk insert of its breaches, {among}", most["share"], 0.05, is_floor=True),
    ]
    goals += _grown(sizes)
    return goals + acts


def _grown(sizes: dict[int, Figures]) -> list[Goal]:
    """From each size to ten times as many orders, and from the fewest to the most."""
    many = sorted(sizes)
    tenfold = [pair for pair in pairwise(many) if pair[1] == 10 * pair[0]]
    steps = [("100 due, warm", pair, 1.3) for pair in tenfold]
    whole = [
        (name, (many[0], many[-1]), bound)
        for name, bound in (("idle sweep", 1.5), ("100 due, warm", 1.5), ("100 due, cold", 3))
    ]
    return [
        Goal(f"{name}, {most:,} orders beside {least:,}", sizes[most][name] / sizes[least][name], bound)
        for name, (least, most), bound in [*steps, *(whole if len(many) > 1 else [])]
    ]


def _put_off() -> None:
    """What would come due while the clock on the wall goes on waits for another day."""
    Assignment.objects.filter(judge_after__isnull=False).update(judge_after=clock.now() + LATER)


def _forget(pks: Sequence[int]) -> None:
    """Let these orders stand as if nobody had judged them yet."""
    with histories.bulk_loading(), connection.cursor() as cursor:
        for statement in FORGET:
            cursor.execute(statement, [list(pks)])


def _measured(write: Write, left: Iterator[int], many: int, rounds: int) -> Figures:
    figures = Figures()
    figures |= _idle(write, rounds * 20)
    due = min(DUE, many // (4 * rounds + 4))
    figures |= _so_many_due(write, left, due, rounds)
    rest = many - 2 * due * rounds
    sample = min(SAMPLE, rest // 4)
    figures |= _backlog(write, list(islice(left, sample)), list(islice(left, min(BACKLOG, rest - sample))))
    return figures


def _idle(write: Write, rounds: int) -> Figures:
    if sweeping.sweep().judged or _first() is not None:
        raise BenchError("something is due where nothing should be")
    timings = interleaved({"ours": sweeping.sweep, "first": _first}, rounds, timer=time.perf_counter)
    ours, theirs = median(timings["ours"]), median(timings["first"])
    write(f"  nothing due: {ours * 1000:.2f} ms, `.first()` on the same index and clock {theirs * 1000:.2f} ms")
    return Figures({"idle": ratio(timings["ours"], timings["first"]), "idle sweep": ours})


def _first() -> Assignment | None:
    due = Assignment.objects.filter(judge_after__lte=clock.now()).order_by("judge_after", "id")
    return due.first()


def _so_many_due(write: Write, left: Iterator[int], due: int, rounds: int) -> Figures:
    """Cold: nobody has read these orders since they were written. Warm: somebody just has."""
    taken: dict[str, list[float]] = {"cold": [], "warm": []}
    for _round in range(rounds):
        for name, seconds in taken.items():
            pks = list(islice(left, due))
            if name == "warm":
                _read(pks)
            _make_due(pks)
            seconds.append(_timed(partial(_sweep, pks)))
            _check(pks)
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    said = ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in medians.items())
    write(f"  {due} due: {said}; all found what judging from scratch finds")
    return Figures({f"100 due, {name}": seconds for name, seconds in medians.items()})


def _backlog(write: Write, sample: Sequence[int], backlog: Sequence[int]) -> Figures:
    now = clock.now()
    one_by_one = _timed(lambda: judge_each(sample, now)) / len(sample)
    _check(sample)
    _make_due(backlog)
    ours = _timed(lambda: _sweep(backlog)) / len(backlog)
    _check(backlog)
    stored = list(Breach.objects.filter(assignment_id__in=backlog))
    inserted = _timed(lambda: _insert_again(stored))
    write(
        f"  a backlog of {len(backlog)}: {1 / ours:.0f} orders/s with {len(stored)} breaches, row by row through the "
        f"ORM {1 / one_by_one:.0f} orders/s, a bulk insert of the breaches alone {len(stored) / inserted:.0f} rows/s"
    )
    return Figures({"faster": one_by_one / ours, "share": inserted / (ours * len(backlog))})


def _insert_again(stored: Sequence[Breach]) -> None:
    """The same breaches under other subjects, in one transaction that is undone."""
    with transaction.atomic():
        for breach in stored:
            breach.pk, breach.subject = None, f"{breach.subject} again"
        Breach.objects.bulk_create(stored)
        transaction.set_rollback(True)


def _sweep(pks: Sequence[int]) -> None:
    if sweeping.sweep().judged != len(pks):
        raise BenchError("the sweep judged something else than what was due")


def _make_due(pks: Sequence[int]) -> None:
    Assignment.objects.filter(pk__in=pks).update(judge_after=clock.now())


def _read(pks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM orders_event WHERE assignment_id = ANY(%s)", [list(pks)])
        cursor.execute("SELECT * FROM orders_order WHERE id = ANY(%s)", [list(pks)])


def _check(pks: Sequence[int]) -> None:
    """Raise BenchError where what is stored of an order is not what judging it from scratch says."""
    chosen = Assignment.objects.filter(pk__in=pks).select_related("order__service", "terms", "policy")
    for assignment in chosen.prefetch_related("events", "breaches"):
        verdict = judge(case_of(assignment, assignment.events.all(), []), assignment.judged_at or clock.now())
        found = {(finding.rule, finding.subject) for finding in verdict.findings}
        if found != {(breach.rule, breach.subject) for breach in assignment.breaches.all()}:
            raise BenchError(f"assignment {assignment.pk}: stored is not what judging says")


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
