"""The partner's pages beside bare SQL, a constant page and a page made without thought, at any size of the history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

from orders.benches import pages
from orders.benches.pages import Measured, Page
from orders.benches.registry import Goal, Write, bench, median, ratio
from orders.views.orders import PAGE
from rada.web.paging import After

DEEP = 20_000
QUERIES = 3
LINK = re.compile(r'href="/(?:orders|breaches)/([0-9]+)/"')
OF_ASSIGNMENTS = """SELECT job.*, service.*, terms.*, policy.* FROM orders_assignment shown
    JOIN orders_order job ON job.id = shown.order_id JOIN partners_service service ON service.id = job.service_id
    JOIN partners_termsversion terms ON terms.id = shown.terms_id
    JOIN orders_policyversion policy ON policy.id = shown.policy_id WHERE shown.id = ANY(%s)"""
OF_BREACHES = """SELECT job.*, service.* FROM orders_breach shown
    JOIN orders_assignment assignment ON assignment.id = shown.assignment_id
    JOIN orders_order job ON job.id = assignment.order_id
    JOIN partners_service service ON service.id = job.service_id WHERE shown.id = ANY(%s)"""
NEWEST = """SELECT * FROM orders_assignment WHERE partner_id = %(partner)s AND status <> 'new'
    AND created_at <= %(at)s AND (created_at < %(at)s OR id < %(pk)s)
    ORDER BY created_at DESC, id DESC LIMIT %(size)s"""
BREACHES = """SELECT * FROM orders_breach WHERE partner_id = %(partner)s AND state <> 'shadow'
    ORDER BY occurred_at DESC, id DESC LIMIT %(size)s"""
WAITING = """SELECT * FROM orders_assignment WHERE partner_id = %(partner)s AND status = 'offered'
    ORDER BY offered_at, id LIMIT 50"""
ONE = "SELECT * FROM orders_assignment WHERE id = %(pk)s"
OF_ONE = """SELECT job.*, event.* FROM orders_assignment shown JOIN orders_order job ON job.id = shown.order_id
    JOIN orders_event event ON event.assignment_id = shown.id WHERE shown.id = ANY(%s)"""


@bench("portal")
def bench_portal(
    write: Write, *, orders: Sequence[int] = (100_000,), rounds: int = 20, keep: bool = False, **_options: Any
) -> list[Goal]:
    """The partner's pages; several `--orders` show how they grow; needs PostgreSQL."""
    medians: dict[int, dict[str, float]] = {}
    for count in sorted(orders):
        with pages.served(count, keep=keep):
            owner = pages.owner_of_the_largest()
            write(f"portal: {count} orders, half of them the partner's, {rounds} rounds, wall clock")
            shown = portal_pages(owner.memberships.get().partner_id)
            found = pages.measured(
                write, pages.signed_in(owner).get, links_in, shown, rounds, without_thought="/without-thought/"
            )
            medians[count] = {name: median(each.timing) for name, each in found.items()}
    return [*_goals(found, max(orders)), *grown(medians)]


def portal_pages(partner: int) -> dict[str, Page]:
    """The partner's pages; the first is the list."""
    told: dict[str, Any] = {"partner": partner, "size": PAGE, "at": "infinity", "pk": 0}
    number, last = last_before(partner)
    deep = told | {"at": last.at, "pk": last.pk}
    one = _one(partner)
    return {
        "orders": Page("/orders/", NEWEST, OF_ASSIGNMENTS, told),
        f"orders, page {number}": Page(f"/orders/?after={last}", NEWEST, OF_ASSIGNMENTS, deep),
        "today": Page("/today/", WAITING, OF_ASSIGNMENTS, told),
        "an order": Page(f"/orders/{one}/", ONE, OF_ONE, told | {"pk": one}),
        "breaches": Page("/breaches/", BREACHES, OF_BREACHES, told),
    }


def last_before(partner: int) -> tuple[int, After]:
    """The number of a late page, DEEP where there are so many, and the last row of the page before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_assignment WHERE partner_id = %s", [partner])
        number = min(DEEP, cursor.fetchone()[0] // PAGE)
        cursor.execute(
            """SELECT created_at, id FROM orders_assignment WHERE partner_id = %s
            ORDER BY created_at DESC, id DESC OFFSET %s LIMIT 1""",
            [partner, (number - 1) * PAGE - 1],
        )
        return number, After(*cursor.fetchone())


def _one(partner: int) -> int:
    """A finished order of last week."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id FROM orders_assignment WHERE partner_id = %s AND status = 'completed'
            AND created_at < now() - interval '7 days' ORDER BY created_at DESC LIMIT 1""",
            [partner],
        )
        (found,) = cursor.fetchone()
    return int(found)


def links_in(answer: Any) -> list[int]:
    """The orders or breaches that a page links to, each once, in its order; the one of the page itself first."""
    itself = re.findall(r"^/orders/([0-9]+)/$", answer.wsgi_request.path)
    return list(dict.fromkeys(map(int, [*itself, *LINK.findall(answer.content.decode())])))


def _goals(found: dict[str, Measured], orders: int) -> list[Goal]:
    first, late, *_rest = found
    listed, among = found[first], f"among {orders:,} orders"
    return [
        Goal(
            f"the list of orders as HTML beside one made without thought, {among}",
            ratio(listed.timing, found["/without-thought/"].timing), 0.5,
        ),
        Goal(f"{late} beside page 1", ratio(found[late].timing, listed.timing), 1.5),
        Goal("statements that count or skip in the list of orders", pages.counting(listed.asked), 0, ""),
        Goal("statements of the list of orders", len(listed.asked), QUERIES, ""),
    ]  # fmt: skip


def grown(medians: dict[int, dict[str, float]]) -> list[Goal]:
    """How each page's time grows from the fewest orders to the most; the same for all of them is wanted."""
    least, most = min(medians), max(medians)
    if least == most:
        return []
    return [
        Goal(f"{name}, {most:,} orders beside {least:,}", medians[most][name] / medians[least][name], 1.5)
        for name in medians[most]
        if name in medians[least] and not name.startswith("/")
    ]
