"""R5, R6 and R8: what was acknowledged is there, what is repeated is there once, and a frozen Redis slows nobody."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count

from django.db import connection

from orders.models import Event, Remark
from rada.platform.models import IdempotencyKey
from tests.faults import browsing, world
from tests.faults.browsing import Browser, Crowd, Write
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for
from tests.faults.racing import race
from tests.faults.rig import Rig

WRITERS = 4


class Writers:
    """Writers who remember what was acknowledged, what was refused, and what nobody knows."""

    def __init__(self, rig: Rig, jobs_each: int = 12) -> None:
        self.browsers: dict[int, Browser] = {}
        self.acknowledged: list[Write] = []
        self.unknown: list[Write] = []
        self.refused: list[int] = []
        self.jobs = world.engaged(world.prepare(WRITERS), WRITERS * jobs_each)
        cookies = {job.partner_id: world.signed_in(job.partner) for job in self.jobs[:WRITERS]}
        self.browsers = {job.pk: Browser(rig.port, cookies[job.partner_id]) for job in self.jobs}

    def people(self) -> list:
        """One endless act for each writer."""
        return [lambda own=self.jobs[start::WRITERS]: self.write(random.choice(own).pk) for start in range(WRITERS)]

    def write(self, assignment: int) -> int:
        """A new reply; what came of it is remembered."""
        write = browsing.new_write(assignment)
        status = self.send(write)
        if status == 302:
            self.acknowledged.append(write)
        elif status == 0 or status >= 500:
            self.unknown.append(write)
            time.sleep(1)  # as somebody who reads the page that says so
        else:
            self.refused.append(status)
        return status

    def send(self, write: Write) -> int:
        """The very same request, again or for the first time."""
        return self.browsers[write.assignment].reply(write)

    def missing(self) -> list[Write]:
        """Acknowledged, but not in the database."""
        connection.close()
        stored = set(Remark.objects.filter(field="text").values_list("text", flat=True))
        return [write for write in self.acknowledged if write.text not in stored]

    def wrongs(self) -> list[str]:
        """Acknowledged writes that are missing, and refusals that nothing explains."""
        missing = self.missing()
        found = [f"{len(missing)} of {len(self.acknowledged)} acknowledged writes are missing"] if missing else []
        return found + ([f"refused without need: {Counter(self.refused)}"] if self.refused else [])


def lost_writes(rig: Rig) -> list[Row]:
    """R5 and R6: PostgreSQL, web workers and Redis are killed under people who write."""
    writers = Writers(rig)
    say("4 people write; restarting PostgreSQL, killing web workers and Redis")
    began = time.monotonic()
    with Crowd(writers.people()) as crowd:
        for number in range(rig.size.restarts):
            time.sleep(random.uniform(2.0, 3.0))
            rig.restart_postgres()
            time.sleep(1.5)
            rig.kill_one_worker_of(rig.child("web"))
            if number % 3 == 1:
                rig.kill(rig.child("Valkey"))
        wait_for(lambda: len(writers.acknowledged) >= rig.size.acknowledged, max(90, rig.size.acknowledged / 10))
        answers = Counter(crowd.taken.statuses)
    say(f"answers {dict(answers)} in {time.monotonic() - began:.0f} s")
    wrong = writers.wrongs()
    if len(writers.acknowledged) < rig.size.acknowledged:
        wrong.append(f"only {len(writers.acknowledged)} writes were acknowledged")
    seen = f"{len(writers.acknowledged)} acknowledged, {len(writers.unknown)} unknown"
    load = f"4 writers, {rig.size.restarts} x PostgreSQL and web, {rig.size.restarts // 3} x Redis"
    must = f"0 missing of >= {rig.size.acknowledged}"
    return [row("R5 accepted writes", load, wrong, must, seen=seen), repeated(writers)]


def repeated(writers: Writers) -> Row:
    """R6: every unknown request again, and a sample of the others, three times in parallel; then other content."""
    again = writers.unknown + random.sample(writers.acknowledged, min(20, len(writers.acknowledged)))
    say(f"sending {len(again)} requests again, each three times at once")
    stored = Remark.objects.filter(text__in=[write.text for write in writers.unknown]).count()
    wrong = []
    for write in again:
        statuses = sorted(outcome.answer for outcome in race(*[lambda write=write: writers.send(write)] * 3))
        if statuses != [302, 302, 302]:
            wrong.append(f"a repeated request was answered {statuses}")
    times = Counter(Remark.objects.filter(field="text").values_list("text", flat=True))
    doubled = [write for write in again if times[write.text] != 1]
    wrong += [f"{len(doubled)} repeated requests are not there exactly once"] if doubled else []
    others = [Write(write.assignment, write.key, write.text + " khác") for write in again[:30]]
    answers = Counter(writers.send(other) for other in others)
    if set(answers) - {409}:
        wrong.append(f"other content under the same key was answered {dict(answers)}")
    if Remark.objects.filter(text__in=[other.text for other in others]).exists():
        wrong.append("other content under the same key was stored")
    wrong += unmatched_keys()
    load = f"{len(again)} requests x 3 at once, {len(others)} with other content"
    seen = f"{stored} of {len(writers.unknown)} unknown ones had been stored"
    return row("R6 repeated writes", load, wrong, "each once; 409 for other content", seen=seen)


def unmatched_keys() -> list[str]:
    """Each message came with a key of its own, in one transaction: there are as many of either."""
    messages = Event.objects.filter(kind="message", door="act").count()
    keys = IdempotencyKey.objects.filter(scope__startswith="user:").count()
    return [] if messages == keys else [f"{messages} messages, {keys} keys"]


def frozen_redis(rig: Rig) -> list[Row]:
    """R8: 20 people, first with Redis well, then frozen."""
    writers = Writers(rig, jobs_each=5)
    people = [partial(_browse, writers, job.pk, count()) for job in writers.jobs]
    with Crowd(people, pause=2.0) as warming:
        time.sleep(4)
    say(f"20 people, Redis well ({len(warming.taken.seconds)} requests to warm up)")
    with Crowd(people, pause=2.0) as well:
        time.sleep(rig.size.browsing)
    say("20 people, Redis frozen")
    redis = rig.child("Valkey")
    thaw = threading.Timer(rig.size.browsing + 30, lambda: rig.kill(redis, signal.SIGCONT))
    thaw.start()
    try:
        rig.kill(redis, signal.SIGSTOP)
        with Crowd(people, pause=2.0) as frozen:
            time.sleep(rig.size.browsing)
    finally:
        thaw.cancel()
        rig.kill(redis, signal.SIGCONT)
    slowest, base = max(frozen.taken.seconds), max(well.taken.seconds)
    wrong = [f"{frozen.taken.failures()} failed"] if frozen.taken.failures() else []
    wrong += [f"slowest request {slowest:.1f} s"] if slowest > max(2.0, 1.5 * base) else []
    wrong += [] if wait_for(rig.redis_answers, 10) else ["Redis did not come back"]
    wrong += writers.wrongs()
    seen = (
        f"p95 {frozen.taken.percentile(95) * 1000:.0f} ms (well {well.taken.percentile(95) * 1000:.0f} ms), "
        f"slowest {slowest:.1f} s (well {base:.1f} s)"
    )
    load = f"20 people, {len(frozen.taken.seconds)} requests"
    return [row("R8 Redis frozen", load, wrong, "none over 2 s, no 5xx", seen=seen)]


def _browse(writers: Writers, assignment: int, turns: Iterator[int]) -> int:
    turn = next(turns) % 3
    if turn == 0:
        return writers.write(assignment)
    return writers.browsers[assignment].get("/today/" if turn == 1 else f"/orders/{assignment}/")
