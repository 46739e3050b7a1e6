"""200,000 breaches: the list and the queue of operations read what they show, by an index. Plans are asserted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from partners.models import User
from rada.desk.benches.plans import nodes
from tests import emptying
from tests import factories as make
from tests.portal import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MANY = 200_000
LIST = "/admin/orders/breach/"
COMMON, RARE = "A1.declined_in_hours", "B4.origin_missing"
ASKED = ["", "state__exact=to_check", "p=1", "clause=A1", "clause=B4", f"rule={COMMON}", f"rule={RARE}"]
BREACHES = """
    INSERT INTO orders_breach (assignment_id, partner_id, rule, clause, subject, occurred_at, severity, evidence,
        facts, state, points, found_at)
    SELECT id, partner_id, CASE WHEN n %% 50000 = 7 THEN 'B4.origin_missing' ELSE 'A1.declined_in_hours' END, 'A1', n,
        offered_at - n * interval '1 minute', 'notice', '[]', '{"reason": "busy"}',
        CASE WHEN n %% 1000 = 0 THEN 'to_check' ELSE 'counted' END, 0, offered_at - n * interval '1 minute'
    FROM orders_assignment, generate_series(1, %s) n
"""


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """A superuser's browser beside 200,000 breaches, each 1,000th of which waits, and four by another rule."""
    with django_db_blocker.unblock():
        emptying.vacuumed()
    with django_db_blocker.unblock(), transaction.atomic():
        make.an_offer()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE orders_breach DISABLE TRIGGER USER")  # no score follows from them
            cursor.execute(BREACHES, [MANY])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE orders_breach ENABLE TRIGGER USER")
            cursor.execute("ANALYZE orders_breach")
        client = Client()
        client.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True), backend=BACKEND)
        client.get(LIST)  # the first page of a session reads more
        yield client
        transaction.set_rollback(True)


def scans(statement: str) -> set[str]:
    """How a statement reads its tables."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        (plan,) = cursor.fetchone()[0]
    return {
        f"{node['Node Type']} {node.get('Index Name') or node.get('Relation Name', '')}" for node in nodes(plan["Plan"])
    }


@pytest.mark.parametrize("asked", ASKED)
def test_a_page_takes_fifteen_queries_at_most_and_reads_no_whole_table(desk, asked):
    with CaptureQueriesContext(connection) as captured:
        answer = desk.get(f"{LIST}?{asked}")

    read = set().union(*(scans(query["sql"]) for query in captured if "orders_breach" in query["sql"]))
    assert answer.status_code == 200
    assert len(captured) <= 15
    assert "Seq Scan orders_breach" not in read


def test_the_queue_is_read_by_the_index_of_what_waits(desk):
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"{LIST}?state__exact=to_check")

    rows = next(query["sql"] for query in captured if 'INNER JOIN "orders_order"' in query["sql"])
    assert "Index Scan breach_to_check" in scans(rows)
