"""R1, R3 and R4: every commitment that runs out is flagged exactly once, and no other."""

from __future__ import annotations

import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import redis

from orders.commitments import judge as judging
from orders.commitments.reading import read_case
from orders.models import Assignment, Breach
from orders.services import timeline
from rada.launcher.supervisor import Child
from rada.web import clock
from tests.faults import browsing, telling, world
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for, wait_for_quiet
from tests.faults.rig import Rig

MICROSECOND = timedelta(microseconds=1)


def killed_sweepers(rig: Rig) -> list[Row]:
    """R1: clocks fall due while sweepers and workers are killed at random, and a program is told by webhooks."""
    size, partners = rig.size, world.prepare()
    sweepers = [rig.child("sweeper"), rig.add("sweeper-2", "sweeper", "--every", "0.3")]
    workers = [rig.child("worker"), rig.add("worker-2", "worker", "--hostname", "second@%h")]
    with telling.receiver_of(partners[0]) as receiver:
        due = world.unanswered(partners, size.clocks, first=6, last=6 + size.kills / 2)
        say(f"{size.clocks} clocks fall due; killing sweepers and workers")
        kill_in_turn(rig, sweepers, workers, size.kills)
        wrong = all_flagged_once(due)
        for child in (sweepers[1], workers[1]):
            rig.remove(child)
        told = receiver.wrongs()
    load = f"{size.clocks} clocks, {size.kills} SIGKILL, 2+2"
    return [
        row("R1 sweepers and workers killed", load, wrong, "each flagged once"),
        row("webhooks of these (19)", receiver.load, told, "each arrived, repeats by their id"),
    ]


def kill_in_turn(rig: Rig, sweepers: Sequence[Child], workers: Sequence[Child], kills: int) -> None:
    """Kill so often: a task's process, a sweeper, a task's process, a worker with all of its own."""
    ways = (
        lambda: rig.kill_one_worker_of(random.choice(workers)),
        lambda: rig.kill(random.choice(sweepers)),
        lambda: rig.kill_one_worker_of(random.choice(workers)),
        lambda: rig.kill(random.choice(workers), group=True),
    )
    killed = 0
    while killed < kills:
        time.sleep(random.uniform(0.3, 0.8))
        killed += ways[killed % len(ways)]()


def all_flagged_once(due: Sequence[Assignment]) -> list[str]:
    """Wait until every one of these unanswered offers is flagged; what is wrong with them then."""
    wait_for(lambda: len(world.flagged(due)) >= len(due), 60)
    wrong = wait_for_quiet()
    times = Counter(breach.assignment_id for breach in world.flagged(due))
    missed = sum(times[assignment.pk] == 0 for assignment in due)
    doubled = sum(count > 1 for count in times.values())
    wrong += [f"{missed} missed"] if missed else []
    wrong += [f"{doubled} flagged twice"] if doubled else []
    points = sum(breach.points for breach in world.flagged(due))
    if points != world.POINTS["notice"] * len(due):
        wrong.append(f"{points} points for {len(due)} notices")
    return wrong


def without_redis(rig: Rig) -> list[Row]:
    """R3: Redis takes no more writes, then it is not there at all; clocks fall due and people go on working."""
    partners = world.prepare()
    jobs = world.engaged(partners, 8)
    browsers = [(browsing.Browser(rig.port, world.signed_in(job.partner)), job.pk) for job in jobs]
    acts = [lambda who=who, pk=pk: who.reply(browsing.new_write(pk)) for who, pk in browsers]
    say(f"Redis is full, then stopped; {rig.size.clocks_without_redis} clocks fall due, 8 people write")
    due = world.unanswered(partners, rig.size.clocks_without_redis, first=15, last=30)
    with full_redis(rig), browsing.Crowd(acts, pause=1) as full:
        time.sleep(8)
    with rig.without("Valkey"), browsing.Crowd(acts, pause=1) as stopped:
        wrong = all_flagged_once(due)
    delays = sorted((breach.found_at - breach.occurred_at).total_seconds() for breach in world.flagged(due))
    late = delays[int(len(delays) * 0.99)] if delays else 0.0
    wrong += [f"p99 delay {late:.0f} s"] if late > 60 else []
    wrong += failures(stopped)
    load, seen = f"{len(due)} clocks, 8 people", f"p99 {late:.1f} s after due; {took(stopped)}"
    return [
        row("Redis full (9)", "8 people", failures(full), "no 5xx", seen=took(full)),
        row("R3 Redis stopped", load, wrong, "0 missed, p99 <= 60 s, no 5xx", seen=seen),
    ]


@contextlib.contextmanager
def full_redis(rig: Rig) -> Iterator[None]:
    """Redis has used up its memory and drops nothing: it refuses every write."""
    server = client(rig)
    server.config_set("maxmemory-policy", "noeviction")
    server.config_set("maxmemory", 1)
    try:
        yield
    finally:
        server.config_set("maxmemory", 0)


def failures(crowd: browsing.Crowd) -> list[str]:
    """Requests that were not answered as they should be."""
    failed = crowd.taken.failures()
    return [f"{failed} of {len(crowd.taken.statuses)} requests failed"] if failed else []


def took(crowd: browsing.Crowd) -> str:
    """How many requests, and the slowest of them."""
    return f"{len(crowd.taken.seconds)} writes, slowest {max(crowd.taken.seconds):.1f} s"


def boundaries(rig: Rig) -> list[Row]:
    """R4: answers a microsecond before, at and after the due instant are judged, 300 of them stored and swept."""
    randomly = random.Random(14)
    wrong = []
    for number in range(rig.size.edges):
        case, breaks = boundary_case(randomly, f"b-{number}")
        findings, _ = judging.judge(read_case(case), case["now"])
        found = [finding.rule for finding in findings]
        if found != (["A1.unanswered"] if breaks else []):
            wrong.append(f"{case['id']}: {found}, broken is {breaks}")
    wrong += stored_boundaries(world.prepare(), randomly)
    return [row("R4 no false breach", f"{rig.size.edges} at the edge, 300 stored", wrong, "0 false, 0 missed")]


def boundary_case(randomly: random.Random, name: str) -> tuple[dict, bool]:
    """A case whose answer comes near the due instant, and whether that breaks the promise."""
    offered_at = world.make.MONDAY + timedelta(minutes=randomly.randrange(100_000))
    due = offered_at + world.RESPONSE
    kind, actor, fields = randomly.choice(ANSWERS)
    beside = randomly.choice([-world.RESPONSE, -MICROSECOND, timedelta(0), MICROSECOND, timedelta(hours=1)])
    answer = {"id": "e2", "kind": kind, "at": (due + beside).isoformat(), "actor": actor, **fields}
    events = [{"id": "e1", "kind": "offered", "at": offered_at.isoformat(), "actor": "system"}, answer]
    terms = {"hours": world.ALWAYS, "response_minutes": 15}
    now = due + randomly.choice([-MICROSECOND, timedelta(0), MICROSECOND, timedelta(days=1)])
    case = {"id": name, "service": "AC-CLEAN", "policy": {}, "closures": [], "terms": terms, "events": events}
    return {**case, "now": now}, beside > timedelta(0) and now > due


ANSWERS = (
    ("withdrawn", "rada", {}),
    ("declined", "partner", {"reason": "unsafe"}),
    ("cancelled", "customer", {"reason": "changed_mind"}),
)


def stored_boundaries(partners: Sequence, randomly: random.Random) -> list[str]:
    """The same in the database, by reports and the sweeps that run anyway."""
    began = clock.now() - timedelta(days=2)
    stories, breaking = [], []
    for number in range(300):
        offered_at = began + timedelta(seconds=number)
        beside = randomly.choice([-MICROSECOND, timedelta(0), MICROSECOND])
        kind, actor, fields = randomly.choice(ANSWERS)
        answer = timeline.Report("answer", kind, offered_at + world.RESPONSE + beside, actor, fields)
        stories.append((partners[number % len(partners)], [world.offered(offered_at), answer]))
        breaking.append(beside > timedelta(0))
    stored = world.reported(stories)
    wrong = wait_for_quiet()
    breaches = Breach.objects.filter(assignment__in=[each.pk for each in stored])
    found = set(breaches.values_list("assignment_id", flat=True))
    wanted = {assignment.pk for assignment, breaks in zip(stored, breaking, strict=True) if breaks}
    wrong += [f"{len(found - wanted)} false breaches stored"] if found - wanted else []
    return wrong + ([f"{len(wanted - found)} breaches missed"] if wanted - found else [])


def come_back(rig: Rig) -> list[Row]:
    """Beat twice, Redis emptied, PostgreSQL restarted, a worker killed: the worker alone catches up by itself."""
    partners = world.prepare()
    with rig.without("sweeper"):
        second_beat = rig.add("beat-2", "beat", "--schedule", str(rig.folder / "beat-2-schedule"), "--pidfile", "")
        due = world.unanswered(partners, 200, first=4, last=15)
        say("no sweeper, two beats; emptying Redis, restarting PostgreSQL, killing the worker")
        time.sleep(5)
        client(rig).flushall()
        time.sleep(3)
        rig.restart_postgres()
        time.sleep(3)
        rig.kill(rig.child("worker"), group=True)
        wrong = all_flagged_once(due)
        rig.remove(second_beat)
    due_later = world.unanswered(partners, 100, first=4, last=10)
    with rig.without("worker", "beat"):
        say("no worker; restarting PostgreSQL under the sweeper")
        time.sleep(4)
        rig.restart_postgres()
        rig.kill(rig.child("sweeper"), signal.SIGKILL)
        wrong_later = all_flagged_once(due_later)
    return [
        row("two beats, FLUSHALL, PostgreSQL, kill -9", "200 clocks, worker alone", wrong, "comes back, each once"),
        row("PostgreSQL restarted, sweeper killed", "100 clocks, sweeper alone", wrong_later, "comes back, each once"),
    ]


def client(rig: Rig) -> redis.Redis:
    """A connection to the rig's Redis."""
    return redis.Redis.from_url(rig.environment["REDIS_URL"])
