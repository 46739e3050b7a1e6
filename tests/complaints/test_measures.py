"""Measures as the system proposes them: once for each climb, for the highest step, withdrawn when the score falls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Measure, Standing
from complaints.scores import selectors
from complaints.scores.numbers import Numbers
from complaints.services import climbs
from orders.models import Assignment, Breach, ScoreChange
from orders.services import visits
from partners.models import Partner
from rada.web import clock
from tests import factories as make
from tests.complaints.orders_with import a_life, blemish
from tests.complaints.test_appeals import decided, filed

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
SMALLEST = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def order() -> Assignment:
    """An accepted order, on which breaches are planted."""
    return a_life("accepted", make.a_partner(), at=make.MONDAY)[1]


def gains(order: Assignment, points: int, at: datetime = make.MONDAY) -> Breach:
    return blemish(order, "B6", "counted", at=at, points=points)


def passes(at: datetime = NOW) -> int:
    with clock.standing_at(at):
        return climbs.propose()


def told(partner: Partner) -> list[tuple[str, str]]:
    return list(partner.measures.order_by("pk").values_list("step", "state"))


@pytest.mark.parametrize(
    ("points", "step"),
    [(2, None), (3, "remind"), (5, "remind"), (6, "train"), (8, "train"), (9, "lower"), (11, "lower"), (12, "pause"),
     (14, "pause"), (15, "review")],
)  # fmt: skip
def test_the_highest_step_that_the_points_reach_is_proposed_and_no_lower_one(order, points, step):
    gains(order, points)

    passes()

    assert told(order.partner) == ([(step, "proposed")] if step else [])


def test_a_proposal_keeps_the_breaches_it_came_from_as_they_were(order):
    light, heavy = gains(order, 1), gains(order, 5, at=make.MONDAY + make.DAY)
    blemish(order, "B6", "waived", at=make.MONDAY)

    passes()

    measure = Measure.objects.get()
    kept = [(row["breach"], row["rule"], row["points"]) for row in measure.breaches]
    assert (measure.points, measure.metric, measure.proposed_at) == (6, "points", NOW)
    assert kept == [(heavy.pk, "B6.upheld", 5), (light.pk, "B6.upheld", 1)]


def test_the_same_proposal_is_not_made_every_pass(order):
    gains(order, 3)

    made = [passes() for _time in range(3)]
    gains(order, 1)
    made.append(passes())

    assert made == [1, 0, 0, 0]


def test_a_higher_step_takes_the_place_of_a_proposal_that_still_waits(order):
    gains(order, 3)
    passes()
    gains(order, 3)

    passes()

    assert told(order.partner) == [("remind", "withdrawn"), ("train", "proposed")]
    assert Measure.objects.get(step="remind").decisions.get().reason == climbs.CLIMBED_ON


def test_falling_under_a_step_withdraws_it_and_climbing_again_proposes_it_anew(order):
    breach = gains(order, 6)
    passes()
    Breach.objects.filter(pk=breach.pk).update(state="waived", points=0)

    passes()
    after_the_fall = told(order.partner)
    gains(order, 6)
    passes()

    assert after_the_fall == [("train", "withdrawn")]
    assert told(order.partner) == [("train", "withdrawn"), ("train", "proposed")]


def test_falling_to_a_lower_step_proposes_nothing(order):
    gains(order, 4)
    heavy = gains(order, 5)
    passes()
    Breach.objects.filter(pk=heavy.pk).update(state="waived", points=0)

    passes()

    assert told(order.partner) == [("lower", "withdrawn")]


def test_points_that_expire_withdraw_the_proposal_at_that_very_instant(order):
    gains(order, 3)
    passes()
    gone = make.MONDAY + 90 * make.DAY

    passes(gone - SMALLEST)
    before = told(order.partner)
    passes(gone)

    assert before == [("remind", "proposed")]
    assert told(order.partner) == [("remind", "withdrawn")]
    assert Measure.objects.get().decisions.get().reason == climbs.FELL


def test_a_granted_appeal_takes_the_points_and_the_proposal_with_them():
    assignment = make.an_engagement(at=make.MONDAY)
    cancelled_at = make.MONDAY + 10 * make.MINUTE
    with clock.standing_at(cancelled_at):
        visits.cancel(assignment, by=make.an_owner(assignment.partner), reason="cannot_come")
    breach = assignment.breaches.get(rule="A2.cancelled")
    passes(cancelled_at)
    proposed = told(assignment.partner)

    decided(filed(breach), "granted", "customer_fault")
    passes(cancelled_at + make.DAY)

    assert proposed == [("remind", "proposed")]
    assert told(assignment.partner) == [("remind", "withdrawn")]


@pytest.mark.parametrize(("kept", "missed", "made"), [(11, 3, 1), (12, 3, 0), (7, 2, 0), (6, 3, 0), (7, 3, 1)])
def test_too_low_an_answer_rate_proposes_a_reminder_with_its_figures(kept, missed, made):
    partner = make.a_partner()
    for number in range(kept + missed):
        _facts, order = a_life("declined", partner, at=NOW - make.DAY)
        if number < missed:
            blemish(order, "A1", "counted", at=order.offered_at)

    passes()

    measures = list(Measure.objects.all())
    assert len(measures) == made
    for measure in measures:
        assert (measure.step, measure.metric, len(measure.breaches)) == ("remind", "answers", 3)
        assert (measure.figures["offers"], measure.figures["missed"]) == (kept + missed, missed)


def test_too_many_cancellations_propose_a_reminder_beside_the_one_for_points():
    partner = make.a_partner()
    for _number in range(3):
        _facts, order = a_life("accepted", partner, at=NOW - make.DAY)
        blemish(order, "A2", "counted", at=order.offered_at, rule="A2.cancelled", points=1)

    passes()

    found = sorted(Measure.objects.values_list("metric", "step"))
    assert found == [("cancels", "remind"), ("points", "remind")]


def test_a_rate_that_became_good_withdraws_its_reminder_though_nothing_else_happened():
    partner = make.a_partner()
    for number in range(12):
        _facts, order = a_life("declined", partner, at=NOW - (29 if number < 3 else 1) * make.DAY)
        if number < 3:
            blemish(order, "A1", "counted", at=order.offered_at)
    passes()

    passes(NOW + make.DAY + make.HOUR)

    assert told(partner) == [("remind", "withdrawn")]


def test_only_partners_whose_score_changed_are_looked_at(order):
    gains(order, 3)
    other = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    passes()
    gains(other, 3)
    noted = list(ScoreChange.objects.values_list("partner_id", flat=True))
    passes()

    with CaptureQueriesContext(connection) as nothing_to_do:
        passes()

    assert (noted, ScoreChange.objects.count()) == ([other.partner_id], 0)
    assert len([query for query in nothing_to_do if "SAVEPOINT" not in query["sql"]]) <= 3


def test_breaches_found_together_note_each_partner_once(order):
    other = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    gains(order, 3)
    gains(other, 3)
    found = [*Breach.objects.all(), *Breach.objects.all()]
    ScoreChange.objects.all().delete()
    for number, breach in enumerate(found):
        breach.pk, breach.subject = None, f"again {number}"

    Breach.objects.bulk_create(found)

    assert len(found) == 4
    noted = ScoreChange.objects.values_list("partner_id", flat=True)
    assert sorted(noted) == sorted({order.partner_id, other.partner_id})


def test_a_partner_whose_rows_cannot_be_read_holds_up_nobody(order, monkeypatch):
    broken = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    gains(broken, 3)
    gains(order, 3)
    settle = climbs._settle

    def failing(standing, *args):
        if standing.partner_id == broken.partner_id:
            raise ValueError
        return settle(standing, *args)

    monkeypatch.setattr(climbs, "_settle", failing)

    assert passes() == 1
    assert Standing.objects.get(pk=broken.partner_id).look_at == NOW + climbs.RETRY


@pytest.mark.parametrize(
    ("points", "shown"), [(0, False), (1, True), (2, True), (3, False), (4, True), (5, True), (6, True), (20, True)]
)
def test_at_risk_is_who_reached_the_second_step_or_is_two_points_from_the_next(order, points, shown):
    gains(order, points)
    passes()

    rows = selectors.partners_at_risk(NOW, 10)

    assert [(row.partner, row.points) for row in rows] == ([(order.partner, points)] if shown else [])


def test_at_risk_tells_the_points_of_the_card_and_the_most_first(order):
    other = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    gains(order, 6)
    gains(other, 14)
    passes()

    rows = selectors.partners_at_risk(NOW, 10)

    assert [(row.points, row.step, row.to_next) for row in rows] == [(14, "pause", 1), (6, "train", 3)]
    assert [row.points for row in rows] == [
        card.points for card in selectors.cards([row.partner.pk for row in rows], now=NOW).values()
    ]
    assert selectors.partners_at_risk(NOW + Numbers.points_days * make.DAY, 10) == []
