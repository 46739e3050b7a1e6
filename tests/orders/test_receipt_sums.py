"""What the service accepts as a receipt: any honest numbers that add up."""

from __future__ import annotations

import pytest
from django.utils import translation

from orders.services import receipts
from tests.factories import an_engagement, an_owner
from tests.orders.papers import told

pytestmark = pytest.mark.django_db


def line(unit_price, qty=1):
    return {"code": None, "unit_price": unit_price, "qty": qty}


@pytest.mark.parametrize(
    ("lines", "discount", "total", "sentence"),
    [
        ([], 0, 0, "at least one line"),
        ([line(100_000)], 0, 100_001, "The total must be the lines less the discount: 100.000"),
        ([line(100_000, 2)], 50_000, 200_000, "The total must be the lines less the discount: 150.000"),
        ([line(100_000)], 100_001, -1, "The discount cannot be more than the lines together: 100.000"),
        ([line(100_000)], -1, 100_001, "The discount cannot be more than the lines together"),
        ([line(-1)], 0, -1, "A price is a number"),
        ([line(10**10 + 1)], 0, 10**10 + 1, "A price is a number"),
        ([line(100_000, 0)], 0, 0, "A quantity is a whole number between 1 and 999."),
        ([line(1, 1000)], 0, 1000, "A quantity is a whole number between 1 and 999."),
    ],
)
def test_numbers_that_do_not_add_up_are_refused(lines, discount, total, sentence):
    job = an_engagement()

    with translation.override("en"), pytest.raises(receipts.BadReceipt) as refused:
        receipts.issue(job, by=an_owner(job.partner), lines=lines, discount=discount, total=total)

    assert sentence in str(refused.value)
    assert told(job, "receipt_issued") == []


@pytest.mark.parametrize(
    ("lines", "discount", "total"),
    [([line(0)], 0, 0), ([line(10**10, 999)], 0, 999 * 10**10), ([line(100_000, 2)], 200_000, 0)],
)
def test_the_bounds_themselves_are_accepted(lines, discount, total):
    job = an_engagement()

    receipts.issue(job, by=an_owner(job.partner), lines=lines, discount=discount, total=total)

    assert job.receipts.get().total_vnd == total
