"""Every table but the timeline is a projection: a difference is named, mended, and then none is left."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from orders.models import Assignment, Breach, Event, Order, Quote, Receipt, RunningClock, Stamp
from orders.services import messages, parts, quotes, receipts, stamps, visits
from rada.web import clock
from tests import factories as make
from tests.orders.receipt_photos import photo_told

pytestmark = pytest.mark.django_db
PART = {"line": "p1", "kind": "part", "code": None, "unit_price": 90_000, "qty": 1, "origin": "Nhật", "brand": "Daikin"}
LABOUR = {"line": "l1", "kind": "labour", "code": "AC-CLEAN", "unit_price": 260_000, "qty": 1}
NOW = make.MONDAY + make.HOUR


def told_whole() -> Assignment:
    """An engagement with one row of every kind, a breach, a bound stamp and a running clock."""
    engagement = make.an_engagement()
    owner, customer = make.an_owner(engagement.partner), make.the_customer(engagement.order)
    roll = stamps.issue_roll(engagement.partner, size=2, by=None, at=make.MONDAY)
    with clock.standing_at(make.MONDAY + 10 * make.MINUTE):
        visits.schedule(engagement, by=owner, arrive_from=NOW, arrive_to=NOW + make.HOUR)
        quotes.quote(
            engagement, by=owner, reference="q1", lines=[PART, {**LABOUR, "unit_price": 250_000}], total=340_000
        )
        version = engagement.quotes.get()
        quotes.approve(version, by=customer, digest=version.digest)
        parts.replace_part(engagement, by=owner, line="p1", origin="Nhật", brand="Daikin")
        serial = roll.stamps.order_by("serial")[0].serial
        receipts.issue(engagement, by=owner, lines=[PART, LABOUR], total=350_000, stamp=serial)
        photo_told(engagement, serial)
        messages.send(engagement, by=customer, text="Anh ơi")
    return engagement


def ended() -> Assignment:
    """Another engagement, cancelled by its partner."""
    engagement = make.an_engagement()
    with clock.standing_at(make.MONDAY + 10 * make.MINUTE):
        visits.cancel(engagement, by=make.an_owner(engagement.partner), reason="cannot_come")
    return engagement


def rebuilt(*options: str) -> tuple[list[str], int]:
    """The differences printed and the exit status; the look-again of fresh acts is not due yet."""
    out, status = StringIO(), 0
    with clock.standing_at(make.MONDAY + 10 * make.MINUTE):
        try:
            call_command("rebuild", *options, stdout=out, stderr=StringIO())
        except SystemExit as stopped:
            status = int(stopped.code or 0)
    return out.getvalue().splitlines(), status


@pytest.fixture
def records():
    told_whole()
    ended()


def test_what_services_wrote_is_what_the_timeline_says(records):
    printed = rebuilt("--check")

    assert printed == ([], 0)
    assert set(Breach.objects.values_list("rule", flat=True)) >= {"B1.overpriced", "A2.cancelled"}


DAMAGES = {
    "status": ("UPDATE orders_assignment SET status = 'arrived' WHERE status = 'scheduled'", "status is arrived"),
    "instant": ("UPDATE orders_assignment SET accepted_at = NULL", "accepted_at is None"),
    "count": ("UPDATE orders_assignment SET events_count = 99", "events_count is 99"),
    "order": ("UPDATE orders_order SET state = 'completed'", "the order is completed"),
    "message": ("DELETE FROM orders_message", "Message of event"),
    "message reply": ("UPDATE orders_message SET needs_reply = false", "differs in needs_reply"),
    "cancellation": ("UPDATE orders_cancellation SET reason = 'unsafe'", "differs in reason"),
    "quote": ("UPDATE orders_quote SET total_vnd = 1", "differs in total_vnd"),
    "quote status": ("UPDATE orders_quote SET status = 'waiting'", "its timeline says approved"),
    "quote line": ("UPDATE orders_quoteline SET qty = 7", "differs in lines"),
    "part": ("UPDATE orders_replacedpart SET origin = 'Thái Lan'", "differs in origin"),
    "receipt": ("UPDATE orders_receipt SET discount_vnd = 5", "differs in discount_vnd"),
    "receipt line": ("DELETE FROM orders_receiptline", "differs in lines"),
    "photo": ("UPDATE orders_photo SET stamp_read = 'X'", "differs in stamp_read"),
    "surplus": (
        "INSERT INTO orders_message (assignment_id, event_id, actor, needs_reply, auto)"
        " SELECT assignment_id, id, 'partner', true, false FROM orders_event WHERE kind = 'accepted'",
        "has no event of kind message",
    ),
    "stamp freed": ("UPDATE orders_stamp SET state = 'free', assignment_id = NULL", "is not bound"),
    "stamp bound": (
        "UPDATE orders_stamp SET state = 'used', assignment_id = (SELECT max(id) FROM orders_assignment)"
        " WHERE assignment_id IS NULL",
        "no receipt names it",
    ),
    "clock": ("DELETE FROM orders_runningclock WHERE rule = 'C1.reply_late'", "clock C1.reply_late"),
    "clock moved": ("UPDATE orders_runningclock SET due_at = due_at + interval '1 hour'", "runs without cause"),
    "never judged again": ("UPDATE orders_assignment SET judge_after = NULL", "its first clock is due"),
    "breach state": (
        "UPDATE orders_breach SET state = 'retracted', points = 0 WHERE rule = 'A2.cancelled'",
        "is retracted, the judge says otherwise",
    ),
    "breach severity": ("UPDATE orders_breach SET severity = 'notice'", "differs in its instant or severity"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_difference_is_named_and_mended_without_touching_events(damage, records):
    statement, named = DAMAGES[damage]
    before = list(Event.objects.order_by("pk").values_list("hash", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(statement)

    checked, status = rebuilt("--check")
    rebuilt()
    again = rebuilt("--check")

    assert any(named in line for line in checked), checked
    assert status == 1
    assert again == ([], 0)
    assert list(Event.objects.order_by("pk").values_list("hash", flat=True)) == before


def test_a_check_writes_nothing(records):
    Quote.objects.update(total_vnd=1)
    RunningClock.objects.all().delete()

    rebuilt("--check")

    assert set(Quote.objects.values_list("total_vnd", flat=True)) == {1}
    assert not RunningClock.objects.exists()


def test_a_breach_comes_back_by_a_decision(records):
    Breach.objects.filter(rule="A2.cancelled").update(state=Breach.State.RETRACTED, points=0)

    rebuilt()

    breach = Breach.objects.get(rule="A2.cancelled")
    assert (breach.state, breach.points) == (Breach.State.COUNTED, 5)
    assert list(breach.decisions.values_list("kind", flat=True)) == ["reinstated"]


def test_what_a_person_decided_is_no_difference(records):
    Breach.objects.filter(rule="A2.cancelled").update(state=Breach.State.WAIVED, points=0)

    printed = rebuilt("--check")

    assert printed == ([], 0)


def test_a_report_that_waits_for_the_sweep_is_no_difference():
    offer = make.an_offer()
    make.reported(offer, ("r1", "message", make.MONDAY, "customer"), at=make.MONDAY + make.MINUTE)

    printed = rebuilt("--check")

    assert printed == ([], 0)


def test_the_rows_that_were_mended_are_the_ones_that_were(records):
    stamp = Stamp.objects.get(state=Stamp.State.USED)
    Receipt.objects.update(total_vnd=0)
    Order.objects.update(state="open")

    rebuilt()

    assert Receipt.objects.get().total_vnd == 350_000
    assert Order.objects.get(pk=stamp.assignment.order_id).state == "engaged"
    assert Stamp.objects.get(state=Stamp.State.USED) == stamp
