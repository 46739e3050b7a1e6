"""What judging costs: the order's own events and what is due, never what is stored."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Assignment, Breach
from orders.services import messages, sweeping, visits
from rada.desk.benches.plans import nodes
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
NOON = make.MONDAY + 3 * make.HOUR
MANY = 5_000


def others(count: int, model: Assignment, *, due: str) -> None:
    """More assignments like a model, declined and never judged; `due` is an SQL expression of their number n."""
    names, values = columns_of("orders_assignment", {"status": "'declined'", "judge_after": due})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_assignment ({names}) SELECT {values}"
            " FROM orders_assignment source, generate_series(1, %s) n WHERE source.id = %s",
            [count, model.pk],
        )


def columns_of(table: str, changed: dict[str, str]) -> tuple[str, str]:
    """The columns of a table without its id, and what to select for a copy of a row called `source`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [column.name for column in cursor.description if column.name != "id"]
    return ", ".join(names), ", ".join(changed.get(name, f"source.{name}") for name in names)


def chatter(assignment: Assignment, count: int) -> None:
    """Messages that were reported before, and judged."""
    told = [(f"m{n}", "message", make.MONDAY + make.MINUTE, "rada") for n in range(count)]
    make.reported(assignment, *told, at=make.MONDAY + 2 * make.MINUTE)
    make.sweep_all(make.MONDAY + 3 * make.MINUTE)


def statements_of_one_message(assignment: Assignment) -> int:
    customer = make.the_customer(assignment.order)
    with clock.standing_at(NOON), CaptureQueriesContext(connection) as captured:
        messages.send(assignment, by=customer, text="Anh đến chưa?")
    return len(captured)


def statements_of_one_sweep(at=NOON) -> int:
    with CaptureQueriesContext(connection) as captured:
        make.sweep_all(at)
    return len(captured)


def test_judging_one_new_event_takes_as_many_statements_with_300_events_as_with_10():
    short, long = make.an_engagement(), make.an_engagement()
    chatter(short, 8)
    chatter(long, 298)

    few, many = statements_of_one_message(short), statements_of_one_message(long)

    assert long.events.count() > 300
    assert few == many <= 30


def test_judging_one_new_event_takes_as_many_statements_beside_5000_other_assignments():
    first, second = make.an_engagement(), make.an_engagement()

    alone = statements_of_one_message(first)
    others(MANY, first, due="NULL")
    crowded = statements_of_one_message(second)

    assert Assignment.objects.count() > MANY
    assert alone == crowded


def test_an_act_with_its_breach_takes_sixteen_statements_beside_the_clock():
    job = make.an_engagement()
    owner = make.an_owner(job.partner)

    with clock.standing_at(NOON), CaptureQueriesContext(connection) as captured:
        visits.cancel(job, by=owner, reason="cannot_come")

    asked = [query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]
    assert job.breaches.filter(rule="A2.cancelled").exists()
    assert len(asked) == 16


def test_terms_that_many_share_are_read_once_for_a_batch():
    partner = make.a_partner()
    offers = [make.an_offer(partner=partner) for _number in range(3)]

    due = list(sweeping.due(NOON, sweeping.BEFORE_ALL))

    assert {each.pk for each in due} >= {offer.pk for offer in offers}
    assert len({id(each.terms) for each in due if each.partner_id == partner.pk}) == 1


def test_a_sweep_of_nothing_takes_as_many_statements_whatever_is_stored():
    engagement = make.an_engagement()
    make.sweep_all(NOON)

    empty = statements_of_one_sweep()
    others(MANY, engagement, due="NULL")
    full = statements_of_one_sweep()

    assert empty == full <= 8


def test_a_sweep_of_many_takes_hardly_more_statements_than_a_sweep_of_one():
    make.sweep_all(make.MONDAY)
    make.an_offer()
    one = statements_of_one_sweep()
    for _ in range(20):
        make.an_offer()

    twenty = statements_of_one_sweep(NOON + make.MINUTE)

    assert Breach.objects.count() == 21
    assert twenty == one


def a_late_receipt() -> None:
    """A history reported two days later: no receipt within a day of the work, and then one after all."""
    receipt = {"stamp": "S", "total": 100_000, "lines": [], "warranty": None}
    make.reported(
        make.an_engagement(),
        ("done", "completed", make.MONDAY + 2 * make.HOUR, "partner"),
        ("paper", "receipt_issued", make.MONDAY + 30 * make.HOUR, "partner", receipt),
        at=make.MONDAY + 2 * make.DAY,
    )


def test_finding_many_that_were_mended_meanwhile_takes_as_many_statements_as_finding_one():
    make.sweep_all(make.MONDAY)
    a_late_receipt()
    one = statements_of_one_sweep(make.MONDAY + 2 * make.DAY)
    for _ in range(20):
        a_late_receipt()

    twenty = statements_of_one_sweep(make.MONDAY + 2 * make.DAY + make.MINUTE)

    assert Breach.objects.filter(rule="A4.no_receipt", state=Breach.State.CURED).count() == 21
    assert twenty == one


@pytest.mark.database
def test_the_sweep_reads_the_index_of_what_is_due_among_200_000_rows():
    offer = make.an_offer()
    others(200_000, offer, due="CASE WHEN n %% 2000 = 0 THEN now() END")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_assignment")

    due = sweeping.due(clock.now(), sweeping.BEFORE_ALL)[: sweeping.BATCH]
    with connection.cursor() as cursor:
        statement, parameters = due.query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        (plan,) = cursor.fetchone()[0]

    scans = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "orders_assignment"]
    assert [(node["Node Type"], node.get("Index Name")) for node in scans] == [("Index Scan", "assignment_due")]
