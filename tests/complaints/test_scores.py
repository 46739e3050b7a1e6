"""The score: which orders count under which clause, what breaks them, what weighs, and for how long."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.scores import definition, selectors
from complaints.scores.card import Card, ClauseScore, Tally
from complaints.scores.definition import CLAUSES, Fact, Verdict
from complaints.scores.numbers import Numbers
from orders.commitments.kinds import CLAUSES as CHARTER
from orders.models import Assignment, Breach
from orders.services import visits
from rada.web import clock
from rada.web.paging import After
from tests import factories as make
from tests.complaints.orders_with import LIVES, a_life, blemish, own_states

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
NUMBERS = Numbers()
SMALLEST = timedelta(microseconds=1)


def card(partner, now=NOW) -> Card:
    return selectors.cards([partner.pk], now=now)[partner.pk]


def listed(partner, clause, show="", now=NOW) -> list[int]:
    found = selectors.orders_under(clause, make.an_owner(partner), show=show, now=now)
    return sorted(found.values_list("pk", flat=True))


def test_every_clause_of_the_charter_has_its_stage():
    assert CLAUSES == CHARTER


def test_the_definition_names_the_states_as_breaches_do():
    assert {definition.BREAKS, definition.WAITS} == {Breach.State.COUNTED, Breach.State.TO_CHECK}


@pytest.mark.parametrize("state", ["retracted", "waived", "cured", "overturned"])
def test_what_was_lifted_breaks_nothing(state):
    verdict = definition.verdict("A2", {Fact.ACCEPTED}, {state})

    assert verdict == Verdict.KEPT


def test_a_breach_that_counts_outweighs_one_that_waits():
    verdict = definition.verdict("A2", {Fact.ACCEPTED}, {definition.WAITS, definition.BREAKS})

    assert verdict == Verdict.BROKEN


def test_an_order_under_a_clause_it_cannot_break_is_not_counted_and_says_why():
    reasons = [definition.why_excluded(clause, {Fact.ANSWERED}) for clause in ("A2", "A4", "B4")]

    assert definition.verdict("B4", {Fact.ACCEPTED}, set()) == Verdict.EXCLUDED
    assert reasons == ["accepted", "accepted", "accepted"]
    assert definition.why_excluded("B4", {Fact.ANSWERED, Fact.ACCEPTED}) == "part"


@pytest.mark.parametrize(
    ("points", "step", "left"),
    [(0, "", 3), (2, "", 1), (3, "remind", 3), (5, "remind", 1), (6, "train", 3), (8, "train", 1), (9, "lower", 3),
     (11, "lower", 1), (12, "pause", 3), (14, "pause", 1), (15, "review", None), (99, "review", None)],
)  # fmt: skip
def test_the_ladder_is_climbed_at_the_very_number(points, step, left):
    assert (definition.step_at(points, NUMBERS), definition.points_to_next(points, NUMBERS)) == (step, left)


def test_no_rate_is_told_of_nine_orders_and_one_of_ten():
    nine, ten = Tally(kept=8, broken=1), Tally(kept=8, broken=1, pending=1)

    assert (nine.percent(NUMBERS.enough), ten.percent(NUMBERS.enough)) == (None, 90)


@pytest.mark.parametrize(("kept", "missed", "too_few"), [(12, 3, False), (11, 3, True), (7, 2, False), (6, 3, False),
                                                         (7, 3, True)])  # fmt: skip
def test_the_answer_rate_needs_ten_offers_three_misses_and_less_than_eighty_percent(kept, missed, too_few):
    scored = Card({}, recent=Tally(kept=kept, broken=missed))

    assert scored.answers_too_few is too_few


@pytest.mark.parametrize(("accepted", "cancelled", "too_many"), [(60, 3, False), (59, 3, True), (30, 2, False)])
def test_the_cancel_rate_needs_three_cancellations_and_more_than_five_percent(accepted, cancelled, too_many):
    scored = Card({"A2": ClauseScore("A2")}, accepted=accepted, cancelled=cancelled)

    assert scored.cancels_too_many is too_many


def test_each_life_of_an_order_counts_where_its_stage_was_reached():
    partner = make.a_partner()
    for name in LIVES:
        a_life(name, partner, at=make.MONDAY)

    counted = {clause: card(partner).clauses[clause].whole.counted for clause in CLAUSES}

    # of: waiting, withdrawn, declined, accepted, scheduled, cancelled, quoted, repaired, complained, about_quality
    assert counted == {
        "A1": 8, "A2": 7, "A3": 7, "A4": 4, "A5": 1, "B1": 4, "B2": 2, "B3": 1, "B4": 1, "B5": 4, "B6": 4, "C1": 7,
        "C2": 4, "C3": 1,
    }  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(2, 6))])
def test_the_database_and_the_definition_agree_on_every_order(seed):
    random, partner, told = Random(seed), make.a_partner(), {}
    for number in range(14):
        facts, order = a_life(random.choice(sorted(LIVES)), partner, at=make.MONDAY + number * make.DAY)
        told[order.pk] = facts
        for _breach in range(random.randrange(3)):
            blemish(order, random.choice(CLAUSES), random.choice(list(Breach.State)), at=order.offered_at)
    expected = {
        clause: {pk: definition.verdict(clause, facts, own_states(pk, clause)) for pk, facts in told.items()}
        for clause in CLAUSES
    }

    shown = {clause: {pk: show for show in Verdict for pk in listed(partner, clause, show)} for clause in CLAUSES}
    tallies = {clause: vars(card(partner).clauses[clause].whole) for clause in CLAUSES}

    assert shown == expected
    for clause in CLAUSES:
        verdicts = list(expected[clause].values())
        assert tallies[clause] == {show: verdicts.count(show) for show in Verdict}
        assert listed(partner, clause) == sorted(pk for pk, show in shown[clause].items() if show != "excluded")


def test_an_order_leaves_the_window_when_its_offer_is_ninety_times_24_hours_old():
    _facts, order = a_life("accepted", make.a_partner(), at=make.MONDAY)
    gone = order.offered_at + 90 * make.DAY

    orders = [card(order.partner, at).orders for at in (order.offered_at, gone - SMALLEST, gone)]

    assert orders == [1, 1, 0]


def test_points_weigh_until_ninety_days_after_they_occurred_whenever_the_order_was_offered():
    _facts, order = a_life("accepted", make.a_partner(), at=make.MONDAY)
    blemish(order, "B6", "counted", at=make.MONDAY + 60 * make.DAY, points=5)
    gone = make.MONDAY + 150 * make.DAY

    points = [card(order.partner, at).points for at in (gone - SMALLEST, gone)]

    assert points == [5, 0]
    assert definition.expires(make.MONDAY + 60 * make.DAY, NUMBERS) == gone


def test_the_points_are_those_frozen_on_breaches_that_count():
    _facts, order = a_life("repaired", make.a_partner(), at=make.MONDAY)
    for state in Breach.State:
        blemish(order, "B4", state, at=make.MONDAY, points=3)

    scored = card(order.partner)
    weighing = selectors.breaches_weighing(make.an_owner(order.partner), now=NOW)

    assert (scored.points, scored.clauses["B4"].points) == (3, 3)
    assert [breach.state for breach in weighing] == ["counted"]


def test_cancellations_of_ones_own_and_those_asked_for_make_the_cancel_rate():
    partner = make.a_partner()
    for rule, state in (("A2.cancelled", "counted"), ("A2.asked_to_cancel", "counted"), ("A2.no_feedback", "counted"),
                        ("A2.asked_to_cancel", "to_check"), ("A2.cancelled", "waived")):  # fmt: skip
        _facts, order = a_life("accepted", partner, at=make.MONDAY)
        blemish(order, "A2", state, at=make.MONDAY, rule=rule)

    scored = card(partner)

    assert (scored.accepted, scored.cancelled, scored.cancels_percent) == (5, 2, None)


def test_the_answer_rate_looks_back_thirty_days():
    partner = make.a_partner()
    for age in (29, 31):
        _facts, order = a_life("declined", partner, at=NOW - age * make.DAY)
        blemish(order, "A1", "counted", at=order.offered_at)

    scored = card(partner)

    assert (scored.recent.counted, scored.recent.broken, scored.clauses["A1"].whole.broken) == (1, 1, 2)


def test_weeks_are_counted_back_from_now_and_add_up_to_the_whole():
    partner = make.a_partner()
    for age in (0, 7, 8, 89):
        a_life("accepted", partner, at=NOW - age * make.DAY)

    weeks = card(partner).clauses["A2"].weeks

    assert [week.counted for week in weeks] == [1, *[0] * 10, 2, 1]


def test_real_acts_are_scored_as_lived():
    kept = make.an_engagement(at=make.MONDAY)
    partner, owner = kept.partner, make.an_owner(kept.partner)
    left = make.an_engagement(partner=partner, at=make.MONDAY)
    with clock.standing_at(make.MONDAY + 10 * make.MINUTE):
        visits.schedule(kept, by=owner, arrive_from=NOW, arrive_to=NOW)
        visits.cancel(left, by=owner, reason="cannot_come")

    scored = card(partner, make.MONDAY + make.HOUR)

    assert vars(scored.clauses["A2"].whole) == {"kept": 1, "broken": 1, "pending": 0, "excluded": 0}
    assert (scored.points, scored.clauses["A2"].points) == (5, 5)


def test_the_cards_of_many_partners_take_as_many_queries_as_of_one():
    partners = [make.a_partner() for _number in range(3)]
    for partner in partners:
        a_life("repaired", partner, at=make.MONDAY)

    with CaptureQueriesContext(connection) as queries:
        scored = selectors.cards([partner.pk for partner in partners], now=NOW)

    assert [each.orders for each in scored.values()] == [1, 1, 1]
    assert len(queries) == 4


def test_pages_of_orders_hold_each_one_once():
    partner = make.a_partner()
    made = [a_life("accepted", partner, at=make.MONDAY)[1].pk for _number in range(5)]
    owner, seen, after = make.an_owner(partner), [], None

    while page := list(selectors.orders_under("A2", owner, now=NOW, after=after)[:2]):
        seen += [order.pk for order in page]
        after = After(page[-1].offered_at, page[-1].pk)

    assert seen == made[::-1]


def test_another_partners_orders_and_breaches_are_never_listed():
    _facts, order = a_life("accepted", make.a_partner(), at=make.MONDAY)
    blemish(order, "A2", "counted", at=make.MONDAY, points=5)
    stranger = make.an_owner(make.a_partner())

    assert list(selectors.orders_under("A2", stranger, now=NOW)) == []
    assert list(selectors.breaches_weighing(stranger, now=NOW)) == []
    assert Assignment.objects.count() == 1
