"""A few seconds of load: everybody goes the whole way, and nobody meets an error."""

from __future__ import annotations

import json

import pytest

from tests.load import identities
from tests.load.figures import Times
from tests.load.playing import played

LAST_STEPS = {"portal: message", "customer: photo", "api: events after"}


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_every_journey_comes_to_its_end_without_an_error(live_server, tmp_path):
    people = tmp_path / "people.json"
    people.write_text(json.dumps(identities.made(partners=2, offers_each=8, customers=12, programs=2)))

    figures = played(people, live_server.url, users=5, seconds=12, pace=0.1)

    assert list(figures.failures) == []
    assert figures.steps.keys() >= LAST_STEPS


def test_a_percentile_is_the_time_that_so_many_did_not_exceed():
    times = Times()
    times.counted.update({10: 90, 200: 9, 3000: 1})

    assert [times.percentile(percent) for percent in (50, 90, 95, 99, 100)] == [10, 10, 200, 200, 3000]
