"""A breach that a machine cannot settle waits for a person, who confirms or waives it with a reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from orders.models import Breach, BreachDecision
from orders.services import rulings, sweeping, visits
from partners.actors import actor_of
from partners.models import User
from rada.desk.roles import create_roles
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, a_staff_member, an_engagement, reported, the_customer

pytestmark = pytest.mark.django_db


def a_doubtful_breach() -> Breach:
    """The customer cancelled and said that the partner had asked for it."""
    assignment = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 10 * MINUTE):
        visits.cancel(assignment, by=the_customer(assignment.order), reason="partner_asked")
    return assignment.breaches.get(rule="A2.asked_to_cancel")


def somebody_of(role: str) -> User:
    create_roles()
    user = User(username=role, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    return user


def deciding(client: Client, breach: Breach, user: User, decision: str, note: str = "") -> int:
    client.force_login(user)
    return client.post(f"/admin/orders/breach/{breach.pk}/decide/", {"decision": decision, "note": note}).status_code


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
    deciding(client, breach, user, "confirm:evidence_clear")

    breach.refresh_from_db()
    assert breach.state == "waived"
    assert BreachDecision.objects.count() == 1


@pytest.mark.parametrize("decision", ["", "confirm:", "waive:evidence_clear", "erase:other", "confirm:\x00"])
def test_a_decision_without_its_reason_changes_nothing(client: Client, decision: str) -> None:
    breach = a_doubtful_breach()

    status = deciding(client, breach, somebody_of("triage"), decision)

    breach.refresh_from_db()
    assert (status, breach.state, BreachDecision.objects.count()) == (302, "to_check", 0)


def test_whoever_may_only_view_decides_nothing_by_page_or_service(client: Client) -> None:
    breach, viewer = a_doubtful_breach(), somebody_of("finance view")

    status = deciding(client, breach, viewer, "waive:other")

    page = client.get(f"/admin/orders/breach/{breach.pk}/change/").content.decode()
    assert status == 403
    assert 'name="decision"' not in page
    for nobody in (actor_of(viewer), a_staff_member(), the_customer(breach.assignment.order)):
        with pytest.raises(PermissionDenied):
            rulings.waive(breach, by=nobody, reason="other")
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
