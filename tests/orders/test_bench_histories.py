"""The made-up history of the benchmarks is one that the product itself could have written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from orders.benches import histories
from orders.models import Assignment, Breach, Event, RunningClock, Status
from orders.services import rebuilding, sweeping, verifying
from rada.web import clock
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
ORDERS, STORIES = 1_080, 3


@pytest.fixture(scope="module")
def _written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A thousand orders, three a day, up to a Monday at nine."""
    with django_db_blocker.unblock(), transaction.atomic():
        histories.write(ORDERS, ends=MONDAY, many=STORIES)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _nine_on_monday(_written: None) -> Iterator[None]:
    with clock.standing_at(MONDAY):
        yield


def test_every_chain_holds():
    found = [broken for _assignment, broken in verifying.breaks(Assignment.objects.all()) if broken]

    assert found == []


def test_judging_all_of_it_again_finds_what_stands_there():
    """Rows by which people look things up are left out of it."""
    proofs = list(rebuilding.rebuild(Assignment.objects.all(), repair=False))

    differences = [said for proof in proofs for said in proof.differences if not said.endswith("is missing")]
    assert len(proofs) == ORDERS
    assert differences == []


def test_old_orders_are_finished_with_twelve_events_and_the_last_days_still_run():
    counts = dict(Event.objects.values_list("assignment").annotate(Count("pk")))
    statuses = set(Assignment.objects.values_list("status", flat=True))

    assert sum(count == 12 for count in counts.values()) > 0.9 * ORDERS
    assert {Status.OFFERED, Status.COMPLETED} <= statuses
    assert RunningClock.objects.filter(assignment__status=Status.OFFERED).exists()
    assert Breach.objects.count() > ORDERS / 4


@pytest.mark.parametrize("table", histories.TABLES)
def test_whatever_a_row_names_is_there(table):
    for field in table._meta.concrete_fields:
        if field.remote_field is not None:
            named = field.related_model.objects.values("pk")
            assert not table.objects.exclude(**{f"{field.name}__isnull": True}).exclude(**{f"{field.name}__in": named})


def test_nothing_of_it_is_due():
    assert sweeping.sweep().judged == 0


def test_each_order_has_a_chain_of_its_own():
    heads = set(Assignment.objects.values_list("head_hash", flat=True))

    assert len(heads) == ORDERS
