"""The same photo sent for two orders at the same instant: at least the later one is flagged, every time."""

from __future__ import annotations

from functools import partial

import pytest

from orders.models import Photo
from orders.services import receipt_photos
from orders.stamp_codes import code_of
from rada.web import clock
from tests import factories as make
from tests.faults.racing import race
from tests.orders.papers import a_serial
from tests.orders.receipt_photos import taken

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
ROUNDS = 3


def flagged(jobs):
    """Which of the orders' photos repeat another's, and which photo each names."""
    return {photo.event.event_id: photo.reused_from for photo in Photo.objects.filter(assignment__in=jobs)}


@pytest.mark.parametrize("is_same", ["bytes", "stamp"])
def test_of_two_orders_with_the_same_photo_at_once_exactly_the_later_is_flagged(is_same):
    partner = make.a_partner()
    for turn in range(ROUNDS):
        now = clock.now()
        jobs = [make.an_engagement(partner=partner, at=now - make.HOUR) for _number in range(2)]
        serial = a_serial(jobs[0])
        content = [f"photo {turn} {number if is_same == 'stamp' else ''}".encode() for number in range(2)]
        texts = [code_of(serial)] if is_same == "stamp" else []
        photos = [taken(*texts, content=each) for each in content]

        outcomes = race(
            *[
                partial(receipt_photos.upload, job, by=make.the_customer(job.order), taken=photo)
                for job, photo in zip(jobs, photos, strict=True)
            ]
        )

        found = flagged(jobs)
        assert all(outcome.won for outcome in outcomes), outcomes
        assert sorted(map(bool, found.values())) == [False, True]
        assert {named for named in found.values() if named} <= found.keys()
