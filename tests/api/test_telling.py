"""What lists tell by plain getters is what the framework's own fields would tell."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rest_framework import serializers

from orders import selectors
from orders.api.breaches import BreachSerializer, ClockSerializer
from orders.api.tellings import AssignmentSerializer
from rada.web import clock
from tests import factories as make
from tests.portal import a_side

pytestmark = pytest.mark.django_db
NOW = make.MONDAY + 5 * make.HOUR


@pytest.fixture
def side():
    """A partner with an offer, a job, a broken order and clocks."""
    return a_side("Sen", NOW)


@pytest.mark.parametrize(
    ("serializer", "rows"),
    [
        (AssignmentSerializer, selectors.assignments_visible_to),
        (BreachSerializer, selectors.breaches_visible_to),
        (ClockSerializer, selectors.clocks_running),
    ],
)
def test_every_row_is_told_as_the_framework_tells_it(side, serializer, rows):
    context = {"request": SimpleNamespace(actor=side.owner), "view": SimpleNamespace(now=NOW)}

    told = [(serializer(context=context), row) for row in rows(side.owner)]

    assert told
    for each, row in told:
        assert each.to_representation(row) == serializers.Serializer.to_representation(each, row)


def test_the_order_beside_it_too(side):
    job = selectors.assignments_visible_to(side.owner).get(pk=side.job.pk)
    context = {"request": SimpleNamespace(actor=side.owner), "view": SimpleNamespace(now=NOW)}
    whole = AssignmentSerializer(context=context)

    order = whole.get_order(job)

    assert order["customer"] == {"name": "Job Sen", "phone": "+84912345678", "address": "12 ngõ Job Sen"}
    assert order["created_at"] == job.order.created_at.astimezone(clock.VIETNAM).isoformat()
