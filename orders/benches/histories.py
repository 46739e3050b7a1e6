"""A made-up history of so many orders, written by COPY into a database of its own that goes when the bench is over."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models

from orders import chain
from orders.benches import stories
from orders.benches.registry import BenchError
from orders.benches.stories import IN_FLIGHT, Story, Told
from orders.models import Assignment, Breach, Event, Order, RunningClock
from orders.services import policies
from partners.models import Partner, Service
from partners.services import terms
from rada.lib.text import fold
from rada.web import clock
from rada.web.clock import VIETNAM

NAME, CODE = "rada_bench", "B"
BEGINS = datetime(2024, 1, 1, 9, tzinfo=VIETNAM)
PARTNERS = 40
SPAN = 360  # days
MANY = 23  # stories of a day; a prime: whichever orders are picked at even distances, all stories are among them
AT_ONCE = 5_000  # orders in memory
TABLES = (Order, Assignment, Event, Breach, RunningClock)
DATE = re.compile(r"\d{4}-\d\d-\d\d(?=T\d\d:)")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PUBLISHED: dict[str, Any] = {
    "hours": {day: [["08:00", "18:00"]] for day in DAYS}, "response_minutes": 15,
    "prices": {"AC-CLEAN": {"max": 250_000}}, "promotions": [], "warranty_days": 90,
    "checklists": {"AC-CLEAN": ["power_off", "drain"]},
}  # fmt: skip


@contextmanager
def scratch_database(name: str = NAME, *, keep: bool = False) -> Iterator[str]:
    """A migrated database of this server, dropped afterwards unless it is kept for the next bench; its name."""
    served = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        yield made
    finally:
        connection.creation.destroy_test_db(served, verbosity=0, keepdb=keep)


@contextmanager
def history(orders: int, *, keep: bool = False) -> Iterator[str]:
    """A database of its own with so many orders, perhaps one that was kept; its name. Raises BenchError."""
    with scratch_database(f"{NAME}_{orders}", keep=keep) as name:
        known = Order.objects.filter(code__startswith=CODE).count()
        if not known:
            write(orders)
        elif known != orders:
            raise BenchError(f"the database {name} holds {known} orders: drop it, then try again")
        yield name


def pinned(number: int) -> tuple[int, int]:
    """A partner with published terms; both primary keys."""
    partner = Partner.objects.create(name=f"Điện lạnh {number}", name_sort=f"{number}", created_at=BEGINS)
    version = terms.publish(partner, PUBLISHED, services=["AC-CLEAN"], wards=["00070"], starts_at=BEGINS)
    return partner.pk, version.pk


def write(orders: int, *, ends: datetime | None = None, many: int = MANY, seed: int = 5) -> None:
    """Write so many orders into a database that has none, each with twelve events or, of the last days, with fewer.

    They are spread over SPAN days before `ends`, the present unless given. Each is one of `many` stories of its day
    that the product took in and judged, on another date, with a valid chain of its own. Every second order is the
    first partner's. The same seed is the same history.
    """
    ends, many = ends or clock.now(), min(many, max(1, orders // SPAN))  # a day has no more of them than orders
    service = Service.objects.create(code="AC-CLEAN", name_vi="Vệ sinh máy lạnh", name_en="AC cleaning")
    policy = policies.publish({}, starts_at=BEGINS)
    pins = [pinned(number) for number in range(PARTNERS)]
    blank = Assignment(
        order=Order(service=service, ward="00070"), partner_id=pins[0][0], terms_id=pins[0][1], policy=policy
    )
    lived = dict(stories.lived(blank, ends=ends, many=many, seed=seed))
    pages, written = Pages(pins), 0
    with bulk_loading():
        for ago in reversed(range(SPAN)):
            day = min(ago, IN_FLIGHT - 1)
            moved = Moved(day - ago)
            of_that_day = [moved.story(each) for each in lived[day]]
            last = orders * (SPAN - ago) // SPAN
            for pk in range(written + 1, last + 1):
                pages.add(pk, of_that_day[pk // 2 % many])
                if pk % AT_ONCE == 0:
                    pages.copy()
            written = last
        pages.copy()


class Moved(dict[str, str]):
    """Dates of the stories, each so many days later (or, as here, earlier)."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.days = timedelta(days=days)

    def __missing__(self, day: str) -> str:
        self[day] = (date.fromisoformat(day) + self.days).isoformat()
        return self[day]

    def text(self, text: str) -> str:
        """A text with all its dates moved; times of day and zones stay."""
        return DATE.sub(lambda found: self[found[0]], text)

    def story(self, story: Story) -> Story:
        """A story on another date."""
        return Story(
            self.text(story.order),
            self.text(story.assignment),
            [Told(*map(self.text, event)) for event in story.events],
            [*map(self.text, story.breaches)],
            [*map(self.text, story.clocks)],
        )


@dataclass
class Pages:
    """Lines of each table that wait for COPY; `pins` are the partners with their terms."""

    pins: list[tuple[int, int]]
    lines: dict[type[models.Model], io.StringIO] = field(
        default_factory=lambda: {table: io.StringIO() for table in TABLES}
    )

    def add(self, pk: int, story: Story) -> None:
        """One more order, with a customer of its own; it and its assignment have the same number."""
        code, name, phone = f"{CODE}{pk:09}", f"Nguyễn Văn {pk % 997}", f"{pk:09}"
        partner, pinned_terms = self.pins[0 if pk % 2 else pk // 2 % PARTNERS]
        keys = f"{fold(f'{code} {name}')}\t0{phone}"
        self.lines[Order].write(f"{pk}\t{code}\t{name}\t+84{phone}\t{keys}\t{story.order}")
        head, events = "", self.lines[Event]
        for line, before, after in story.events:
            previous, head = head, chain.linked(head, f"{before}{pk}{after}")
            events.write(f"{pk}\t{previous}\t{head}\t{line}")
        self.lines[Assignment].write(f"{pk}\t{pk}\t{partner}\t{pinned_terms}\t{head}\t{story.assignment}")
        for table, rests in ((Breach, story.breaches), (RunningClock, story.clocks)):
            self.lines[table].writelines(f"{pk}\t{partner}\t{rest}" for rest in rests)

    def copy(self) -> None:
        """Give what waits to the database, each table in one statement."""
        with connection.cursor() as cursor:
            for table, lines in self.lines.items():
                lines.seek(0)
                columns = ", ".join(f'"{name}"' for name in stories.told(table))
                cursor.copy_expert(f"COPY {table._meta.db_table} ({columns}) FROM STDIN", lines)
                lines.seek(0)
                lines.truncate()


@contextmanager
def bulk_loading() -> Iterator[None]:
    """Without limits meant for pages, and with ANALYZE after it: a planner that believes a table empty is lost in it.

    Triggers rest: no score follows from breaches, and no row is looked up for each foreign key. It takes a superuser.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("RESET session_replication_role")
        for table in ("orders_order", "orders_assignment"):
            cursor.execute(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}")  # noqa: S608 our own names
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")
