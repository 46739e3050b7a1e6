"""Faults of the platform: recorded by people or noticed by the system, excused by a person alone."""

from __future__ import annotations

from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from orders.models import Closure, PlatformFault
from orders.services import fault_watch, faults, sweeping
from orders.services.trials import effects
from partners.actors import actor_of
from rada.platform.models import Delivery, Notice
from rada.web import clock
from tests.desk import an_account
from tests.factories import HOUR, MINUTE, MONDAY, WARD, an_engagement, sweep_all
from tests.faults.racing import race
from tests.orders.test_admin_writes import signed_in
from tests.portal import form

pytestmark = pytest.mark.django_db
NOON = MONDAY + 3 * HOUR
NUMBERS = count(1)
ADDRESS = "/admin/orders/platformfault/"


def somebody(role: str):
    return actor_of(an_account(f"{role}-{next(NUMBERS)}", role=role))


def recorded(**changes) -> PlatformFault:
    """All of the Monday from half past nine on, unless told otherwise."""
    told = {"starts_at": MONDAY + 30 * MINUTE, "ends_at": MONDAY + 2 * HOUR, "touched": "all", **changes}
    with clock.standing_at(NOON):
        return PlatformFault.objects.get(pk=faults.record(**told, by=somebody("triage")))


def confirm(fault, by=None, **changes):
    told = {"starts_at": fault.starts_at, "ends_at": fault.ends_at, **changes}
    with clock.standing_at(NOON):
        declared = faults.confirm(fault, **told, by=by or somebody("quality lead"))
        sweeping.sweep()
    return declared


def a_breach():
    """An engaged partner without an appointment; due at one minute past ten."""
    job = an_engagement(at=MONDAY)
    sweep_all(NOON)
    return job.breaches.get(rule="A3.no_appointment")


def given_up(number, *, channel="sms", job=None, at=MONDAY, why="given_up"):
    """Notices that were tried once at an instant, and ended unsent ten minutes later."""
    subject = f"assignment:{job.pk}" if job else "assignment:0"
    told = Notice.objects.bulk_create(
        Notice(
            audience=f"user:{each}", subject=f"{subject}:{at}", level="offer", channel=channel, created_at=at,
            attempts=6, ended_at=at + 10 * MINUTE, ended_why=why,
        )
        for each in range(number)
    )  # fmt: skip
    Delivery.objects.bulk_create(Delivery(notice=each, tried_at=at, succeeded=False, answer="503") for each in told)


def watched(at=MONDAY + HOUR) -> int:
    with clock.standing_at(at):
        return fault_watch.watch()


def test_a_recorded_fault_excuses_nothing_until_a_person_says_so():
    breach = a_breach()
    fault = recorded()
    proposed = faults.proposed(fault, starts_at=fault.starts_at, ends_at=fault.ends_at)
    said = effects.of_declaring(proposed, now=NOON)
    before = Closure.objects.count()

    declared = confirm(fault)

    breach.refresh_from_db()
    fault.refresh_from_db()
    assert before == 0
    assert {each.breach_id for each in said.excused} == {breach.pk}
    assert (declared, fault.state) == (1, PlatformFault.State.CONFIRMED)
    assert breach.state == "counted"
    assert breach.occurred_at == MONDAY + MINUTE + 2 * HOUR + 30 * MINUTE
    assert Closure.objects.get().fault == fault


def test_a_fault_of_some_wards_proposes_those_alone():
    fault = recorded(touched="area", wards=[WARD])

    (closure,) = faults.proposed(fault, starts_at=fault.starts_at, ends_at=fault.ends_at)

    assert (closure.wards, closure.order_id, closure.reason) == ([WARD], None, Closure.Reason.OUTAGE)


def test_a_channel_that_failed_proposes_the_orders_its_messages_were_about_and_no_other():
    touched, untouched = an_engagement(at=MONDAY), an_engagement(at=MONDAY)
    given_up(1, job=touched, at=MONDAY + HOUR)
    given_up(1, job=untouched, at=MONDAY - HOUR)
    given_up(1, job=untouched, channel="email", at=MONDAY + HOUR)
    fault = recorded(touched="sms")

    confirm(fault)

    assert [closure.order_id for closure in Closure.objects.all()] == [touched.order_id]


def test_a_channel_that_failed_nobody_has_nothing_to_excuse():
    with pytest.raises(faults.NothingTouched):
        confirm(recorded(touched="push"))

    assert not Closure.objects.exists()


def test_a_fault_is_decided_about_once():
    fault = recorded()
    with clock.standing_at(NOON):
        faults.decline(fault, note="Không ai bị ảnh hưởng", by=somebody("quality lead"))

    with pytest.raises(faults.SettledBefore):
        confirm(fault)


def test_triage_records_and_leads_decide():
    fault = recorded()

    with pytest.raises(PermissionDenied):
        confirm(fault, by=actor_of(an_account("other", role="triage")))
    with pytest.raises(PermissionDenied):
        faults.record(starts_at=MONDAY, ends_at=NOON, touched="all", by=somebody("finance view"))


def test_many_lost_and_none_sent_is_recorded_as_a_proposal_and_told_to_those_who_decide():
    lead = somebody("quality lead")
    given_up(9)
    given_up(1, why="overtaken", at=MONDAY + MINUTE)

    recorded_now = watched()

    fault = PlatformFault.objects.get()
    assert recorded_now == 1
    assert (fault.touched, fault.recorded_by, fault.state) == ("sms", None, PlatformFault.State.PROPOSED)
    assert (fault.starts_at, fault.ends_at) == (MONDAY, MONDAY + HOUR)
    assert not Closure.objects.exists()
    assert Notice.objects.get(level="fault_proposed").audience == f"staff:{lead.user.pk}"


@pytest.mark.parametrize(("number", "went_out"), [(9, False), (10, True)])
def test_a_few_failures_or_one_success_are_no_fault_of_the_channel(number, went_out):
    given_up(number)
    if went_out:
        Notice.objects.create(
            audience="user:99", subject="breach:1", level="breach", channel="sms", created_at=MONDAY, sent_at=MONDAY
        )

    assert watched() == 0


def test_while_it_goes_on_the_proposal_grows_and_once_decided_the_same_failures_propose_nothing_more():
    given_up(10)
    told = [watched(), watched(MONDAY + HOUR + 30 * MINUTE)]
    fault = PlatformFault.objects.get()
    with clock.standing_at(NOON):
        faults.decline(fault, note="Thử nghiệm", by=somebody("quality lead"))

    after = watched(MONDAY + HOUR + 40 * MINUTE)

    assert (told, after) == ([1, 0], 0)
    assert fault.ends_at == MONDAY + HOUR + 30 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_two_watchers_at_once_record_one_fault():
    given_up(10, at=clock.now() - HOUR)

    race(fault_watch.watch, fault_watch.watch)

    assert PlatformFault.objects.count() == 1


def test_the_page_shows_what_it_would_excuse_and_declares_it(client: Client):
    breach = a_breach()
    signed_in(client, "quality lead")
    with clock.standing_at(NOON):
        times = {"starts_at_0": "2026-03-02", "starts_at_1": "09:30", "ends_at_0": "2026-03-02", "ends_at_1": "11:00"}
        client.post(f"{ADDRESS}add/", form(**times, touched="all", note="Máy chủ đứng"))
        fault = PlatformFault.objects.get()
        page = client.get(f"{ADDRESS}{fault.pk}/change/").content.decode()
        shorter = client.post(f"{ADDRESS}{fault.pk}/preview/", {**times, "ends_at_1": "09:31"}).content.decode()
        refused = client.post(f"{ADDRESS}{fault.pk}/settle/", form(**times, decision="decline", note=""))
        client.post(f"{ADDRESS}{fault.pk}/settle/", form(**times, decision="confirm", note="Máy chủ đứng"))
        again = client.post(f"{ADDRESS}{fault.pk}/settle/", form(**times, decision="confirm", note="Hai lần"))

    assert "1 breach moved" in page
    assert f"/admin/orders/breach/{breach.pk}/change/" in page
    assert "1 breach moved" in shorter
    assert (refused.status_code, again.status_code) == (422, 409)
    assert "Say why nothing is excused." in refused.content.decode()
    assert "Hai lần" in again.content.decode()
    assert Closure.objects.get().ends_at == MONDAY + 2 * HOUR


def test_wards_go_with_a_fault_of_some_wards_alone(client: Client):
    signed_in(client, "triage")
    times = {"starts_at_0": "2026-03-02", "starts_at_1": "09:30", "ends_at_0": "2026-03-02", "ends_at_1": "11:00"}

    said = client.post(f"{ADDRESS}add/", form(**times, touched="all", note="", wards=WARD)).content.decode()

    assert "Name wards where some wards were touched, and only there." in said
    assert not PlatformFault.objects.exists()
