"""A receipt's line or a part that was told more than once breaks its rule each time, and its points are borne once."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest
from django.db import transaction

from complaints.services import appeals
from orders.models import Assignment, Breach, BreachDecision
from orders.services import closures, rebuilding, rejudging, rulings
from partners.actors import actor_of
from rada.platform.models import Notice
from rada.web import clock
from tests import factories as make
from tests.factories import HOUR, MINUTE, MONDAY, reported, sweep_all
from tests.orders.deciders import somebody_of

pytestmark = pytest.mark.django_db
DEAR = {"code": "AC-CLEAN", "unit_price": 300_000, "qty": 1}
OTHER = {"code": None, "unit_price": 50_000, "qty": 1}
PART = {"line": None, "origin": "", "brand": "LG", "model": "X"}


def a_receipt(name, minutes, *lines):
    fields = {"stamp": "RD-1", "total": 300_000, "discount": 0, "lines": list(lines), "warranty": None}
    return (name, "receipt_issued", MONDAY + minutes * MINUTE, "partner", fields)


def a_part(name, minutes, **fields):
    return (name, "part_replaced", MONDAY + minutes * MINUTE, "partner", {**PART, **fields})


def told(*events):
    """An engagement of which these events were reported at once, then swept."""
    assignment = make.an_engagement(at=MONDAY)
    reported(assignment, *events, at=MONDAY + 5 * HOUR)
    sweep_all(MONDAY + 5 * HOUR)
    return assignment


def weights(assignment, rule):
    """(subject, state, points) of the rule's breaches, in the order in which they happened."""
    rows = assignment.breaches.filter(rule=rule).order_by("occurred_at", "subject")
    return list(rows.values_list("subject", "state", "points"))


def decided(breach):
    return list(breach.decisions.order_by("pk").values_list("kind", "reason"))


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        (([DEAR], [DEAR]), [5, 0]),
        (([DEAR], [OTHER, DEAR]), [5, 0]),  # the same code, wherever it stands
        (([DEAR, DEAR], [DEAR, DEAR]), [5, 5, 0, 0]),  # two lines of one code are two lines
        (([DEAR], [DEAR], [DEAR]), [5, 0, 0]),
    ],
)
def test_a_corrected_receipt_that_is_still_too_dear_costs_once(lines, points):
    assignment = told(*(a_receipt(f"r{n}", 60 + n, *each) for n, each in enumerate(lines)))

    assert [weight for _subject, _state, weight in weights(assignment, "B1.overpriced")] == points
    assert not BreachDecision.objects.exists()


@pytest.mark.parametrize(
    ("again", "points"),
    [
        ({}, [5, 0]),
        ({"brand": " lg "}, [5, 0]),  # described alike
        ({"model": "Y"}, [5, 5]),
        ({"line": "7"}, [5, 5]),
    ],
)
def test_a_part_recorded_again_costs_once_and_another_part_costs_itself(again, points):
    assignment = told(a_part("p1", 60), a_part("p2", 70, **again))

    assert [weight for _subject, _state, weight in weights(assignment, "B2.unapproved_part")] == points


def test_parts_of_one_quote_line_cost_once_whatever_they_are_called():
    assignment = told(a_part("p1", 60, line="7"), a_part("p2", 70, line="7", brand="Daikin"))

    assert [weight for *_rest, weight in weights(assignment, "B4.origin_missing")] == [1, 0]


def test_an_earlier_receipt_told_late_takes_the_points_over_and_its_partner_is_told():
    assignment = told(a_receipt("second", 90, DEAR))
    reported(assignment, a_receipt("first", 60, DEAR), at=MONDAY + 6 * HOUR)
    sweep_all(MONDAY + 6 * HOUR)

    later = assignment.breaches.get(subject="second#0")
    assert weights(assignment, "B1.overpriced") == [("first#0", "counted", 5), ("second#0", "counted", 0)]
    assert decided(later) == [("reweighed", "repeated")]
    assert Notice.objects.filter(level="decision", facts__breach=later.pk).count() == 1


def by_waiving(breach):
    rulings.waive(breach, by=actor_of(somebody_of("triage")), reason="agreed")


def by_an_appeal(breach):
    appeals.file(breach, by=make.an_owner(breach.partner), text="Khách đã đồng ý giá")
    appeals.decide(breach.appeal, by=actor_of(somebody_of("quality lead")), outcome="granted", reason="agreed")


@pytest.mark.parametrize(("lift", "state"), [(by_waiving, "waived"), (by_an_appeal, "overturned")])
def test_where_the_breach_that_bears_the_points_is_lifted_the_next_one_bears_them(lift, state):
    assignment = told(a_receipt("first", 60, DEAR), a_receipt("second", 90, DEAR))

    with clock.standing_at(MONDAY + 6 * HOUR):
        lift(assignment.breaches.get(subject="first#0"))

    second = assignment.breaches.get(subject="second#0")
    assert weights(assignment, "B1.overpriced") == [("first#0", state, 0), ("second#0", "counted", 5)]
    assert decided(second) == [("reweighed", "borne_instead")]


def test_of_two_parts_that_wait_the_second_confirmed_counts_without_points():
    lines = [{"line": "7", "kind": "part", "code": None, "unit_price": 1, "qty": 1, "origin": "VN", "brand": "Daikin",
              "model": "X", "warranty_days": 0}]  # fmt: skip
    quoted = ("q", "quoted", MONDAY + 30 * MINUTE, "partner", {"quote": "q1", "total": 1, "lines": lines})
    approved = ("a", "quote_approved", MONDAY + 40 * MINUTE, "customer", {"quote": "q1"})
    parts = [a_part("p1", 60, line="7", origin="VN"), a_part("p2", 70, line="7", origin="VN")]
    assignment, by = told(quoted, approved, *parts), actor_of(somebody_of("triage"))

    with clock.standing_at(MONDAY + 6 * HOUR):
        for breach in assignment.breaches.filter(rule="B4.part_differs").order_by("occurred_at"):
            rulings.confirm(breach, by=by, reason="evidence_clear")

    assert weights(assignment, "B4.part_differs") == [("p1", "counted", 5), ("p2", "counted", 0)]


EVENTS = [
    a_receipt("r1", 60, DEAR), a_receipt("r2", 70, OTHER, DEAR, DEAR), a_receipt("r3", 80, DEAR, OTHER),
    a_part("p1", 61), a_part("p2", 71, line="7"), a_part("p3", 81), a_part("p4", 91, line="7", origin="VN"),
    ("away", "cancelled", MONDAY + 75 * MINUTE, "customer", {"reason": "price"}),
]  # fmt: skip


def in_parts(rng: Random) -> Assignment:
    """The same told in any order, a few at a time, swept now and then; a closure in between changes nothing."""
    assignment, left = make.an_engagement(at=MONDAY), rng.sample(EVENTS, k=len(EVENTS))
    for hours in range(2, 20):
        batch, left = left[:2], left[2:]
        reported(assignment, *batch, at=MONDAY + hours * HOUR)
        if rng.random() < 0.6:
            sweep_all(MONDAY + hours * HOUR)
    with clock.standing_at(MONDAY + 20 * HOUR):
        closures.declare(starts_at=MONDAY, ends_at=MONDAY + HOUR, reason="other", order=assignment.order)
    sweep_all(MONDAY + 21 * HOUR)
    return assignment


def everything(assignment):
    rows = assignment.breaches.values_list("rule", "subject", "state", "points")
    return {row for row in rows if row[0][0] == "B"}


def test_in_whatever_order_it_is_told_the_same_breaches_weigh_the_same():
    at_once = everything(told(*EVENTS))
    differing = []
    for seed in range(8):
        with transaction.atomic():
            assignment = in_parts(Random(seed))
            with clock.standing_at(MONDAY + 21 * HOUR):
                (proof,) = rebuilding.rebuild(Assignment.objects.filter(pk=assignment.pk), repair=False)
            if everything(assignment) != at_once or proof.differences:
                differing.append((seed, everything(assignment) ^ at_once, proof.differences))
            transaction.set_rollback(True)

    borne = defaultdict(int)
    for rule, _subject, _state, points in at_once:
        borne[rule] += points
    assert differing == []
    assert borne["B1.overpriced"] == 10  # the code's first line and its second


def test_a_proof_names_a_repeated_breach_that_weighs_again():
    assignment = told(a_receipt("first", 60, DEAR), a_receipt("second", 90, DEAR))
    Breach.objects.filter(subject="second#0").update(points=5)

    with clock.standing_at(MONDAY + 5 * HOUR):
        (told_dry,) = rejudging.rejudge(Assignment.objects.filter(pk=assignment.pk), dry_run=True)
        (proof,) = rebuilding.rebuild(Assignment.objects.filter(pk=assignment.pk), repair=True)

    assert [(change.kind, change.detail) for change in told_dry.changes] == [("reweighed", "5 → 0")]
    assert proof.differences == ["breach B1.overpriced second#0 weighs 5, it should weigh 0"]
    assert weights(assignment, "B1.overpriced")[1] == ("second#0", "counted", 0)
