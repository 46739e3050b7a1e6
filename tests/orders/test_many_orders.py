"""A partner with 100,000 orders among others': lists, search and score do bounded work. Plans are asserted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from complaints.scores import selectors as scores
from orders import listings, search_words, selectors
from orders.listings import BreachFilter, OrderFilter
from orders.models import Assignment, Order
from partners.actors import Actor
from rada.desk.benches.plans import nodes
from rada.web import clock
from rada.web.paging import After
from tests import emptying
from tests import factories as make
from tests.orders.test_query_counts import columns_of
from tests.portal import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

MANY, OTHERS = 100_000, 20_000
NOW = make.MONDAY
PAGE = 21
NAMES = "(ARRAY['nguyen thi lan', 'tran van minh', 'le thi ha', 'pham quoc bao'])[1 + n %% 4]"


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Actor]:
    """The owner of a partner with 100,000 orders, an hour apart, the newest now; another partner has 20,000."""
    with django_db_blocker.unblock():
        emptying.vacuumed()
    with django_db_blocker.unblock(), transaction.atomic():
        big, small = make.an_offer(at=NOW), make.an_offer(at=NOW)
        _multiply(big, MANY)
        _multiply(small, OTHERS)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # once, not after each test
            cursor.execute("SET LOCAL default_statistics_target = 1000")  # every row is looked at: one plan, each time
            for table in ("orders_order", "orders_assignment", "orders_breach"):
                cursor.execute(f"ANALYZE {table}")
        yield make.an_owner(big.partner)
        transaction.set_rollback(True)


def _multiply(model: Assignment, count: int) -> None:
    """Completed orders like a model's, each with a code, a name and a phone of its own; every 50th broke A4."""
    first = Order.objects.latest("pk").pk
    age = "interval '1 hour' * n"
    order_names, order_values = columns_of("orders_order", {
        "id": f"{first} + n", "code": f"'RD-' || lpad(to_hex({first} + n), 8, '0')",
        "created_at": f"source.created_at - {age}",
        "search_key": f"'rd-' || lpad(to_hex({first} + n), 8, '0') || ' ' || {NAMES}",
        "contact_key": f"'09' || lpad(({first} + n)::text, 8, '0') || ' 12 pho hue'",
    })  # fmt: skip
    names, values = columns_of("orders_assignment", {
        "order_id": f"{first} + n", "status": "'completed'", "judge_after": "NULL",
        **dict.fromkeys(("created_at", "offered_at", "accepted_at", "completed_at"), f"source.created_at - {age}"),
        "ended_at": f"source.created_at - {age}", "arrive_from": f"source.created_at - {age}",
        "arrive_to": f"source.created_at - {age} + interval '1 hour'",
    })  # fmt: skip
    with connection.cursor() as cursor:
        series = "generate_series(1, %s) n WHERE source.id = %s"
        cursor.execute(
            f"INSERT INTO orders_order (id, {order_names}) SELECT {first} + n, {order_values}"
            f" FROM orders_order source, {series}",
            [count, model.order_id],
        )
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('orders_order', 'id'), {first} + %s)", [count])
        cursor.execute(
            f"INSERT INTO orders_assignment ({names}) SELECT {values} FROM orders_assignment source, {series}",
            [count, model.pk],
        )
        cursor.execute(
            "INSERT INTO orders_breach (assignment_id, partner_id, rule, clause, subject, occurred_at, severity,"
            " evidence, facts, state, points, found_at)"
            " SELECT id, partner_id, 'A4.no_receipt', 'A4', 'c', completed_at, 'major', '[]', '{}', 'counted', 5,"
            " completed_at FROM orders_assignment WHERE partner_id = %s AND status = 'completed' AND id %% 50 = 0",
            [model.partner_id],
        )


def worked(queryset: Any) -> tuple[int, set[str]]:
    """How many rows of tables and indexes were touched to answer, filtered ones included, and the scans' names."""
    return explained(*queryset.query.sql_with_params())


def explained(statement: str, parameters: Any) -> tuple[int, set[str]]:
    """The same of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {statement}", parameters or None)
        (plan,) = cursor.fetchone()[0]
    touched, scans = 0, set()
    for node in nodes(plan["Plan"]):
        if "Scan" not in node["Node Type"]:
            continue
        dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        touched += (node["Actual Rows"] + dropped) * node["Actual Loops"]
        scans.add(f"{node['Node Type']} {node.get('Index Name') or node.get('Relation Name', '')}")
    return round(touched), scans


def listed(actor, text="", *, after=None, **asked):
    words = search_words.words_of(text)
    return listings.orders_listed(actor, OrderFilter(words=words, **asked), now=NOW, after=after)[:PAGE]


def whole_tables(scans) -> set[str]:
    return {scan for scan in scans if scan in {"Seq Scan orders_order", "Seq Scan orders_assignment"}}


def test_the_list_of_100_000_orders_takes_eight_queries_at_most(crowd):
    client = signed_in(crowd)
    with clock.standing_at(NOW):
        client.get(reverse("orders:orders"))  # the first page of a session reads more

        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("orders:orders") + "?first=2026-01-01&broken=on")

    assert answer.status_code == 200
    assert len(captured) <= 8
    assert not any("OFFSET" in query["sql"] or "COUNT(*)" in query["sql"].split("orders_assignment")[0]
                   for query in captured if "LIMIT 21" in query["sql"])  # fmt: skip


def test_the_first_page_and_the_4000th_do_the_same_bounded_work_by_the_index(crowd):
    deep = Assignment.objects.filter(partner_id=crowd.partner_id).order_by("-created_at", "-pk")[80_000]

    first, first_scans = worked(listed(crowd))
    late, late_scans = worked(listed(crowd, after=After(deep.created_at, deep.pk)))

    assert "Index Scan assignment_newest" in first_scans & late_scans
    assert max(first, late) <= 10 * PAGE


def test_appointments_of_a_day_are_read_by_their_end_and_no_older_one_is(crowd):
    yesterday = selectors.appointments_between(crowd, NOW - make.DAY, NOW)
    today = selectors.appointments_between(crowd, NOW, NOW + make.DAY)

    touched, scans = zip(worked(yesterday), worked(today), strict=True)

    assert (len(yesterday), len(today)) == (25, 1)
    assert max(touched) <= 200
    assert set.union(*scans) >= {"Index Scan assignment_by_visit_end"}


@pytest.mark.parametrize("text", ["minh", "minh ha", "ha", "zq", "12 pho hue", "rd"])
def test_a_search_for_names_looks_through_so_many_orders_and_no_more(crowd, text):
    words = search_words.words_of(text)

    with CaptureQueriesContext(connection) as captured:
        page = listings.orders_page(crowd, OrderFilter(words=words), now=NOW, size=20)
    work = [explained(query["sql"], ()) for query in captured]

    assert page.older is not None
    assert len(work) <= 2
    assert sum(touched for touched, _scans in work) <= 6 * listings.SEARCHED_AT_ONCE
    assert whole_tables(set.union(*(scans for _touched, scans in work))) == set()


@pytest.mark.parametrize("text", ["0999999999", "rd-ffffffff", "minh 0999999999"])
def test_a_code_or_number_that_nobody_has_is_looked_up_by_the_index_of_its_letters(crowd, text):
    touched, scans = worked(listed(crowd, text))

    assert {scan for scan in scans if "order_by_" in scan} == {
        "Bitmap Index Scan order_by_words", "Bitmap Index Scan order_by_contact"
    }  # fmt: skip
    assert touched <= 1_000


def test_one_order_among_all_is_found_by_the_index_of_its_letters(crowd):
    wanted = Order.objects.filter(assignments__partner_id=crowd.partner_id).order_by("created_at")[3]

    by_code, scans = worked(listed(crowd, wanted.code))

    assert "Bitmap Index Scan order_by_words" in scans
    assert by_code <= 1_000
    assert [each.order.code for each in listed(crowd, wanted.code)] == [wanted.code]


def test_filters_keep_to_the_partners_own_rows(crowd):
    for asked in ({"group": "waiting"}, {"broken": True}):
        _touched, scans = worked(listed(crowd, **asked))
        assert whole_tables(scans) == set(), asked


def test_a_page_of_breaches_is_read_by_its_index(crowd):
    rows = listings.breaches_listed(crowd, BreachFilter(group="counted", clause="A4"))[:PAGE]

    touched, scans = worked(rows)

    assert scans & {"Index Scan breach_by_partner", "Index Scan breach_newest"}  # most breaches here are this partner's
    assert touched <= 10 * PAGE


def test_the_score_looks_at_the_window_alone(crowd):
    in_window = 90 * 24

    with CaptureQueriesContext(connection) as captured:
        card = scores.cards([crowd.partner_id], now=NOW)[crowd.partner_id]

    assert len(captured) == 4
    assert (card.orders, card.accepted) == (in_window, in_window - 1)
    for query in captured:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"])
            (plan,) = cursor.fetchone()[0]
        scans = {f"{node['Node Type']} {node.get('Relation Name')}" for node in nodes(plan["Plan"])}
        assert whole_tables(scans) == set()


@pytest.mark.parametrize("show", ["", "kept", "broken", "excluded"])
def test_a_page_of_a_clause_is_read_by_key_within_the_window(crowd, show):
    rows = scores.orders_under("A4", crowd, show=show, now=NOW)
    middle = list(rows[:2])[-1] if show != "excluded" else None
    after = None if middle is None else After(middle.offered_at, middle.pk)

    touched, scans = worked(scores.orders_under("A4", crowd, show=show, now=NOW, after=after)[:PAGE])

    assert any(scan.endswith(("assignment_by_offer", "assignment_by_week")) for scan in scans)  # within the window
    assert whole_tables(scans) == set()
    assert touched <= 90 * 24 * 4
