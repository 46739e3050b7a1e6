"""The first pages of the queues of operations beside bare SQL for the same rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.benches import histories
from orders.benches.registry import BenchError, Write, bench
from partners.models import User
from rada.desk.benches import crowd
from rada.desk.benches.plans import LARGE, scanned

QUERIES_AT_MOST, ROWS = 15, 50
BACKEND = "partners.sign_in.PhoneOrUsernameBackend"


class Page(NamedTuple):
    """A page's address, and the SQL that reads its rows and what they name, the primary key first."""

    address: str
    sql: str


NAMED = """JOIN orders_assignment assignment ON assignment.id = shown.assignment_id
    JOIN orders_order job ON job.id = assignment.order_id JOIN partners_partner partner
    ON partner.id = assignment.partner_id"""
PAGES = {
    "complaints": Page(
        "/admin/complaints/complaint/",
        f"""SELECT shown.*, job.*, partner.* FROM complaints_complaint shown {NAMED}
        WHERE shown.state IN ('new', 'waiting_partner', 'waiting_customer', 'waiting_rada', 'reopened')
        ORDER BY shown.due_at, shown.id LIMIT {ROWS}""",
    ),
    "breaches": Page(
        "/admin/orders/breach/",
        f"""SELECT shown.*, job.*, partner.* FROM orders_breach shown {NAMED}
        ORDER BY shown.occurred_at DESC, shown.id DESC LIMIT {ROWS}""",
    ),
    "breaches to check": Page(
        "/admin/orders/breach/?state__exact=to_check",
        f"""SELECT shown.*, job.*, partner.* FROM orders_breach shown {NAMED}
        WHERE shown.state = 'to_check' ORDER BY shown.found_at, shown.id LIMIT {ROWS}""",
    ),
    "orders in need": Page(
        "/admin/orders/orderinneed/",
        f"""SELECT shown.*, service.* FROM orders_order shown JOIN partners_service service
        ON service.id = shown.service_id WHERE shown.id IN (
            SELECT id FROM orders_order WHERE state = 'open' AND reported_digest = '' UNION
            SELECT order_id FROM orders_assignment WHERE judge_failures > 0)
        ORDER BY shown.created_at, shown.id LIMIT {ROWS}""",
    ),
}  # fmt: skip


@bench("desk")
def bench_desk(write: Write, *, orders: int = 100_000, rounds: int = 5, **_options: Any) -> None:
    """The first pages of the desk's queues beside `--orders`, a breach for 20 and a complaint for 50; needs PostgreSQL."""
    with histories.scratch_database():
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
    if shown != [row[0] for row in _read(page)]:
        return [f"{name}: the page and the SQL show different rows"]
    whole = sorted(scanned([query["sql"] for query in captured]) & LARGE)
    ours, theirs = _timed(lambda: _shown(client, page), rounds), _timed(lambda: _read(page), rounds)
    write(
        f"  {name:<18} {len(captured):3} queries {ours * 1000:7.1f} ms, bare SQL {theirs * 1000:6.1f} ms,"
        f" {ours / theirs:5.1f} times; read whole: {', '.join(whole) or 'no large table'}"
    )
    slow = [f"{name}: {len(captured)} queries"] if len(captured) > QUERIES_AT_MOST else []
    return slow + [f"{name}: {table} is read whole" for table in whole]


def _shown(client: Client, page: Page) -> list[int]:
    answer: Any = client.get(page.address)
    if answer.status_code != 200:
        raise BenchError(f"{page.address} answers {answer.status_code}")
    return [row.pk for row in answer.context_data["cl"].result_list]


def _read(page: Page) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(page.sql)
        return list(cursor.fetchall())


def _timed(work: Callable[[], Any], rounds: int) -> float:
    taken = []
    for _round in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
