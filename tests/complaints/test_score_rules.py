"""Versions of the score's numbers: in force from their start, the contract's own before, points never rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from complaints.models import Measure, ScoreVersion
from complaints.scores import selectors
from complaints.scores.numbers import CONTRACT, Numbers, Unusable, read
from complaints.services import climbs, score_versions
from rada.web import clock
from tests import factories as make
from tests.complaints.orders_with import a_life, blemish
from tests.complaints.test_appeals import somebody_of

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
LATER = NOW + make.DAY
SMALLEST = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def published(at=LATER, **numbers) -> ScoreVersion:
    return score_versions.publish(numbers, starts_at=at, by=somebody_of())


def test_before_a_first_version_the_contracts_numbers_are_in_force():
    assert selectors.numbers_at(NOW) == CONTRACT == Numbers()


def test_a_version_is_in_force_from_its_start_on_and_keeps_what_differs():
    version = published(points_days=60, enough=10)

    days = [selectors.numbers_at(at).points_days for at in (LATER - SMALLEST, LATER)]

    assert (days, version.numbers) == ([90, 60], {"points_days": 60})


def test_a_shorter_term_lets_points_expire_sooner_and_leaves_what_was_given():
    order = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    breach = blemish(order, "B6", "counted", at=make.MONDAY, points=5)
    published(points_days=41)

    points = [selectors.cards([order.partner_id], now=at)[order.partner_id].points for at in (LATER - SMALLEST, LATER)]

    breach.refresh_from_db()
    assert (points, breach.points) == ([5, 0], 5)


def test_partners_with_points_are_looked_at_when_a_version_starts():
    order = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    blemish(order, "B6", "counted", at=make.MONDAY, points=2)
    climbs.propose()
    published(remind=2)

    with clock.standing_at(LATER - SMALLEST):
        before = climbs.propose()
    with clock.standing_at(LATER):
        climbs.propose()

    assert before == 0
    assert Measure.objects.get().step == "remind"


def test_the_windows_of_both_rates_are_the_versions():
    partner = make.a_partner()
    for age in (5, 20):
        order = a_life("accepted", partner, at=NOW - age * make.DAY)[1]
        blemish(order, "A2", "counted", at=order.offered_at, rule="A2.cancelled")
        blemish(order, "A1", "counted", at=order.offered_at)
    published(answers_days=10, cancels_days=10)

    before, after = (selectors.cards([partner.pk], now=at)[partner.pk] for at in (NOW, LATER))

    assert (before.recent.broken, before.accepted, before.cancelled) == (2, 2, 2)
    assert (after.recent.broken, after.accepted, after.cancelled) == (1, 1, 1)


@pytest.mark.parametrize(
    "numbers",
    [{"train": 3}, {"review": 12}, {"remind": 0}, {"answers_percent": 101}, {"cancels_days": 91}, {"enough": "10"},
     {"enough": True}, {"unknown": 1}],
)  # fmt: skip
def test_numbers_that_make_no_score_are_refused(numbers):
    with pytest.raises(Unusable):
        read(numbers)


@pytest.mark.parametrize("role", ["triage", "finance view"])
def test_who_leads_no_quality_publishes_no_version(role):
    with pytest.raises(PermissionDenied):
        score_versions.publish({}, starts_at=LATER, by=somebody_of(role))


def test_a_version_is_never_changed():
    version = published(enough=20)

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        ScoreVersion.objects.filter(pk=version.pk).update(note="khác")
