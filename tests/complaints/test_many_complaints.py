"""200,000 complaints: the queue reads what it shows, by an index. Plans are asserted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from complaints.desk_selectors import QUEUES
from partners.models import User
from rada.desk.benches import crowd
from rada.desk.benches.plans import LARGE, scanned
from tests import emptying
from tests.portal import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
MANY = 200_000
QUEUE = "/admin/complaints/complaint/"
TABS = ["", *(f"tab={name}" for name in QUEUES)]
SEARCHES = ["q=B000041234", "q=0900041234", "q=K41234", "q=nguyen+van+996", "q=khong+co+ai"]
ASKED = [*TABS, *SEARCHES, "p=1", "tab=closed&p=1", "state=new", "category=price", "handler=nobody"]


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """A superuser's browser beside 200,000 complaints, each 50th of which is open."""
    with django_db_blocker.unblock():
        emptying.vacuumed()
    with django_db_blocker.unblock(), transaction.atomic():
        crowd.write(MANY, complaints=MANY)
        client = Client()
        client.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True), backend=BACKEND)
        client.get(QUEUE)  # the first page of a session reads more
        yield client
        transaction.set_rollback(True)


@pytest.mark.parametrize("asked", ASKED)
def test_a_page_takes_fifteen_queries_at_most_and_reads_no_whole_table(desk, asked):
    with CaptureQueriesContext(connection) as captured:
        answer = desk.get(f"{QUEUE}?{asked}")

    assert answer.status_code == 200
    assert len(captured) <= 15
    assert not scanned([query["sql"] for query in captured]) & LARGE


def test_so_do_the_orders_that_need_a_hand(desk):
    with CaptureQueriesContext(connection) as captured:
        answer = desk.get("/admin/orders/orderinneed/")

    assert len(answer.context_data["cl"].result_list) > 10
    assert len(captured) <= 15
    assert not scanned([query["sql"] for query in captured]) & LARGE
