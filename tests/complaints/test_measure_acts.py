"""Measures as people decide them: by a named person, two for a pause and a review; what is taken begins at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from complaints.models import Measure, MeasureDecision
from complaints.services import climbs, measures
from orders.models import Breach
from orders.services import broadcasting
from orders.wording.notices import notice_words
from partners.models import Partner
from rada.platform.idempotency import Key
from rada.platform.models import Notice
from rada.web import clock
from tests import factories as make
from tests.complaints.orders_with import a_life, blemish
from tests.complaints.test_appeals import somebody_of

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
STEPS = {"remind": 3, "train": 6, "lower": 9, "pause": 12, "review": 15}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def proposed(step: str) -> Measure:
    order = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    blemish(order, "B6", "counted", at=make.MONDAY, points=STEPS[step])
    climbs.propose()
    return Measure.objects.get(partner=order.partner)


def falls(measure: Measure) -> None:
    """Its partner's points are waived, and the next pass sees it."""
    Breach.objects.filter(partner=measure.partner).update(state="waived", points=0)
    climbs.propose()
    measure.refresh_from_db()


def partner_of(measure: Measure) -> Partner:
    return Partner.objects.get(pk=measure.partner_id)


def taken(step: str) -> Measure:
    measure = proposed(step)
    measures.take(measure, by=somebody_of())
    if step in measures.TWO_PEOPLE:
        measures.second(measure, by=somebody_of())
    return measure


def kinds(measure: Measure) -> list[str]:
    return list(measure.decisions.values_list("kind", flat=True))


@pytest.mark.parametrize("step", STEPS)
def test_what_is_taken_names_who_took_it_and_tells_the_partner(step):
    measure = taken(step)

    measure.refresh_from_db()
    notice = Notice.objects.get(level="measure")
    assert (measure.state, measure.starts_at, measure.taken_by is not None) == ("taken", NOW, True)
    assert (measure.seconded_by is not None) is (step in ("pause", "review"))
    assert notice.audience == f"partner:{measure.partner_id}"
    assert notice_words(notice.level, notice.facts, NOW).title


@pytest.mark.parametrize("step", ["pause", "review"])
def test_nothing_begins_before_a_second_person_has_confirmed(step):
    measure = proposed(step)

    measures.take(measure, by=somebody_of())

    assert (measure.state, measure.starts_at, kinds(measure)) == ("seconding", None, ["agreed"])
    assert partner_of(measure).paused_until is None
    assert not Notice.objects.filter(level="measure").exists()


def test_the_second_person_is_somebody_else():
    measure, lead = proposed("pause"), somebody_of()
    measures.take(measure, by=lead)

    with pytest.raises(measures.SamePerson):
        measures.second(measure, by=lead)

    measures.second(measure, by=somebody_of())
    assert measure.state == "taken"


def test_the_database_too_wants_two_people():
    measure, lead = proposed("pause"), somebody_of()

    for fields in ({"taken_by": lead.user}, {"taken_by": lead.user, "seconded_by": lead.user}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(state="taken", **fields)


@pytest.mark.parametrize("role", ["triage", "finance view"])
def test_who_leads_no_quality_takes_no_measure(role):
    measure, somebody = proposed("remind"), somebody_of(role)

    for act in (measures.take, measures.second):
        with pytest.raises(PermissionDenied):
            act(measure, by=somebody)
    with pytest.raises(PermissionDenied):
        measures.decline(measure, by=somebody, reason="small")


def test_a_pause_keeps_new_offers_away_for_seven_days_and_ends_by_itself():
    measure = taken("pause")
    until = NOW + 7 * make.DAY

    paused = partner_of(measure).paused_until
    with clock.standing_at(until):
        climbs.propose()

    measure.refresh_from_db()
    assert (paused, measure.until, measure.state) == (until, until, "ended")
    assert measure.decisions.last().reason == climbs.OVER


def test_a_pause_that_ends_early_ends_no_longer_pause_of_somebody_elses():
    measure = taken("pause")
    Partner.objects.filter(pk=measure.partner_id).update(paused_until=NOW + 30 * make.DAY)

    measures.end(measure, by=somebody_of(), reason="improved")

    assert (partner_of(measure).paused_until, measure.until) == (NOW + 30 * make.DAY, NOW)


def test_ending_a_pause_early_lets_offers_come_again_and_says_so():
    measure = taken("pause")

    measures.end(measure, by=somebody_of(), reason="mistaken")

    assert partner_of(measure).paused_until == NOW
    assert Notice.objects.filter(level="measure", facts__what="ended").count() == 1


def test_a_lowered_partner_is_asked_after_the_others_until_its_points_fall_under_the_step():
    make.the_policy()
    measure = taken("lower")
    others = [make.a_partner() for _number in range(2)]
    asked = [each.pk for each in broadcasting.eligible(make.an_order(), at=NOW)]

    falls(measure)

    assert asked[-1] == measure.partner_id
    assert set(asked) == {measure.partner_id, *(each.pk for each in others)}
    assert (measure.state, partner_of(measure).is_lowered) == ("ended", False)
    assert measure.decisions.last().reason == climbs.FELL


def test_what_no_longer_is_reached_cannot_be_taken_though_no_pass_has_seen_it():
    measure = proposed("train")
    Breach.objects.update(state="overturned", points=0)

    with pytest.raises(measures.ReachedNoMore):
        measures.take(measure, by=somebody_of())


def test_a_call_is_done_when_somebody_says_what_came_of_it():
    measure = taken("train")

    with pytest.raises(measures.NothingSaid):
        measures.complete(measure, by=somebody_of(), note=" ")
    measures.complete(measure, by=somebody_of(), note="Đã gọi, họ sẽ trả lời tin sớm hơn.")

    assert (measure.state, kinds(measure)) == ("ended", ["taken", "done"])


def test_a_call_to_make_stays_though_the_points_fall():
    measure = taken("train")

    falls(measure)

    assert measure.state == "taken"


def test_what_is_declined_is_not_proposed_again_in_the_same_climb():
    measure = proposed("remind")
    measures.decline(measure, by=somebody_of(), reason="small")
    blemish(a_life("accepted", measure.partner, at=make.MONDAY)[1], "B6", "counted", at=make.MONDAY, points=1)

    climbs.propose()

    assert list(measure.partner.measures.values_list("state", flat=True)) == ["declined"]


@pytest.mark.parametrize(("act", "reason"), [(measures.decline, "nonsense"), (measures.decline, "improved")])
def test_a_reason_is_one_of_the_list(act, reason):
    with pytest.raises(ValueError, match=reason):
        act(proposed("remind"), by=somebody_of(), reason=reason)


def test_another_reason_needs_its_words():
    with pytest.raises(measures.NothingSaid):
        measures.decline(proposed("remind"), by=somebody_of(), reason="other")


def test_a_note_is_kept_whole_or_refused():
    measure, longest = proposed("train"), "đ" * measures.LONGEST_NOTE

    with pytest.raises(measures.NoteTooLong):
        measures.take(measure, by=somebody_of(), note=longest + "đ")
    measures.take(measure, by=somebody_of(), note=f" {longest} ")

    assert measure.note == longest


def test_what_was_decided_is_not_decided_again():
    measure = taken("remind")

    for act in (measures.take, measures.second):
        with pytest.raises(measures.DecidedBefore):
            act(measure, by=somebody_of())
    with pytest.raises(measures.DecidedBefore):
        measures.decline(measure, by=somebody_of(), reason="small")
    with pytest.raises(measures.DecidedBefore):
        measures.complete(measure, by=somebody_of(), note="Đã gọi.")


def test_a_decision_is_written_once():
    decision = taken("remind").decisions.get()

    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        MeasureDecision.objects.filter(pk=decision.pk).update(note="khác")


def test_the_same_form_sent_twice_takes_once():
    measure, lead = proposed("remind"), somebody_of()
    key = Key.of("staff", "one", measure.pk)

    for _time in range(2):
        measures.take(measure, by=lead, key=key)

    assert kinds(measure) == ["taken"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_is_told_that_a_colleague_was_faster():
    with transaction.atomic():
        measure = proposed("lower")
    leads, outcomes = [somebody_of(), somebody_of()], []

    def take(lead):
        try:
            with clock.standing_at(NOW), suppress(measures.DecidedBefore):
                measures.take(Measure.objects.get(pk=measure.pk), by=lead)
                outcomes.append(lead)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[lead]) for lead in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 1
    assert Measure.objects.get().taken_by == outcomes[0].user
    assert MeasureDecision.objects.count() == 1
