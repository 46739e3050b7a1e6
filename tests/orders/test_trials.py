"""A policy tried on history: the same as judging all of it twice, counted once, stopped at once, nothing written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.kinds import KINDS
from orders.models import Assignment, Breach, BreachDecision, Event, RuleMode, RunningClock, Trial, TrialShard
from orders.services.cases import case_of, closures_touching, events_of
from orders.services.trials import running, shards
from orders.services.trials.comparing import APPEARS, DISAPPEARS
from orders.services.trials.facts import EVENTS, Facts
from orders.services.trials.tally import Tally
from partners.actors import SYSTEM
from rada.platform.models import Notice
from rada.web import clock
from tests import factories as make
from tests.orders.trying import begun, found_by, load_examples, numbers_to_try, plainly_found

pytestmark = pytest.mark.django_db
NOON = make.MONDAY + 3 * make.HOUR
TRIED = (
    {},
    {"reply_minutes_engaged": 20, "reply_minutes": 45},
    {"care_open": "09:00", "receipt_hours": 2, "no_show_minutes": 45},
    {"excused_decline_reasons": [], "outside_window_severity": "major", "price_tolerance_percent": 50},
)


@pytest.fixture
def late_appointment():
    """An engaged partner who has made no appointment: broken an hour after the acceptance."""
    assignment = make.an_engagement(at=make.MONDAY)
    make.sweep_all(NOON)
    return assignment


def cut_small(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    whole = shards.cut
    monkeypatch.setattr(shards, "cut", lambda trial: whole(trial, size=size))


def test_the_cases_are_those_that_are_judged_every_day():
    load_examples(60)
    assignments = list(Assignment.objects.select_related("order__service", "terms", "policy").order_by("pk"))
    events = events_of(assignments)
    closures = closures_touching(assignments, events)
    facts = Facts()

    read = dict(facts.cases(facts.pinned([each.pk for each in assignments]), KINDS))

    for pinned, case in read.items():
        assignment = next(each for each in assignments if each.pk == pinned.id)
        usual = case_of(assignment, events[pinned.id], closures.get(pinned.id, []))
        assert [(e.id, e.kind, e.at, e.actor, e.window) for e in case.events] == [
            (e.id, e.kind, e.at, e.actor, e.window) for e in usual.events
        ]
        assert (case.terms, case.policy, case.service) == (usual.terms, usual.policy, usual.service)
        assert (case.closures.starts, case.closures.ends) == (usual.closures.starts, usual.closures.ends)
    assert len(read) == len(assignments)


def test_a_trial_finds_what_judging_every_case_twice_finds(monkeypatch):
    cut_small(monkeypatch, 7)
    load_examples(60)
    for numbers in TRIED:
        tried = numbers_to_try(**numbers)
        trial = begun(tried)

        running.work()

        trial.refresh_from_db()
        assert (trial.state, trial.size) == (Trial.State.DONE, Assignment.objects.count())
        assert dict(found_by(trial).counts) == plainly_found(tried, trial), numbers


def test_what_stands_before_is_what_is_stored(late_appointment):
    with clock.standing_at(NOON):
        trial = begun(numbers_to_try(appointment_minutes=600))
        running.work()

    (example,) = found_by(trial).examples[DISAPPEARS, "A3.no_appointment"]
    stored = Breach.objects.get(rule="A3.no_appointment")
    assert example["before"] == [stored.occurred_at.isoformat(), stored.severity, stored.points]
    assert example["after"] is None


def test_a_stricter_number_shows_the_breach_that_would_appear():
    assignment = make.an_engagement(at=make.MONDAY)

    with clock.standing_at(make.MONDAY + 30 * make.MINUTE):
        trial = begun(numbers_to_try(appointment_minutes=10))
        running.work()

    (example,) = found_by(trial).examples[APPEARS, "A3.no_appointment"]
    assert (example["assignment"], example["after"][1:]) == (assignment.pk, ["minor", 1])


def test_other_points_alone_are_told_as_weighing_otherwise(late_appointment):
    tried = numbers_to_try()
    tried.points = {"minor": 3}

    with clock.standing_at(NOON):
        trial = begun(tried)
        running.work()

    assert [(line.kind, *counted) for line, counted in found_by(trial).counts.items()] == [("changes", 1, 1, 3)]


@pytest.mark.parametrize(
    ("mode", "told"), [("live", [("disappears", 1, 1, 0)]), ("shadow", [("disappears", 1, 0, 0)]), ("off", [])]
)
def test_a_rule_weighs_as_its_mode_lets_it(mode, told):
    by = make.a_staff_member().user
    RuleMode.objects.create(rule="A3.no_appointment", mode=mode, set_at=make.MONDAY - make.DAY, set_by=by, note="n")
    make.an_engagement(at=make.MONDAY)

    with clock.standing_at(NOON):
        trial = begun(numbers_to_try(appointment_minutes=600))
        running.work()

    assert [(line.kind, *counted) for line, counted in found_by(trial).counts.items()] == told


def test_what_was_told_twice_weighs_once_as_it_does_when_stored():
    assignment = make.an_engagement(at=make.MONDAY)
    line = {"code": "AC-CLEAN", "unit_price": 300_000, "qty": 1}
    receipt = {"stamp": "RD-1", "total": 300_000, "discount": 0, "lines": [line], "warranty": None}
    told = [(f"r{n}", "receipt_issued", make.MONDAY + n * make.MINUTE, "partner", receipt) for n in (60, 61)]
    make.reported(assignment, *told, at=NOON)
    make.sweep_all(NOON)

    with clock.standing_at(NOON):
        trial = begun(numbers_to_try(price_tolerance_percent=100))
        running.work()

    stored = sum(Breach.objects.filter(rule="B1.overpriced").values_list("points", flat=True))
    counts = {(line.kind, line.rule): counted for line, counted in found_by(trial).counts.items()}
    assert counts == {(DISAPPEARS, "B1.overpriced"): [2, stored, 0]}
    assert stored == 5


def test_a_trial_changes_no_order(late_appointment):
    def everything():
        tables = (Assignment, Breach, BreachDecision, RunningClock, Notice, Event)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = everything()

    begun(numbers_to_try(appointment_minutes=5, reply_minutes=1))
    running.work()

    assert everything() == before


def test_only_the_last_days_are_looked_at():
    make.an_engagement(at=make.MONDAY)
    late = make.an_engagement(at=make.MONDAY + 9 * make.DAY)

    with clock.standing_at(make.MONDAY + 10 * make.DAY):
        trial = begun(numbers_to_try(appointment_minutes=5), days=7)
        running.work()

    trial.refresh_from_db()
    assert trial.size == 1
    assert {each["assignment"] for some in found_by(trial).examples.values() for each in some} == {late.pk}


def test_a_stopped_trial_keeps_what_was_found_and_nothing_more(monkeypatch):
    cut_small(monkeypatch, 1)
    for _number in range(3):
        make.an_engagement(at=make.MONDAY)
    trial = begun(numbers_to_try(appointment_minutes=5))
    shards.run(shards.claim(), Facts())
    held = shards.claim()

    running.stop(trial, by=SYSTEM)
    shards.run(held, Facts())

    trial.refresh_from_db()
    done = running.progress(trial)
    assert (trial.state, done.looked_at, done.size) == (Trial.State.STOPPED, 1, 3)
    assert shards.claim() is None


def test_a_dead_workers_shard_is_taken_again_after_its_lease():
    make.an_engagement(at=make.MONDAY)
    begun(numbers_to_try(appointment_minutes=5))
    dead = shards.claim()

    at_once = shards.claim()
    with clock.standing_at(clock.now() + shards.LEASE + timedelta(seconds=1)):
        later = shards.claim()

    assert at_once is None
    assert later == dead


def test_a_shard_that_two_workers_judged_counts_once(late_appointment):
    trial = begun(numbers_to_try(appointment_minutes=600))
    slow = shards.claim()
    shards.run(slow, Facts())
    once = dict(found_by(trial).counts)

    shards.finish(slow, Tally(), judged=99, failed=0)

    assert dict(found_by(trial).counts) == once
    assert TrialShard.objects.get().judged == 1


def test_progress_says_how_far_it_is_and_how_long_it_takes(monkeypatch):
    cut_small(monkeypatch, 1)
    for _number in range(4):
        make.an_engagement(at=make.MONDAY)
    trial = begun(numbers_to_try(appointment_minutes=5))
    waiting = running.progress(trial)
    shards.run(shards.claim(), Facts())

    with clock.standing_at(trial.started_at + timedelta(seconds=10)):
        done = running.progress(trial)

    assert (waiting.looked_at, waiting.seconds_left) == (0, None)
    assert (done.looked_at, done.size, done.percent, done.seconds_left) == (1, 4, 25, 30)


def test_what_cannot_be_judged_is_counted_and_holds_up_nobody():
    poisoned = make.an_offer()
    make.reported(poisoned, ("early", "accepted", make.MONDAY - make.HOUR, "partner"))
    make.an_engagement(at=make.MONDAY)
    trial = begun(numbers_to_try(appointment_minutes=5))

    running.work()

    trial.refresh_from_db()
    assert (trial.state, running.progress(trial).failed) == (Trial.State.DONE, 1)
    assert found_by(trial).counts


def test_nobody_whom_rada_does_not_trust_with_it_starts_or_stops_a_trial():
    tried = numbers_to_try(appointment_minutes=5)
    trial = begun(tried)

    for act in (lambda by: running.start(tried, days=None, by=by), lambda by: running.stop(trial, by=by)):
        with pytest.raises(PermissionDenied):
            act(make.a_staff_member())

    assert Trial.objects.count() == 1


def test_a_shard_costs_the_same_statements_whatever_its_size():
    def statements(count):
        for _number in range(count):
            make.an_engagement(at=make.MONDAY)
        begun(numbers_to_try(appointment_minutes=5 + count))
        claimed = shards.claim()
        with CaptureQueriesContext(connection) as asked:
            shards.run(claimed, Facts())
        return len(asked)

    assert statements(1) == statements(3) <= 15


def test_a_shard_reads_the_events_of_its_own_assignments_by_their_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {EVENTS}", [[1, 2, 3], sorted(KINDS)])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Cond: (assignment_id = ANY" in plan


def test_the_defaults_are_no_difference():
    make.an_engagement(at=make.MONDAY)
    trial = begun(numbers_to_try(**POLICY_DEFAULTS))

    running.work()

    assert not found_by(trial).counts
