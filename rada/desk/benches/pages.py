"""The first pages of the queues of operations beside bare SQL for the same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from orders.benches import histories
from orders.benches.pages import PLAIN, Page, checked, read, signed_in
from orders.benches.registry import BenchError, Goal, Write, bench, interleaved, median
from partners.models import User
from rada.desk.benches import crowd
from rada.desk.benches.plans import large_now, scanned

QUERIES_AT_MOST, ROWS = 15, 50
SHOWN = {"size": ROWS}
OF_BREACHES = """SELECT job.*, partner.* FROM orders_breach shown
    JOIN orders_assignment assignment ON assignment.id = shown.assignment_id
    JOIN orders_order job ON job.id = assignment.order_id
    JOIN partners_partner partner ON partner.id = assignment.partner_id WHERE shown.id = ANY(%s)"""
OF_COMPLAINTS = OF_BREACHES.replace("orders_breach", "complaints_complaint")
OF_ORDERS = """SELECT service.* FROM orders_order shown
    JOIN partners_service service ON service.id = shown.service_id WHERE shown.id = ANY(%s)"""
PAGES = {
    "complaints": Page(
        "/admin/complaints/complaint/",
        """SELECT * FROM complaints_complaint
        WHERE state IN ('new', 'waiting_partner', 'waiting_customer', 'waiting_rada', 'reopened')
        ORDER BY due_at, id LIMIT %(size)s""",
        OF_COMPLAINTS,
        SHOWN,
    ),
    "breaches": Page(
        "/admin/orders/breach/",
        "SELECT * FROM orders_breach ORDER BY occurred_at DESC, id DESC LIMIT %(size)s",
        OF_BREACHES,
        SHOWN,
    ),
    "breaches to check": Page(
        "/admin/orders/breach/?state__exact=to_check",
        "SELECT * FROM orders_breach WHERE state = 'to_check' ORDER BY found_at, id LIMIT %(size)s",
        OF_BREACHES,
        SHOWN,
    ),
    "orders in need": Page(
        "/admin/orders/orderinneed/",
        """SELECT * FROM orders_order WHERE id IN (
            SELECT id FROM orders_order WHERE state = 'open' AND reported_digest = '' UNION
            SELECT order_id FROM orders_assignment WHERE judge_failures > 0)
        ORDER BY created_at, id LIMIT %(size)s""",
        OF_ORDERS,
        SHOWN,
    ),
}


@bench("desk")
def bench_desk(write: Write, *, orders: Sequence[int] = (100_000,), rounds: int = 5, **_options: Any) -> Iterator[Goal]:
    """The desk's first pages beside `--orders`, a breach for 20 and a complaint for 50 of them; needs PostgreSQL."""
    for count in sorted(orders):
        with histories.scratch_database(), override_settings(STORAGES=PLAIN, STATIC_ROOT=settings.BASE_DIR / "static"):
            crowd.write(count)
            client = signed_in(User.objects.create(username="bench", is_staff=True, is_superuser=True))
            write(f"desk: {count} orders, first pages of {ROWS} rows, median of {rounds} rounds, wall clock, all equal")
            for name, page in PAGES.items():
                yield from _measured(write, client, f"{name}, {count:,} orders", page, rounds)


def _measured(write: Write, client: Client, name: str, page: Page, rounds: int) -> Iterator[Goal]:
    """Print one page's figures."""
    _shown(client, page)  # the first page of a session reads more
    with CaptureQueriesContext(connection) as captured:
        shown = _shown(client, page)
    asked = [query["sql"] for query in captured]
    if shown != read(page):
        raise BenchError(f"{name}: the page and the SQL show different rows")
    whole = sorted(scanned(asked) & large_now())
    works = {"ours": lambda: _shown(client, page), "SQL": lambda: read(page)}
    timings = interleaved(works, rounds, timer=time.perf_counter)
    write(
        f"  {name:<34} {len(asked):3} statements {median(timings['ours']) * 1000:7.1f} ms, bare SQL "
        f"{median(timings['SQL']) * 1000:6.1f} ms; read whole: {', '.join(whole) or 'no large table'}"
    )
    yield Goal(f"desk: statements of {name}", len(asked), QUERIES_AT_MOST, "")
    yield Goal(f"desk: large tables read whole for {name}", len(whole), 0, "")


def _shown(client: Client, page: Page) -> list[int]:
    return [row.pk for row in checked(client.get, page.address).context_data["cl"].result_list]
