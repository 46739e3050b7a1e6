"""The team: roles, switching off and on, the last owner, and that no owner reaches into another team."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from orders.services import offers
from partners.models import Member, SignedInDevice, User
from partners.services import members
from rada.web import clock
from tests.factories import a_dispatcher, a_member, a_partner, a_staff_member, a_technician, an_offer, an_order
from tests.faults.racing import race
from tests.partners.accounts import page, said, send, somebody
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    partner = a_partner("Điện lạnh Gió Biển")
    return somebody(partner), a_technician(partner)


def row(actor):
    return Member.objects.get(pk=actor.member_id)


def test_an_owner_sees_the_team_with_roles_and_masked_phones(team):
    owner, technician = team

    shown = said(page(signed_in(owner), "members"))

    assert owner.user.full_name in shown
    assert technician.user.full_name in shown
    assert "••• 101" in shown
    assert "0950 000 101" not in shown


def test_a_members_own_page_shows_the_whole_phone_to_call(team):
    owner, _technician = team

    shown = said(page(signed_in(owner), "member", owner.member_id))

    assert 'href="tel:+84950000101"' in shown
    assert "0950 000 101" in shown


def test_a_new_role_holds_from_the_next_request(team):
    owner, technician = team
    theirs = signed_in(technician)
    refused_before = page(theirs, "members").status_code

    answer = send(signed_in(owner), "member_role", technician.member_id, role="owner")

    assert answer.url == reverse("partners:member", args=[technician.member_id])
    assert (refused_before, page(theirs, "members").status_code) == (404, 200)


@pytest.mark.parametrize("role", ["", "admin", "owner\x00", "OWNER"])
def test_a_role_that_does_not_exist_is_refused_beside_the_field(team, role):
    owner, technician = team

    answer = send(signed_in(owner), "member_role", technician.member_id, role=role)

    assert answer.status_code == 422
    assert "Choose what this person may do." in said(answer)
    assert row(technician).role == Member.Role.TECHNICIAN


def test_switching_off_ends_every_session_at_once(team):
    owner, technician = team
    phone, computer = signed_in(technician), signed_in(technician)

    send(signed_in(owner), "member_off", technician.member_id)

    answers = [client.get(reverse("orders:today")) for client in (phone, computer)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert not SignedInDevice.objects.filter(user=technician.user).exists()
    assert not row(technician).is_active


def test_before_switching_off_the_running_jobs_are_counted_and_they_stay(team):
    owner, technician = team
    job = an_offer(an_order(at=clock.now()), row(owner).partner, at=clock.now())
    offers.accept(job, by=owner)
    job.technician_id = technician.member_id
    job.save(update_fields=["technician"])
    client = signed_in(owner)

    asked = said(page(client, "member_off", technician.member_id))
    send(client, "member_off", technician.member_id)

    job.refresh_from_db()
    assert "1 running job stays in this person" in asked
    assert job.technician_id == technician.member_id


def test_opening_a_step_does_nothing(team):
    owner, technician = team
    client = signed_in(owner)

    for name in ("member_off", "member_role", "member_password"):
        assert page(client, name, technician.member_id).status_code == 200

    assert row(technician).is_active


def test_somebody_switched_off_comes_back_in_the_old_role(team):
    owner, technician = team
    client = signed_in(owner)
    send(client, "member_off", technician.member_id)

    send(client, "member_on", technician.member_id)

    assert row(technician).is_active
    assert signed_in(technician).get(reverse("orders:today")).status_code == 200


def test_somebody_who_works_elsewhere_now_is_not_switched_on_and_nothing_tells_where(team):
    owner, technician = team
    rival = a_partner("Điện lạnh Đối Thủ")
    client = signed_in(owner)
    send(client, "member_off", technician.member_id)
    Member.objects.create(partner=rival, user=technician.user, role=Member.Role.TECHNICIAN)

    answer = send(client, "member_on", technician.member_id)

    assert answer.status_code == 409
    assert "cannot join your team at the moment" in said(answer)
    assert rival.name not in said(answer)


@pytest.mark.parametrize(("step", "fields"), [("member_off", {}), ("member_role", {"role": "technician"})])
def test_the_last_owner_stays(team, step, fields):
    owner, _technician = team

    answer = send(signed_in(owner), step, owner.member_id, **fields)

    assert answer.status_code == 409
    assert "needs at least one owner" in said(answer)
    assert (row(owner).is_active, row(owner).role) == (True, Member.Role.OWNER)


def test_an_owner_whose_account_is_shut_does_not_count_as_one(team):
    owner, _technician = team
    shut = a_member(row(owner).partner, Member.Role.OWNER)
    User.objects.filter(pk=shut.user.pk).update(is_active=False)

    answer = send(signed_in(owner), "member_off", owner.member_id)

    assert answer.status_code == 409
    assert row(owner).is_active


def test_one_of_two_owners_may_leave(team):
    owner, _technician = team
    a_member(row(owner).partner, Member.Role.OWNER)

    answer = send(signed_in(owner), "member_off", owner.member_id)

    assert answer.status_code == 302
    assert not row(owner).is_active


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_the_same_instant_one_stays():
    for _round in range(8):
        partner = a_partner()
        owners = [a_member(partner, Member.Role.OWNER), a_member(partner, Member.Role.OWNER)]

        outcomes = race(*[partial(members.switch_off, row(each), by=each) for each in owners])

        assert [type(each.error) for each in outcomes if not each.won] == [members.LastOwner]
        assert Member.objects.filter(partner=partner, is_active=True, role=Member.Role.OWNER).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_switch_each_other_off_one_stays():
    for _round in range(8):
        partner = a_partner()
        first, second = a_member(partner, Member.Role.OWNER), a_member(partner, Member.Role.OWNER)
        acts = [
            partial(members.switch_off, row(second), by=first), partial(members.switch_off, row(first), by=second),
        ]  # fmt: skip

        outcomes = race(*acts)

        assert [type(each.error) for each in outcomes if not each.won] == [PermissionDenied]
        assert Member.objects.filter(partner=partner, is_active=True).count() == 1


@pytest.mark.parametrize("step", ["member", "member_role", "member_off", "member_on", "member_password"])
def test_a_member_of_another_team_looks_like_a_missing_one_and_nothing_changes(team, step):
    owner, _technician = team
    rival = somebody(a_partner("Điện lạnh Đối Thủ"), phone="+84950000102")
    theirs = a_technician(row(rival).partner)
    client = signed_in(owner)

    answers = [
        client.post(reverse(f"partners:{step}", args=[pk]), form(role="owner")) for pk in (theirs.member_id, 10**9)
    ]
    pages = [page(client, step, pk).status_code for pk in (theirs.member_id, 10**9)]

    assert pages == [404, 404]
    assert answers[0].status_code == answers[1].status_code
    assert (row(theirs).role, row(theirs).is_active) == (Member.Role.TECHNICIAN, True)


@pytest.mark.parametrize("role", ["dispatcher", "technician", "staff"])
def test_to_anybody_but_the_owner_the_team_does_not_exist(team, role):
    owner, technician = team
    partner = row(owner).partner
    actor = {"dispatcher": a_dispatcher(partner), "technician": technician, "staff": a_staff_member()}[role]
    client = signed_in(actor)

    answers = [
        page(client, "members"),
        page(client, "invite"),
        send(client, "member_role", technician.member_id, role="owner"),
        send(client, "member_off", owner.member_id),
        send(client, "invite", full_name="X", phone="0912345678", role="owner"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert (row(technician).role, row(owner).is_active) == (Member.Role.TECHNICIAN, True)


def test_an_owner_demoted_a_moment_ago_changes_nothing_any_more(team):
    owner, technician = team
    other = a_member(row(owner).partner, Member.Role.OWNER)
    members.change_role(row(owner), "technician", by=other)

    with pytest.raises(PermissionDenied):
        members.switch_off(row(technician), by=owner)

    assert row(technician).is_active


def test_the_same_form_twice_is_one_change(team, caplog):
    owner, technician = team
    client, sent = signed_in(owner), form(role="dispatcher")
    caplog.set_level("INFO", logger="partners.services.members")

    answers = [client.post(reverse("partners:member_role", args=[technician.member_id]), sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [line.getMessage() for line in caplog.records if "role technician -> dispatcher" in line.getMessage()]
    assert sum("role " in line.getMessage() for line in caplog.records) == 1


def test_a_form_without_its_key_is_refused(team):
    owner, technician = team

    answer = signed_in(owner).post(reverse("partners:member_off", args=[technician.member_id]))

    assert answer.status_code == 400
    assert row(technician).is_active


def test_a_long_team_takes_no_more_queries_than_a_short_one(team, django_assert_max_num_queries):
    owner, _technician = team
    client = signed_in(owner)
    for _number in range(20):
        a_technician(row(owner).partner)

    with django_assert_max_num_queries(12):
        shown = said(page(client, "members"))

    assert shown.count('class="whole"') == 22
