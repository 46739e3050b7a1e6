"""The pages of whoever watches: is the database there, does the sweep go round."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.services import sweeping
from rada.platform.health import MISSED_ROUNDS, SWEEP_EVERY
from rada.web import clock
from tests.factories import MONDAY
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
PATIENCE = MISSED_ROUNDS * SWEEP_EVERY


def test_a_house_with_its_database_is_well():
    answer = signed_in(None).get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_without_any_sweep_the_sweep_is_not_well():
    assert signed_in(None).get("/healthz/sweep").status_code == 503


@pytest.mark.parametrize(
    ("later", "status"), [(timedelta(0), 200), (PATIENCE, 200), (PATIENCE + timedelta(microseconds=1), 503)]
)
def test_a_sweep_is_missed_after_three_rounds(later, status):
    with clock.standing_at(MONDAY):
        sweeping.sweep()

    with clock.standing_at(MONDAY + later):
        answer = signed_in(None).get("/healthz/sweep")

    assert answer.status_code == status
