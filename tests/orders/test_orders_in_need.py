"""The queue of orders that need a hand: who is in it, why, until when a call was promised, and what it costs."""

from __future__ import annotations

import pytest
from django.db import connection

from orders.models import Assignment, Order, OrderInNeed
from orders.need_selectors import Need, needs_of, order_in_need, orders_in_need
from orders.services import calls, odd_reports, offers, visits
from rada.desk.benches.plans import nodes
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, an_engagement, an_offer, an_order, an_owner, reported, sweep_all
from tests.orders.staff_hands import browser_of, shown, staff_of
from tests.orders.test_query_counts import columns_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/orders/orderinneed/"


@pytest.fixture(autouse=True)
def _later():
    with clock.standing_at(MONDAY + HOUR):
        yield


def waiting(**only) -> dict[int, list[Need]]:
    """The orders of the queue, in turn, with why each waits."""
    return {order.pk: needs_of(order) for order in orders_in_need(**only)}


def test_an_order_waits_once_nobody_who_was_asked_can_take_it_in_time():
    declined, unanswered, asked = an_offer(at=MONDAY), an_offer(at=MONDAY), an_offer(at=MONDAY + 50 * MINUTE)
    nobody_asked, taken = an_order(at=MONDAY), an_engagement(at=MONDAY)
    offers.decline(declined, by=an_owner(declined.partner), reason="busy")
    sweep_all(MONDAY + HOUR)

    assert waiting() == {key: [Need.UNTAKEN] for key in [nobody_asked.pk, unanswered.order_id, declined.order_id]}
    assert needs_of(order_in_need(asked.order_id)) == needs_of(order_in_need(taken.order_id)) == []


def test_an_order_whose_partner_cancels_can_be_taken_again_and_says_so():
    job = an_engagement(at=MONDAY)
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    assert waiting() == waiting(only=Need.LEFT) == {job.order_id: [Need.LEFT]}
    assert Order.objects.get(pk=job.order_id).state == Order.State.OPEN


def test_an_impossible_report_waits_until_somebody_settles_it():
    job = an_engagement(at=MONDAY)
    reported(job, ("e9", "accepted", MONDAY + 2 * MINUTE, "partner"))
    before = waiting(only=Need.ODD_REPORT)
    odd_reports.settle(job.events.get(event_id="e9").oddity, by=staff_of())

    assert (before, waiting()) == ({job.order_id: [Need.ODD_REPORT]}, {})


def test_an_assignment_that_cannot_be_judged_waits():
    job = an_engagement(at=MONDAY)
    Assignment.objects.filter(pk=job.pk).update(judge_failures=1)

    assert waiting() == waiting(only=Need.UNJUDGED) == {job.order_id: [Need.UNJUDGED]}


def test_the_list_says_why_and_by_when_and_a_call_keeps_the_promise():
    order, client = an_order(at=MONDAY), browser_of()
    before = shown(client.get(QUEUE))
    calls.note(order, by=staff_of(), outcome="no_answer")
    unheard = shown(client.get(QUEUE))
    calls.note(order, by=staff_of(), outcome="reached")

    assert "nobody took it" in before
    assert "13:00 today (3 hours left)" in before
    assert "13:00 today (3 hours left)" in unheard
    assert f'href="/admin/orders/order/{order.pk}/hand/"' in before
    assert "13:00 today" not in shown(client.get(QUEUE))


@pytest.mark.parametrize("why", [need.value for need in Need])
def test_the_list_is_narrowed_by_the_reason(why):
    order, client = an_order(at=MONDAY), browser_of()

    assert (order.code in shown(client.get(f"{QUEUE}?why={why}"))) == (why == "untaken")


def test_who_only_looks_at_money_has_no_such_queue():
    assert (browser_of("finance view").get(QUEUE).status_code, browser_of("triage").get(QUEUE).status_code) == (
        403,
        200,
    )


@pytest.mark.database
def test_the_queue_costs_what_waits_and_not_what_is_stored():
    job, other = an_engagement(at=MONDAY), an_order(at=MONDAY)
    names, values = columns_of("orders_order", {"code": "'X' || n", "state": "'completed'"})
    jobs, told = columns_of("orders_assignment", {"order_id": "o.id", "status": "'completed'", "judge_after": "NULL"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_order ({names}) SELECT {values} FROM orders_order source, generate_series(1, 50000) n"
            " WHERE source.id = %s",
            [other.pk],
        )
        cursor.execute(
            f"INSERT INTO orders_assignment ({jobs}) SELECT {told} FROM orders_assignment source, orders_order o"
            " WHERE source.id = %s AND o.state = 'completed'",
            [job.pk],
        )
        cursor.execute("ANALYZE orders_order, orders_assignment")
        statement, parameters = orders_in_need()[:50].query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        (plan,) = cursor.fetchone()[0]

    scans = {f"{node['Node Type']} {node.get('Relation Name')}" for node in nodes(plan["Plan"])}
    assert not scans & {"Seq Scan orders_order", "Seq Scan orders_assignment"}
    assert OrderInNeed.objects.count() > 50_000
