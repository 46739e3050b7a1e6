"""The customer answers while the partner quotes again: one of the two happens, and the other is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.utils import translation

from orders.models import Assignment, EventKind, Quote
from orders.quote_versions import seen
from orders.services import quotes
from tests.factories import an_owner, the_customer
from tests.faults.invariants import wrongs
from tests.faults.racing import race
from tests.orders.quoting import a_job, line, quoted

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def requoting(job: Assignment, price: int = 200_000) -> Any:
    """The owner sends another version, written on the page as it stands."""
    told = [line("1", price)]
    owner, known = an_owner(job.partner), seen(job.events.all())
    return partial(quotes.quote, job, by=owner, reference="BG-1", lines=told, total=price, seen=known)


def approving(version: Quote) -> Any:
    return partial(quotes.approve, version, by=the_customer(version.assignment.order), digest=version.digest)


def test_of_approving_and_quoting_again_one_happens():
    for turn in range(ROUNDS):
        job = a_job()
        acts = [approving(quoted(job)), requoting(job)]

        outcomes = race(*acts[:: -1 if turn % 2 else 1])

        lost = [each for each in outcomes if not each.won]
        assert len(lost) == 1
        assert "has changed since you opened" in lost[0].sentence
        kinds = list(job.events.order_by("position").values_list("kind", flat=True))
        assert kinds.count(EventKind.QUOTED) + kinds.count(EventKind.QUOTE_APPROVED) == 2
        assert wrongs([job.pk]) == []


def test_of_two_colleagues_who_quote_at_once_one_is_sent():
    for _round in range(ROUNDS):
        job = a_job()

        outcomes = race(requoting(job), requoting(job, 190_000))

        (lost,) = [each for each in outcomes if not each.won]
        assert isinstance(lost.error, quotes.QuotedMeanwhile)
        assert job.quotes.get().status == Quote.Status.WAITING


def test_of_approving_and_refusing_at_once_one_counts():
    for _round in range(ROUNDS):
        version = quoted(a_job())
        refusing = partial(quotes.reject, version, by=the_customer(version.assignment.order), digest=version.digest)

        outcomes = race(approving(version), refusing)

        (lost,) = [each for each in outcomes if not each.won]
        assert isinstance(lost.error, quotes.OutdatedQuote)
        assert wrongs([version.assignment_id]) == []
