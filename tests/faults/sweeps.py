"""R10, R11 and the poisoned row (18): nobody sweeps and that is seen; then one sweeper catches up with everything."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path

from django.db.models import Max

from orders.models import Assignment
from orders.need_selectors import Need, orders_in_need
from partners.models import Partner, TermsVersion
from rada.launcher.supervisor import Child
from rada.platform.heartbeats import SWEEP
from rada.platform.models import Heartbeat
from rada.web import clock
from tests.faults import copies, deadlines, world
from tests.faults.browsing import Browser
from tests.faults.outcome import Row, row, say
from tests.faults.quiet import wait_for
from tests.faults.rig import Rig

AGO = timedelta(hours=2)
NOTICED = 180.0  # seconds after the last sweep
MEMORY_MB = 60  # that a sweeper may grow by while it catches up
UNREADABLE = {"response_minutes": "fifteen"}


def dead_sweep(rig: Rig) -> list[Row]:
    """No sweeper, no worker: the health page goes red. Then a sweeper finds thousands overdue, one of them poisoned."""
    partner = world.prepare(1)[0]
    with rig.without("sweeper", "worker", "beat"):
        say(f"nobody sweeps; {rig.size.overdue} clocks run out")
        overdue = copies.of_one_unanswered(partner, rig.size.overdue, at=clock.now() - AGO)
        poisoned = poison(overdue[0], partner)
        noticed = is_noticed(rig)
        sweeper = rig.add("sweeper-alone", "sweeper")
        rows = [noticed, caught_up(rig, sweeper, overdue), set_apart(poisoned)]
        rig.remove(sweeper)
    return rows


def is_noticed(rig: Rig) -> Row:
    """R10: how old the last sweep is when the health page says so."""
    stranger = Browser(rig.port, {})
    red = wait_for(lambda: stranger.get("/healthz/sweep") == 503, NOTICED)
    age = (clock.now() - Heartbeat.objects.get(name=SWEEP).beat_at).total_seconds()
    wrong = [] if red and age <= NOTICED else [f"not red {age:.0f} s after the last sweep"]
    must = f"red within {NOTICED:.0f} s"
    return row("R10 a dead sweep", "no sweeper, no worker", wrong, must, seen=f"red {age:.0f} s after the last")


def poison(assignment: Assignment, partner: Partner) -> Assignment:
    """Pin terms on it that cannot be read, as no page of ours would store them."""
    last = partner.terms_versions.aggregate(last=Max("number"))["last"]
    terms = TermsVersion.objects.create(
        partner=partner, number=last + 1, content=UNREADABLE, digest="0" * 64,
        starts_at=clock.now() + timedelta(days=1), published_at=clock.now(),
    )  # fmt: skip
    Assignment.objects.filter(pk=assignment.pk).update(terms=terms)
    return assignment


def caught_up(rig: Rig, sweeper: Child, overdue: list[Assignment]) -> Row:
    """R11: how long until none of these is due, and by how much the sweeper grew."""
    began, most = time.monotonic(), rig.size.caught_up
    numbers = [each.pk for each in overdue]
    unjudged = Assignment.objects.filter(pk__gte=numbers[0], pk__lte=numbers[-1], judged_at__isnull=True)
    wait_for(lambda: unjudged.count() < 0.9 * len(overdue), most)
    early = memory_mb(sweeper)
    done = wait_for(lambda: unjudged.count() <= 1, most)  # the poisoned one
    took, grown = time.monotonic() - began, memory_mb(sweeper) - early
    wrong = [] if done else [f"{unjudged.count()} not judged after {most:.0f} s"]
    wrong += deadlines.all_flagged_once(overdue[1:])
    wrong += [f"the sweeper grew by {grown:.0f} MB"] if grown > MEMORY_MB else []
    must = f"within {most:.0f} s, memory flat"
    return row("R11 catching up", f"{len(overdue)} overdue", wrong, must, seen=f"{took:.0f} s, {grown:+.0f} MB")


def set_apart(poisoned: Assignment) -> Row:
    """The poisoned order waits for a person, with the reason; mended, it is judged like any other."""
    poisoned.refresh_from_db()
    wrong = [] if "response_minutes" in poisoned.judge_error else [f"its error is {poisoned.judge_error!r}"]
    if not orders_in_need(only=Need.UNJUDGED).filter(pk=poisoned.order_id).exists():
        wrong.append("nobody is told of it")
    mended = poisoned.partner.terms_versions.exclude(pk=poisoned.terms_id).latest("number")
    Assignment.objects.filter(pk=poisoned.pk).update(terms=mended, judge_after=clock.now())
    wrong += deadlines.all_flagged_once([poisoned])
    return row("a row that cannot be judged (18)", "1 among them", wrong, "listed with its reason, the others judged")


def memory_mb(child: Child) -> float:
    """The most a process has had resident."""
    status = Path(f"/proc/{child.process.pid if child.process else 0}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0
