"""The first pages of the queues of operations beside bare SQL for the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from orders.benches import histories
from orders.benches.registry import BenchError, Write, bench
from partners.models import User
from rada.desk.benches import crowd
from rada.desk.benches.plans import large_now, scanned

QUERIES_AT_MOST, ROWS = 15, 50
BACKEND = "partners.sign_in.PhoneOrUsernameBackend"


class Page(NamedTuple):
    """A page's address, the SQL that reads its rows, the primary key first, and the SQL that reads what they name."""

    address: str
    rows: str
    named: str


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
        ORDER BY due_at, id LIMIT %s""",
        OF_COMPLAINTS,
    ),
    "breaches": Page(
        "/admin/orders/breach/",
        "SELECT * FROM orders_breach ORDER BY occurred_at DESC, id DESC LIMIT %s",
        OF_BREACHES,
    ),
    "breaches to check": Page(
        "/admin/orders/breach/?state__exact=to_check",
        "SELECT * FROM orders_breach WHERE state = 'to_check' ORDER BY found_at, id LIMIT %s",
        OF_BREACHES,
    ),
    "orders in need": Page(
        "/admin/orders/orderinneed/",
        """SELECT * FROM orders_order WHERE id IN (
            SELECT id FROM orders_order WHERE state = 'open' AND reported_digest = '' UNION
            SELECT order_id FROM orders_assignment WHERE judge_failures > 0)
        ORDER BY created_at, id LIMIT %s""",
        OF_ORDERS,
    ),
}


@bench("desk")
def bench_desk(write: Write, *, orders: int = 100_000, rounds: int = 5, **_options: Any) -> None:
    """The desk's first pages beside `--orders`, a breach for 20 and a complaint for 50 of them; needs PostgreSQL."""
    plain = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with histories.scratch_database(), override_settings(STORAGES=plain):  # static files need not be collected
        crowd.write(orders)
        client = Client()
        client.force_login(User.objects.create(username="bench", is_staff=True, is_superuser=True), backend=BACKEND)
        write(f"desk: {orders} orders, the first page of {ROWS} rows, median of {rounds} rounds, wall clock, all equal")
        problems = [problem for name, page in PAGES.items() for problem in _measured(write, client, name, page, rounds)]
    if problems:
        raise BenchError("; ".join(problems))


def _measured(write: Write, client: Client, name: str, page: Page, rounds: int) -> list[str]:
    """Print one page's figures; what is wrong with it."""
    _shown(client, page)  # the first page of a session reads more
    with CaptureQueriesContext(connection) as captured:
        shown = _shown(client, page)
    asked = [query["sql"] for query in captured]
    if shown != [row[0] for row in _read(page)]:
        return [f"{name}: the page and the SQL show different rows"]
    whole = sorted(scanned(asked) & large_now())
    ours, theirs = _timed(lambda: _shown(client, page), rounds), _timed(lambda: _read(page), rounds)
    write(
        f"  {name:<18} {len(asked):3} queries {ours * 1000:7.1f} ms, bare SQL {theirs * 1000:6.1f} ms,"
        f" {ours / theirs:5.1f} times; read whole: {', '.join(whole) or 'no large table'}"
    )
    slow = [f"{name}: {len(asked)} queries"] if len(asked) > QUERIES_AT_MOST else []
    return slow + [f"{name}: {table} is read whole" for table in whole]


def _shown(client: Client, page: Page) -> list[int]:
    answer: Any = client.get(page.address)
    if answer.status_code != 200:
        raise BenchError(f"{page.address} answers {answer.status_code}")
    return [row.pk for row in answer.context_data["cl"].result_list]


def _read(page: Page) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(page.rows, [ROWS])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(page.named, [[row[0] for row in rows]])
        cursor.fetchall()
        return rows


def _timed(work: Callable[[], Any], rounds: int) -> float:
    taken = []
    for _round in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
