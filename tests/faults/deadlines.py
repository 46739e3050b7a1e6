"""R1, R3 and R4: every commitment that runs out is flagged exactly once, and no other."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from orders.commitments import judge as judging
from orders.commitments.reading import read_case
from orders.models import Assignment, Breach
from orders.services import timeline
from rada.web import clock
from tests.faults import browsing, invariants, world
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for, wait_for_quiet
from tests.faults.rig import Rig

MICROSECOND = timedelta(microseconds=1)


def killed_sweepers(rig: Rig) -> list[Row]:
    """R1: clocks fall due while sweepers and workers are killed at random, 40 times."""
    sweepers = [rig.child("sweeper"), rig.add("sweeper-2", "sweeper", "--every", "0.3")]
    workers = [rig.child("worker"), rig.add("worker-2", "worker", "--hostname", "second@%h")]
    due = world.unanswered(world.prepare(), 600, first=6, last=34)
    say("600 clocks fall due; killing sweepers and workers")
    ways = (
        lambda: rig.kill_one_worker_of(random.choice(workers)),
        lambda: rig.kill(random.choice(sweepers)),
        lambda: rig.kill(random.choice(workers), group=True),
        lambda: rig.kill(random.choice(sweepers)),
    )
    kills = 0
    while kills < 40:
        time.sleep(random.uniform(0.3, 1.0))
        kills += ways[kills % len(ways)]()
    wrong = all_flagged_once(due)
    for child in (sweepers[1], workers[1]):
        rig.remove(child)
    return [row("R1 sweepers and workers killed", "600 clocks, 40 SIGKILL, 2+2", wrong, "each flagged once")]


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
    return wrong + invariants.wrongs([assignment.pk for assignment in due])


def without_redis(rig: Rig) -> list[Row]:
    """R3: no Redis from start to end; people go on working."""
    partners = world.prepare()
    jobs = world.engaged(partners, 8)
    browsers = [(browsing.Browser(rig.port, world.signed_in(job.partner)), job.pk) for job in jobs]
    acts = [lambda who=who, pk=pk: who.reply(browsing.new_write(pk)) for who, pk in browsers]
    with rig.without("Valkey"):
        due = world.unanswered(partners, 500, first=5, last=20)
        say("Redis is stopped; 500 clocks fall due, 8 people write")
        with browsing.Crowd(acts, pause=1) as crowd:
            wrong = all_flagged_once(due)
    delays = sorted((breach.found_at - breach.occurred_at).total_seconds() for breach in world.flagged(due))
    late = delays[int(len(delays) * 0.99)] if delays else 0.0
    wrong += [f"p99 delay {late:.0f} s"] if late > 60 else []
    failures = crowd.taken.failures()
    wrong += [f"{failures} of {len(crowd.taken.statuses)} requests failed"] if failures else []
    seen = f"p99 {late:.1f} s after due; {len(crowd.taken.statuses)} writes, slowest {max(crowd.taken.seconds):.1f} s"
    must = "0 missed, p99 <= 60 s, no 5xx"
    return [row("R3 Redis stopped throughout", "500 clocks, 8 people", wrong, must, seen=seen)]


def boundaries(rig: Rig) -> list[Row]:
    """R4: answers a microsecond before, at and after the due instant; 5,000 judged, 300 of them stored and swept."""
    randomly = random.Random(14)
    wrong = []
    for number in range(5_000):
        case, breaks = boundary_case(randomly, f"b-{number}")
        findings, _ = judging.judge(read_case(case), case["now"])
        found = [finding.rule for finding in findings]
        if found != (["A1.unanswered"] if breaks else []):
            wrong.append(f"{case['id']}: {found}, broken is {breaks}")
    wrong += stored_boundaries(world.prepare(), randomly)
    return [row("R4 no false breach", "5,000 at the edge, 300 stored", wrong, "0 false, 0 missed")]


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
    wrong += [f"{len(wanted - found)} breaches missed"] if wanted - found else []
    return wrong + invariants.wrongs([assignment.pk for assignment in stored])


def come_back(rig: Rig) -> list[Row]:
    """Beat twice, Redis emptied, PostgreSQL restarted, a worker killed: the worker alone catches up by itself."""
    partners = world.prepare()
    with rig.without("sweeper"):
        second_beat = rig.add("beat-2", "beat", "--schedule", str(rig.folder / "beat-2-schedule"), "--pidfile", "")
        due = world.unanswered(partners, 200, first=4, last=20)
        say("no sweeper, two beats; emptying Redis, restarting PostgreSQL, killing the worker")
        time.sleep(5)
        empty_redis(rig)
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


def empty_redis(rig: Rig) -> None:
    """FLUSHALL."""
    import redis

    redis.Redis.from_url(rig.environment["REDIS_URL"]).flushall()
