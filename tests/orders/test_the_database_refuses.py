"""What must never happen is refused by PostgreSQL itself, not only by Python."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from orders.models import Assignment, Breach, BreachDecision, Event, PolicyVersion, Status
from orders.services import visits
from partners.models import TermsVersion
from rada.web import clock
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def sql(statement: str, *parameters: object) -> None:
    """Run raw SQL as the application's own account."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture
def broken_promise():
    engagement = make.an_engagement()
    with clock.standing_at(make.MONDAY + make.HOUR):
        visits.cancel(engagement, by=make.an_owner(engagement.partner), reason="cannot_come")
    breach = engagement.breaches.get(rule="A2.cancelled")
    BreachDecision.objects.create(
        breach=breach, kind=BreachDecision.Kind.CONFIRMED, decided_at=make.MONDAY, reason="seen"
    )
    return breach


WRITTEN_ONCE = ["orders_event", "partners_termsversion", "orders_policyversion"]


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_is_written_once_is_neither_changed_nor_deleted(table, statement, broken_promise):
    before = [Event.objects.count(), BreachDecision.objects.count(), TermsVersion.objects.count()]

    with pytest.raises(DatabaseError, match="Cannot update or delete rows"):
        sql(statement.format(table))

    assert [Event.objects.count(), BreachDecision.objects.count(), TermsVersion.objects.count()] == before


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = 'other'", "UPDATE {} SET kind = 'waived'", "DELETE FROM {}"]
)
def test_a_decision_is_neither_changed_nor_deleted(statement, broken_promise):
    with pytest.raises(DatabaseError, match="Cannot"):
        sql(statement.format("orders_breachdecision"))

    assert (broken_promise.decisions.get().kind, broken_promise.decisions.get().reason) == ("confirmed", "seen")


def test_a_decisions_note_can_be_erased(broken_promise):
    sql("UPDATE orders_breachdecision SET note = ''")

    assert broken_promise.decisions.get().note == ""


def test_an_event_cannot_be_changed_through_the_models_either(broken_promise):
    event = Event.objects.first()
    event.kind = "completed"

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        event.save()

    assert PolicyVersion.objects.count() == 1


def test_a_breach_is_never_deleted(broken_promise):
    with pytest.raises(DatabaseError, match="Cannot delete"):
        sql("DELETE FROM orders_breach WHERE id = %s", broken_promise.pk)

    assert Breach.objects.filter(pk=broken_promise.pk).exists()


@pytest.mark.parametrize("column", ["rule = 'A3.no_appointment'", "subject = 'other'", "found_at = now()"])
def test_what_a_breach_is_never_changes(column, broken_promise):
    with pytest.raises(DatabaseError, match="Cannot update"):
        sql(f"UPDATE orders_breach SET {column}")

    broken_promise.refresh_from_db()
    assert broken_promise.rule == "A2.cancelled"


def test_a_breach_is_not_recorded_twice(broken_promise):
    columns = ", ".join(field.column for field in Breach._meta.concrete_fields if field.column != "id")

    with pytest.raises(IntegrityError, match="one_breach_per_rule_and_subject"):
        sql(f"INSERT INTO orders_breach ({columns}) SELECT {columns} FROM orders_breach")

    assert Breach.objects.filter(rule="A2.cancelled").count() == 1


def test_a_second_partner_cannot_hold_an_order_even_by_raw_sql():
    order = make.an_order()
    waiting = make.an_offer(order)
    make.an_engagement(order)

    with pytest.raises(IntegrityError, match="one_partner_holds_an_order"):
        sql("UPDATE orders_assignment SET status = 'accepted' WHERE id = %s", waiting.pk)

    waiting.refresh_from_db()
    assert waiting.status == Status.WITHDRAWN


def test_one_partner_is_not_offered_an_order_twice_at_once():
    offer = make.an_offer()
    columns = ", ".join(field.column for field in Assignment._meta.concrete_fields if field.column != "id")

    with pytest.raises(IntegrityError, match="one_open_offer_per_partner"):
        sql(
            f"INSERT INTO orders_assignment ({columns}) SELECT {columns} FROM orders_assignment WHERE id = %s", offer.pk
        )

    assert offer.order.assignments.count() == 1


def test_an_id_and_a_position_stand_once_in_a_timeline():
    offer = make.an_offer()
    columns = ", ".join(field.column for field in Event._meta.concrete_fields if field.column != "id")

    with pytest.raises(IntegrityError, match="one_event_per"):
        sql(f"INSERT INTO orders_event ({columns}) SELECT {columns} FROM orders_event")

    assert offer.events.count() == 1


def test_a_closure_ends_after_it_starts():
    with pytest.raises(IntegrityError, match="closure_ends_after_it_starts"):
        sql(
            "INSERT INTO orders_closure (starts_at, ends_at, reason, note, wards, created_at)"
            " VALUES (now(), now(), 'storm', '', '{}', now())"
        )
