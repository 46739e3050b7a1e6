"""What tests of the API share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orders.models import Assignment
from orders.services import offers
from rada.web import clock
from tests.api.calling import Caller, an_app_of
from tests.factories import MINUTE, MONDAY, an_offer, an_owner


@pytest.fixture(autouse=True)
def room_for_many_requests(settings: Any) -> None:
    """All tests call from one address, within a few minutes."""
    settings.API_REQUESTS = settings.API_STRANGER_REQUESTS = 1_000_000


@pytest.fixture
def on_monday() -> Iterator[None]:
    """The clock stands a minute after the offer of `job`."""
    with clock.standing_at(MONDAY + MINUTE):
        yield


@pytest.fixture
def job(on_monday: None) -> Assignment:
    """An order that its partner took on Monday."""
    job = an_offer(at=MONDAY)
    offers.accept(job, by=an_owner(job.partner))
    return job


@pytest.fixture
def app(job: Assignment) -> Caller:
    """The app of the owner of its partner."""
    return an_app_of(an_owner(job.partner))
