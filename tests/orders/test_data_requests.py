"""Requests about personal data: asked once, answered within the law's days, extended once, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from orders import legal_clocks
from orders.models import DataRequest, DataRequestStep, Order
from orders.services import data_requests, erasing
from rada.web import clock
from tests import factories as make
from tests.factories import DAY, MONDAY
from tests.orders.told import an_officer

pytestmark = pytest.mark.django_db
NOW = MONDAY + 100 * DAY


@pytest.fixture(autouse=True)
def at_now():
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def order():
    """An order that nobody took, a hundred days old."""
    return make.an_order()


def asked(order: Order, kind: str = "deletion") -> DataRequest:
    pk = data_requests.ask(order, by=make.the_customer(order), kind=kind)
    return DataRequest.objects.get(pk=pk)


def fresh(request: DataRequest) -> DataRequest:
    return DataRequest.objects.get(pk=request.pk)


def steps(request: DataRequest) -> list[str]:
    return list(request.steps.values_list("kind", flat=True))


def test_a_request_knows_until_when_the_law_wants_it_answered_and_done(order):
    request = asked(order)

    assert request.answer_due_at == legal_clocks.first_answer_due(NOW)
    assert request.due_at == legal_clocks.done_due("deletion", NOW)
    assert (request.state, steps(request)) == ("open", ["asked"])


def test_the_same_is_asked_once_while_it_waits_and_another_kind_beside_it(order):
    asked(order)

    with pytest.raises(data_requests.AskedAlready):
        asked(order)
    asked(order, "withdrawal")

    assert order.data_requests.count() == 2


def test_a_copy_is_made_at_once_and_open_for_a_week(order):
    request = asked(order, "copy")

    week = timedelta(days=7)
    assert (request.state, request.first_answered_at) == ("done", NOW)
    assert data_requests.copy_open_until(order, now=NOW) == NOW + week
    assert data_requests.copy_open_until(order, now=NOW + week) is None


def test_only_the_orders_own_customer_and_who_answers_such_requests_may_ask(order):
    other = make.an_order()
    for stranger in (make.the_customer(other), make.an_owner(make.a_partner()), make.a_staff_member()):
        with pytest.raises(PermissionDenied):
            data_requests.ask(order, by=stranger, kind="deletion")

    officer = an_officer()
    data_requests.ask(order, by=officer, kind="deletion")

    assert DataRequestStep.objects.get().taken_by == officer.user


def test_the_first_answer_is_whatever_rada_says_first(order):
    first, second = asked(order), asked(order, "withdrawal")

    data_requests.acknowledge(first, by=an_officer(), note="Rada đang làm")
    data_requests.refuse(second, by=an_officer(), reason="nothing_held", note="Anh/Chị chưa từng đồng ý")

    assert {fresh(first).first_answered_at, fresh(second).first_answered_at} == {NOW}
    assert (fresh(first).state, fresh(second).state) == ("open", "refused")


def test_a_deletion_erases_in_the_transaction_that_fulfils_it(order):
    request = asked(order)

    data_requests.fulfil(request, by=an_officer())

    assert fresh(request).state == "done"
    assert Order.objects.get(pk=order.pk).erased_at == NOW
    with pytest.raises(data_requests.NothingLeft):
        asked(order)


def test_a_deletion_of_what_must_stay_is_not_done_and_stays_open():
    job = make.an_engagement()
    request = asked(job.order)

    with pytest.raises(erasing.Held):
        data_requests.fulfil(request, by=an_officer())

    assert (fresh(request).state, steps(request)) == ("open", ["asked"])
    assert Order.objects.get(pk=job.order_id).customer_name != ""


def test_a_withdrawal_that_is_done_erases_nothing(order):
    request = asked(order, "withdrawal")

    data_requests.fulfil(request, by=an_officer())

    assert Order.objects.get(pk=order.pk).erased_at is None


def test_a_request_is_extended_once_by_at_most_fifteen_days_with_its_reason(order):
    request, officer = asked(order), an_officer()
    longer = {"by": officer, "reason": "several_sources", "note": "Ảnh nằm ở hai kho"}

    with pytest.raises(ValueError, match="16"):
        data_requests.extend(request, days=16, **longer)
    data_requests.extend(request, days=15, **longer)
    with pytest.raises(data_requests.ExtendedBefore):
        data_requests.extend(request, days=1, **longer)

    assert fresh(request).due_at == request.due_at + timedelta(days=15)
    assert steps(request) == ["asked", "extended"]


@pytest.mark.parametrize("note", ["", "  \n"])
def test_what_the_customer_reads_is_never_nothing(order, note):
    request, officer = asked(order), an_officer()

    with pytest.raises(data_requests.NotSaid):
        data_requests.refuse(request, by=officer, reason="must_be_kept", note=note)
    with pytest.raises(data_requests.NotSaid):
        data_requests.extend(request, by=officer, days=3, reason="other", note=note)

    assert steps(request) == ["asked"]


def test_what_has_ended_is_answered_no_more(order):
    request, officer = asked(order), an_officer()
    data_requests.take_back(request, by=make.the_customer(order))

    for answer in (
        lambda: data_requests.acknowledge(request, by=officer),
        lambda: data_requests.fulfil(request, by=officer),
        lambda: data_requests.refuse(request, by=officer, reason="other", note="x"),
        lambda: data_requests.take_back(request, by=make.the_customer(order)),
    ):
        with pytest.raises(data_requests.EndedBefore):
            answer()

    assert fresh(request).state == "taken_back"


def test_a_customer_answers_nothing_and_a_stranger_takes_nothing_back(order):
    request = asked(order)

    with pytest.raises(PermissionDenied):
        data_requests.fulfil(request, by=make.the_customer(order))
    with pytest.raises(PermissionDenied):
        data_requests.take_back(request, by=make.the_customer(make.an_order()))

    assert fresh(request).state == "open"


def test_the_database_keeps_what_was_asked_and_every_step(order):
    asked(order)
    changes = [
        lambda: DataRequest.objects.update(kind="copy"),
        lambda: DataRequest.objects.update(state="done"),
        DataRequest.objects.all().delete,
        lambda: DataRequestStep.objects.update(kind="done"),
        DataRequestStep.objects.all().delete,
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert (DataRequest.objects.get().kind, DataRequestStep.objects.get().kind) == ("deletion", "asked")
