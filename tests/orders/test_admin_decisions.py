"""A breach that a machine cannot settle waits for a person, who confirms or waives it with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from orders.models import Breach, BreachDecision
from orders.services import messages, rulings, sweeping, visits
from orders.wording import ruling_words
from partners.actors import actor_of
from partners.models import User
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, a_staff_member, an_engagement, reported, the_customer
from tests.orders.deciders import somebody_of
from tests.portal import form

pytestmark = pytest.mark.django_db


def a_doubtful_breach(said: str = "") -> Breach:
    """The customer cancelled and said that the partner had asked for it; before, they wrote what is `said`."""
    assignment = an_engagement(at=MONDAY)
    if said:
        with clock.standing_at(MONDAY + 5 * MINUTE):
            messages.send(assignment, by=the_customer(assignment.order), text=said)
    with clock.standing_at(MONDAY + 10 * MINUTE):
        visits.cancel(assignment, by=the_customer(assignment.order), reason="partner_asked")
    return assignment.breaches.get(rule="A2.asked_to_cancel")


def deciding(client: Client, breach: Breach, user: User, decision: str, note: str = "", **more: Any) -> Any:
    client.force_login(user)
    return client.post(f"/admin/orders/breach/{breach.pk}/decide/", form(decision=decision, note=note, **more))


def test_a_confirmed_breach_counts_with_its_policys_points_and_its_partner_is_told(client: Client) -> None:
    breach, user = a_doubtful_breach(), somebody_of("triage")

    deciding(client, breach, user, "confirm:evidence_clear", "Khách gửi ảnh chụp tin nhắn")

    decision = BreachDecision.objects.get()
    breach.refresh_from_db()
    assert (breach.state, breach.points) == ("counted", 5)
    assert (decision.decided_by, decision.reason) == (user, "evidence_clear")
    assert decision.note == "Khách gửi ảnh chụp tin nhắn"
    assert Notice.objects.filter(audience=f"partner:{breach.partner_id}", level="decision").count() == 1


def test_a_waived_breach_weighs_nothing_and_no_sweep_takes_that_back(client: Client) -> None:
    breach = a_doubtful_breach()

    deciding(client, breach, somebody_of("quality lead"), "waive:customer_fault")
    with clock.standing_at(MONDAY + HOUR):
        sweeping.sweep()

    breach.refresh_from_db()
    assert (breach.state, breach.points) == ("waived", 0)


def test_the_second_of_two_decisions_is_refused(client: Client) -> None:
    breach, user = a_doubtful_breach(), somebody_of("triage")

    deciding(client, breach, user, "waive:wrong_record")
    answer = deciding(client, breach, user, "confirm:evidence_clear", "Đã xem ảnh")

    breach.refresh_from_db()
    assert (answer.status_code, breach.state) == (409, "waived")
    assert "Đã xem ảnh" in answer.content.decode()
    assert BreachDecision.objects.count() == 1


@pytest.mark.parametrize(
    "decision", ["", "confirm:", "waive:evidence_clear", "erase:other", "confirm:\x00", "waive:other"]
)
def test_a_decision_without_its_reason_changes_nothing_and_keeps_what_was_typed(client: Client, decision: str) -> None:
    breach = a_doubtful_breach()
    note = "" if decision == "waive:other" else "Khách nói khác"

    answer = deciding(client, breach, somebody_of("triage"), decision, note)

    breach.refresh_from_db()
    assert (answer.status_code, breach.state, BreachDecision.objects.count()) == (422, "to_check", 0)
    assert note in answer.content.decode()


def test_a_form_sent_twice_decides_once_and_its_key_serves_no_other_decision(client: Client) -> None:
    breach, user = a_doubtful_breach(), somebody_of("triage")
    same = form(decision="waive:agreed", note="Hai bên thống nhất")
    client.force_login(user)
    address = f"/admin/orders/breach/{breach.pk}/decide/"

    answers = [client.post(address, each).status_code for each in (same, same, {**same, "decision": "waive:other"})]

    assert answers == [302, 302, 409]
    assert BreachDecision.objects.get().reason == "agreed"


@pytest.mark.parametrize("reason", ["customer_fault", "rada_fault", "force_majeure", "agreed", "wrong_record"])
def test_each_reason_to_waive_is_offered_in_words_and_kept_by_its_code(client: Client, reason: str) -> None:
    breach = a_doubtful_breach()

    deciding(client, breach, somebody_of("triage"), f"waive:{reason}")

    page = client.get(f"/admin/orders/breach/{breach.pk}/change/").content.decode()
    assert str(ruling_words(reason)) in page
    assert BreachDecision.objects.get().reason == reason


def test_the_page_says_before_the_click_what_each_decision_makes_of_the_points(client: Client) -> None:
    breach = a_doubtful_breach()
    client.force_login(somebody_of("triage"))
    client.cookies["django_language"] = "en"

    with clock.standing_at(MONDAY + HOUR):
        page = client.get(f"/admin/orders/breach/{breach.pk}/change/").content.decode()

    assert "Confirm: it counts, 5 points" in page
    assert "Points of the partner now: 0. Confirmed: 5. Waived: 0." in " ".join(page.split())


def test_what_both_sides_said_stands_beside_a_cancellation_to_check(client: Client) -> None:
    breach = a_doubtful_breach("Anh thợ bảo em hủy giúp")
    client.force_login(somebody_of("triage"))

    page = client.get(f"/admin/orders/breach/{breach.pk}/change/").content.decode()

    assert page.index("Anh thợ bảo em hủy giúp") < page.index(breach.assignment.head_hash[:12])


def test_a_part_whose_event_is_missing_is_shown_by_the_breachs_own_numbers(client: Client) -> None:
    breach = Breach.objects.create(
        assignment=(job := an_engagement(at=MONDAY)), partner=job.partner, rule="B4.part_differs", clause="B4",
        subject="gone", evidence=["gone", "gone-too"], facts={"brand": {"quoted": "Daikin", "replaced": "LG"}},
        occurred_at=MONDAY, found_at=MONDAY, severity="major", state="to_check",
    )  # fmt: skip
    client.force_login(somebody_of("triage"))

    page = client.get(f"/admin/orders/breach/{breach.pk}/change/")

    pairs = [(pair.agreed, pair.found, pair.differs) for pair in page.context["looks"]["pairs"]]
    assert pairs == [("—", "—", False), ("Daikin", "LG", True), ("—", "—", False)]


def test_after_a_decision_the_next_that_waits_is_shown_and_the_queue_has_the_oldest_first(client: Client) -> None:
    first, second = a_doubtful_breach(), a_doubtful_breach()
    user = somebody_of("triage")
    client.force_login(user)
    queue = client.get("/admin/orders/breach/?state__exact=to_check").content.decode()

    to_second = deciding(client, first, user, "confirm:evidence_clear")
    to_queue = deciding(client, second, user, "confirm:evidence_clear")

    assert queue.index(first.assignment.order.code) < queue.index(second.assignment.order.code)
    assert to_second["Location"] == f"/admin/orders/breach/{second.pk}/change/"
    assert to_queue["Location"] == "/admin/orders/breach/?state__exact=to_check"


def test_whoever_may_only_view_decides_nothing_by_page_or_service(client: Client) -> None:
    breach, viewer = a_doubtful_breach(), somebody_of("finance view")

    status = deciding(client, breach, viewer, "waive:agreed").status_code

    page = client.get(f"/admin/orders/breach/{breach.pk}/change/").content.decode()
    assert status == 403
    assert 'name="decision"' not in page
    for nobody in (actor_of(viewer), a_staff_member(), the_customer(breach.assignment.order)):
        with pytest.raises(PermissionDenied):
            rulings.waive(breach, by=nobody, reason="agreed")
    assert not BreachDecision.objects.exists()


def test_what_a_late_report_undoes_is_no_longer_there_to_confirm() -> None:
    breach, user = a_doubtful_breach(), somebody_of("triage")
    cancelled = ("earlier", "cancelled", MONDAY + 5 * MINUTE, "customer", {"reason": "changed_mind"})
    reported(breach.assignment, cancelled, at=MONDAY + 20 * MINUTE)
    with clock.standing_at(MONDAY + 21 * MINUTE):
        sweeping.sweep()

    with pytest.raises(rulings.AlreadyDecided):
        rulings.confirm(breach, by=actor_of(user), reason="evidence_clear")

    assert breach.state == "retracted"
