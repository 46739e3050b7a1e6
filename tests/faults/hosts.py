"""Hosts with a wrong clock and in another time zone (33, 34): the same flags at the same instants, the same pages."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from orders.models import Assignment, Event
from partners.models import Partner
from rada.launcher import places
from rada.launcher.supervisor import Child
from rada.web import clock
from tests.faults import browsing, deadlines, world
from tests.faults.browsing import Browser
from tests.faults.outcome import NotHere, Row, row, say
from tests.faults.quiet import wait_for
from tests.faults.rig import Rig

CLOCKS = 100
LATEST = 30.0  # seconds after the due instant, on a busy machine
OWN = re.compile(r'value="[^"]{16,}"|data-rada-now="[^"]+"')  # each page has its own tokens, keys and instant


@dataclass(frozen=True)
class Host:
    """A machine's name, its time zone and how many minutes its clock is ahead."""

    name: str
    zone: str
    minutes: int

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process live there. Its monotonic clock moves along: it may sleep, but wait for no lock."""
        moved = {"LD_PRELOAD": fake_time(), "FAKETIME": f"{self.minutes:+d}m"} if self.minutes else {}
        return {"TZ": self.zone, **moved}


HOSTS = (Host("right", "UTC", 0), Host("ahead", "Pacific/Kiritimati", 10), Host("behind", "America/New_York", -10))


def fake_time() -> str:
    """Debian's libfaketime. Raises NotHere where it is not installed."""
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    if not found:
        raise NotHere("no libfaketime on this machine: install it (Debian: apt-get install faketime)")
    return str(found[0])


def wrong_clocks(rig: Rig) -> list[Row]:
    """Hosts with a wrong clock sweep alone, one after the other; every host shows the same page and takes a write."""
    partners = world.prepare(2)
    say("sweepers and web servers on hosts with wrong clocks and other time zones")
    with another_zone_of_the_role(), rig.without("sweeper", "worker", "beat"):
        webs = [web_of(rig, host) for host in HOSTS]
        try:
            rows = [flags_of(rig, host, partners) for host in HOSTS if host.minutes]
            rows.append(pages(rig, [port for _child, port in webs], partners[0]))
        finally:
            for child, _port in webs:
                rig.remove(child)
    return rows


@contextlib.contextmanager
def another_zone_of_the_role() -> Iterator[None]:
    """The database's role has a time zone of its own, as new connections find it."""
    role = connection.ops.quote_name(connection.settings_dict["USER"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {role} SET timezone TO 'Asia/Tokyo'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {role} RESET timezone")


def web_of(rig: Rig, host: Host) -> tuple[Child, int]:
    """A web server on this host, and its port."""
    port = next(port for port in random.sample(places.PORTS, 500) if places.is_free(port))
    return rig.add(f"web-{host.name}", "web", PORT=str(port), WEB_WORKERS="1", **host.environment), port


def flags_of(rig: Rig, host: Host, partners: Sequence[Partner]) -> Row:
    """Clocks run out while this host's sweeper is the only one: none is flagged early, none late."""
    sweeper = rig.add(f"sweeper-{host.name}", "sweeper", "--every", "0.3", **host.environment)
    try:
        due = world.unanswered(partners, CLOCKS, first=3, last=6)
        wrong = deadlines.all_flagged_once(due)
    finally:
        rig.remove(sweeper)
    delays = [(breach.found_at - breach.occurred_at).total_seconds() for breach in world.flagged(due)]
    early, late = sum(delay < 0 for delay in delays), sum(delay > LATEST for delay in delays)
    wrong += [f"{early} flagged early"] if early else []
    wrong += [f"{late} flagged late"] if late else []
    load = f"{host.zone}, {host.minutes:+d} min, {len(due)} clocks"
    seen = f"{min(delays, default=0):.1f} to {max(delays, default=0):.1f} s after due"
    return row(f"a host {host.name} (33, 34)", load, wrong, "the same flags at the same instants", seen=seen)


def pages(rig: Rig, ports: Sequence[int], partner: Partner) -> Row:
    """One order's page by each host's web server at one time, and a message written through each."""
    (job,) = world.engaged([partner], 1)
    cookies = world.signed_in(partner)
    wrong = [
        f"port {port} does not answer" for port in ports if not wait_for(lambda port=port: rig.web_answers(port), 30)
    ]
    browsers = [Browser(port, cookies) for port in (rig.port, *ports)]
    before = clock.now()
    for browser in browsers:
        write = browsing.new_write(job.pk)
        if browser.reply(write) != 302:
            wrong.append("a message was not taken")
    said = list(Event.objects.filter(assignment=job, kind="message").values_list("at", "recorded_at"))
    if len(said) != len(browsers) or any(not before <= at <= clock.now() for pair in said for at in pair):
        wrong.append(f"{len(said)} messages of {len(browsers)}, not all of this minute")
    if not wait_for(lambda: len({shown(browser, job) for browser in browsers}) == 1, 10):
        wrong.append("the page is not the same")
    return row("pages and writes of these hosts (33, 34)", f"{len(browsers)} web servers", wrong, "the same page")


def shown(browser: Browser, job: Assignment) -> str:
    """The order's page without what is new in every page."""
    answer = browser.ask("GET", f"/orders/{job.pk}/")
    return f"{answer.status} {OWN.sub('', answer.page)}"
