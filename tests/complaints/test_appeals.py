"""A partner disputes a breach once and in time; somebody without a part in it decides, and points follow at once."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection

from complaints.models import Appeal
from complaints.services import appeals
from orders.models import Breach, BreachDecision, Closure
from orders.services import closures, complaints, rulings, visits
from partners.actors import Actor, actor_of
from rada.desk.roles import create_roles
from rada.platform.idempotency import Key
from rada.platform.models import Notice, StoredFile
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_dispatcher,
    a_partner,
    a_staff_member,
    a_technician,
    an_engagement,
    an_owner,
    reported,
    sweep_all,
    the_customer,
)

pytestmark = pytest.mark.django_db
CANCELLED = MONDAY + 10 * MINUTE
UNTIL = CANCELLED + 15 * DAY
SMALLEST = timedelta(microseconds=1)


def a_breach() -> Breach:
    """A2.cancelled, found by the act itself at CANCELLED."""
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(CANCELLED):
        visits.cancel(assignment, by=an_owner(assignment.partner), reason="cannot_come")
    return assignment.breaches.get(rule="A2.cancelled")


def a_doubtful_breach() -> Breach:
    """A2.asked_to_cancel, which waits for a person."""
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(CANCELLED):
        visits.cancel(assignment, by=the_customer(assignment.order), reason="partner_asked")
    return assignment.breaches.get(rule="A2.asked_to_cancel")


def somebody_of(role: str = "quality lead") -> Actor:
    create_roles()
    actor = a_staff_member()
    assert actor.user is not None
    actor.user.groups.add(Group.objects.get(name=role))
    return actor_of(type(actor.user).objects.get(pk=actor.user.pk))


def filed(breach: Breach, *, at: Any = CANCELLED + HOUR, by: Actor | None = None, **more: Any) -> Appeal:
    with clock.standing_at(at):
        appeals.file(breach, by=by or an_owner(breach.partner), text="Khách tự hủy, tôi chỉ bấm hộ.", **more)
    return Appeal.objects.get(breach=breach)


def decided(
    appeal: Appeal, outcome: str, reason: str, by: Actor | None = None, note: str = "Đã nghe lại cuộc gọi."
) -> None:
    with clock.standing_at(CANCELLED + DAY):
        appeals.decide(appeal, by=by or somebody_of(), outcome=outcome, reason=reason, note=note)


def state_of(breach: Breach) -> tuple[str, int]:
    breach.refresh_from_db()
    return breach.state, breach.points


def a_file() -> StoredFile:
    return StoredFile.objects.create(
        digest="d" * 64,
        content_type="image/jpeg",
        size=1,
        storage_name=f"x{StoredFile.objects.count()}",
        created_at=MONDAY,
    )


def test_an_appeal_keeps_text_photos_and_points_and_is_noted_as_a_decision() -> None:
    breach, files = a_breach(), [a_file(), a_file()]

    appeal = filed(breach, files=files)

    decision = breach.decisions.get()
    assert (appeal.outcome, appeal.partner, [photo.file for photo in appeal.photos.all()]) == (
        "open",
        breach.partner,
        files,
    )
    assert (decision.kind, decision.note, decision.decided_at) == ("appealed", "", appeal.filed_at)
    assert state_of(breach) == ("counted", 5)


@pytest.mark.parametrize(("at", "is_in_time"), [(UNTIL - SMALLEST, True), (UNTIL, True), (UNTIL + SMALLEST, False)])
def test_fifteen_days_of_the_notice_and_not_a_microsecond_longer(at: Any, is_in_time: bool) -> None:
    breach = a_breach()

    with suppress(appeals.TooLate):
        filed(breach, at=at)

    assert Appeal.objects.exists() == is_in_time
    assert BreachDecision.objects.exists() == is_in_time


def test_the_days_run_from_when_the_notice_was_sent_and_closures_lengthen_them() -> None:
    breach = a_breach()
    Notice.objects.filter(subject=f"breach:{breach.pk}").update(sent_at=CANCELLED + DAY)
    closures.declare(starts_at=CANCELLED + 2 * DAY, ends_at=CANCELLED + 3 * DAY, reason=Closure.Reason.FLOOD)

    until = appeals.appealable_until(breach)

    assert until == UNTIL + 2 * DAY


def test_the_days_begin_anew_when_a_breach_that_waited_is_confirmed() -> None:
    breach = a_doubtful_breach()
    with clock.standing_at(UNTIL):
        rulings.confirm(breach, by=somebody_of("triage"), reason="evidence_clear")

    appeal = filed(breach, at=UNTIL + 15 * DAY)

    assert appeal.outcome == "open"


def test_a_second_appeal_is_refused_and_changes_nothing() -> None:
    breach = a_breach()
    filed(breach)

    with pytest.raises(appeals.AlreadyAppealed):
        filed(breach, by=a_dispatcher(breach.partner))

    assert BreachDecision.objects.count() == 1


def test_a_double_click_is_one_appeal() -> None:
    breach, key = a_breach(), Key.of("user:1", "k", "appeal")

    filed(breach, key=key)
    filed(breach, key=key)

    assert (Appeal.objects.count(), BreachDecision.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", ["", "  \n", "a" * 4001])
def test_an_appeal_without_a_word_or_with_too_many_is_refused(text: str) -> None:
    breach = a_breach()

    with pytest.raises((appeals.NothingSaid, appeals.TooLong)), clock.standing_at(CANCELLED):
        appeals.file(breach, by=an_owner(breach.partner), text=text)

    assert not Appeal.objects.exists()


def test_only_the_office_of_the_partner_appeals() -> None:
    breach = a_breach()
    technician = a_technician(breach.partner)

    for nobody in (technician, an_owner(a_partner()), a_staff_member(), the_customer(breach.assignment.order)):
        with pytest.raises(PermissionDenied):
            filed(breach, by=nobody)

    assert not Appeal.objects.exists()


def test_what_does_not_count_any_more_cannot_be_appealed_against() -> None:
    breach = a_breach()
    with clock.standing_at(CANCELLED + MINUTE):
        rulings.waive(breach, by=somebody_of("triage"), reason="customer_fault")

    with pytest.raises(rulings.NotAppealable):
        filed(breach)


def test_a_granted_appeal_takes_the_points_at_once_and_for_good() -> None:
    breach = a_breach()

    decided(filed(breach), "granted", "customer_fault")
    sweep_all(CANCELLED + 2 * DAY)

    appeal = Appeal.objects.get()
    assert state_of(breach) == ("overturned", 0)
    assert (appeal.outcome, appeal.reason, appeal.note) == ("granted", "customer_fault", "Đã nghe lại cuộc gọi.")
    assert [each.kind for each in breach.decisions.order_by("pk")] == ["appealed", "overturned"]
    told = Notice.objects.get(level="decision", facts__decision="overturned")
    assert told.audience == f"partner:{breach.partner_id}"


def test_a_rejected_appeal_leaves_the_breach_as_it_is() -> None:
    breach = a_breach()

    decided(filed(breach), "rejected", "facts_stand")

    assert state_of(breach) == ("counted", 5)
    assert Appeal.objects.get().outcome == "rejected"
    assert Notice.objects.filter(level="decision", facts__decision="upheld").count() == 1


@pytest.mark.parametrize(("outcome", "reason"), [("rejected", "facts_stand"), ("granted", "other")])
def test_a_rejection_and_another_reason_need_a_word_to_the_partner(outcome: str, reason: str) -> None:
    appeal = filed(a_breach())

    with pytest.raises(appeals.NothingSaid):
        decided(appeal, outcome, reason, note="  ")

    assert Appeal.objects.get().outcome == "open"


@pytest.mark.parametrize(("outcome", "reason"), [("granted", "facts_stand"), ("rejected", "agreed"), ("open", "other")])
def test_an_outcome_has_reasons_of_its_own(outcome: str, reason: str) -> None:
    appeal = filed(a_breach())

    with pytest.raises(ValueError, match=reason):
        decided(appeal, outcome, reason)


def test_whoever_confirmed_the_breach_does_not_decide_the_appeal() -> None:
    breach, lead = a_doubtful_breach(), somebody_of()
    with clock.standing_at(CANCELLED + MINUTE):
        rulings.confirm(breach, by=lead, reason="evidence_clear")
    appeal = filed(breach)

    with pytest.raises(appeals.NotYours):
        decided(appeal, "rejected", "facts_stand", by=lead)
    decided(appeal, "rejected", "facts_stand", by=somebody_of())

    assert Appeal.objects.get().outcome == "rejected"


def test_whoever_closed_the_complaint_does_not_decide_the_appeal() -> None:
    assignment, lead = an_engagement(at=MONDAY), somebody_of()
    with clock.standing_at(CANCELLED):
        complaints.open_complaint(
            assignment, by=the_customer(assignment.order), complaint="K", category="part", text="!"
        )
        complaints.close(assignment, by=lead, complaint="K", outcome="upheld", clause="B6", severity="major")
    appeal = filed(assignment.breaches.get(rule="B6.upheld"))

    with pytest.raises(appeals.NotYours):
        decided(appeal, "granted", "wrong_record", by=lead)
    decided(appeal, "granted", "wrong_record", by=somebody_of())

    assert state_of(appeal.breach) == ("overturned", 0)


def test_only_a_role_that_is_trusted_with_appeals_decides_them() -> None:
    appeal = filed(a_breach())

    for nobody in (somebody_of("triage"), somebody_of("finance view"), a_staff_member(), an_owner(appeal.partner)):
        with pytest.raises(PermissionDenied):
            decided(appeal, "granted", "agreed", by=nobody)

    assert Appeal.objects.get().outcome == "open"


def test_the_second_of_two_deciders_is_told_that_it_is_decided() -> None:
    appeal = filed(a_breach())
    twin = Appeal.objects.get(pk=appeal.pk)
    decided(appeal, "granted", "agreed")

    with pytest.raises(appeals.DecidedBefore):
        decided(twin, "rejected", "facts_stand")

    assert state_of(appeal.breach) == ("overturned", 0)


def test_a_breach_that_nobody_confirmed_can_be_overturned_and_not_upheld() -> None:
    appeal = filed(a_doubtful_breach())

    with pytest.raises(rulings.NotConfirmedYet):
        decided(appeal, "rejected", "facts_stand")
    decided(appeal, "granted", "customer_fault")

    assert state_of(appeal.breach) == ("overturned", 0)


def test_an_appeal_against_a_breach_that_was_lifted_meanwhile_can_only_be_granted() -> None:
    breach = a_breach()
    appeal = filed(breach)
    earlier = ("earlier", "cancelled", CANCELLED - MINUTE, "customer", {"reason": "changed_mind"})
    reported(breach.assignment, earlier, at=CANCELLED + 2 * HOUR)
    sweep_all(CANCELLED + 3 * HOUR)
    lifted = state_of(breach)

    with pytest.raises(appeals.CountsNoMore):
        decided(appeal, "rejected", "facts_stand")
    decided(appeal, "granted", "lifted_meanwhile", note="")

    assert (lifted, state_of(breach)) == (("retracted", 0), ("overturned", 0))


@pytest.mark.parametrize("state", Breach.State.values)
def test_no_state_of_a_breach_leaves_an_open_appeal_without_a_decision(state: str) -> None:
    appeal = filed(a_breach())
    Breach.objects.filter(pk=appeal.breach_id).exclude(state=state).update(state=state, points=0)
    appeal.breach.refresh_from_db()

    ways = {outcome: appeals.reasons_for(appeal.breach, outcome) for outcome in ("granted", "rejected")}

    assert ways["granted"]
    assert bool(ways["rejected"]) == (state in {"counted", "cured"})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_the_same_time_one_is_refused() -> None:
    appeal = filed(a_breach())
    deciders, answers = [somebody_of(), somebody_of()], []
    together = threading.Barrier(2)

    def decide(by: Actor, outcome: str, reason: str) -> None:
        together.wait()
        try:
            appeals.decide(Appeal.objects.get(), by=by, outcome=outcome, reason=reason, note="Đã xem.")
            answers.append(outcome)
        except appeals.DecidedBefore:
            answers.append("refused")
        finally:
            connection.close()

    wishes = zip(deciders, ("granted", "rejected"), ("agreed", "facts_stand"), strict=True)
    racers = [threading.Thread(target=decide, args=wish) for wish in wishes]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    appeal.refresh_from_db()
    assert sorted(answers) == sorted([appeal.outcome, "refused"])
    assert BreachDecision.objects.exclude(kind="appealed").count() == 1
