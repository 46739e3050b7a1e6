"""Invitations: shown once, opened without acting, taken once; what is closed looks like what never was."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from partners.models import Invitation, Member, User
from partners.services import invitations
from rada.platform.idempotency import KeyReused
from rada.platform.models import AccessToken, IdempotencyKey
from rada.web import clock
from tests.factories import a_partner, a_technician
from tests.faults.racing import race
from tests.partners.accounts import NEW_PASSWORD, PASSWORD, link_in, page, said, send, signs_in, somebody
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
PHONE = "+84950000777"
NEW = {"new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}
ASKED = {"full_name": "Lê Văn Tám", "phone": "0950 000 777", "role": "technician"}


@pytest.fixture
def owner():
    return somebody(a_partner("Điện lạnh Gió Biển"))


def invited(owner, **changes):
    """The path of a new invitation's link."""
    return link_in(send(signed_in(owner), "invite", **{**ASKED, **changes}))


def accept(path, client=None, **fields):
    return (client or signed_in(None)).post(path, form(**(fields or NEW)))


def test_a_newcomer_chooses_a_password_and_signs_in_by_phone(owner):
    path = invited(owner)

    answer = accept(path)

    assert answer.url == reverse("partners:sign_in")
    assert signs_in("0950000777", NEW_PASSWORD).status_code == 302
    member = Member.objects.get(user__phone=PHONE)
    assert (member.partner_id, member.role, member.user.full_name) == (owner.partner_id, "technician", "Lê Văn Tám")


def test_opening_the_link_shows_who_invites_and_does_nothing(owner):
    path = invited(owner)

    answers = [signed_in(None).get(path), signed_in(None).head(path), signed_in(None).get(path)]

    assert {answer.status_code for answer in answers} == {200}
    assert "Điện lạnh Gió Biển" in said(answers[0])
    assert owner.user.full_name in said(answers[0])
    assert not User.objects.filter(phone=PHONE).exists()
    assert Invitation.objects.get().accepted_at is None


def test_the_links_page_is_kept_nowhere_and_tells_no_other_page(owner):
    path = invited(owner)

    for answer in (signed_in(None).get(path), accept(path), signed_in(None).get(path)):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"


def test_the_secret_is_stored_only_as_its_hash(owner):
    token = invited(owner).split("/")[2]

    kept = [*AccessToken.objects.values_list("digest", flat=True)]
    kept += [str(answer) for answer in IdempotencyKey.objects.values_list("answer", flat=True)]

    assert token not in "".join(kept)


def test_a_form_sent_twice_makes_one_invitation_and_shows_the_link_once(owner):
    client, sent = signed_in(owner), form(**ASKED)

    first, second = (client.post(reverse("partners:invite"), sent) for _time in range(2))

    assert link_in(first)
    assert "the link was shown then" in said(second)
    assert Invitation.objects.count() == 1


def test_a_link_is_taken_once(owner):
    path = invited(owner)
    accept(path)

    again = accept(path)

    assert again.status_code == 404
    assert Member.objects.filter(user__phone=PHONE).count() == 1


def test_pressing_twice_leads_to_signing_in_both_times(owner):
    path, client, sent = invited(owner), signed_in(None), form(**NEW)

    answers = [client.post(path, sent) for _time in range(2)]

    assert [answer.url for answer in answers] == [reverse("partners:sign_in")] * 2


def test_the_password_lies_nowhere_as_a_plain_hash(owner):
    path, client = invited(owner), signed_in(None)
    sent = form(**NEW)
    client.post(path, sent)

    other = {**sent, "new_password": "khác-hẳn-mật-khẩu", "new_password_again": "khác-hẳn-mật-khẩu"}
    again = client.post(path, other)

    assert again.status_code == 302  # the same key and fingerprint: the password is no part of either
    assert signs_in("0950000777", "khác-hẳn-mật-khẩu").status_code == 200


@pytest.mark.parametrize("closed", ["unknown", "withdrawn", "renewed", "expired", "accepted", "link revoked"])
def test_whatever_is_closed_looks_alike_and_opens_nothing(owner, closed):
    path = invited(owner)
    client, held = signed_in(owner), Invitation.objects.get()
    never = said(signed_in(None).get(reverse("partners:invitation", args=[secrets.token_urlsafe(32)])))
    if closed == "unknown":
        path = reverse("partners:invitation", args=["x"])
    elif closed in {"withdrawn", "renewed"}:
        send(client, {"withdrawn": "invitation_withdraw", "renewed": "invitation_renew"}[closed], held.pk)
    elif closed == "accepted":
        accept(path)
    elif closed == "expired":
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    else:
        AccessToken.objects.update(revoked_at=clock.now())
    people = User.objects.count()

    shown, sent = signed_in(None).get(path), accept(path)

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert plain(said(shown)) == plain(said(sent)) == plain(never)
    assert User.objects.count() == people


def plain(text):
    """A page without the one-time token of its forms and its own address."""
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_renewed_link_opens_and_lasts_a_week_more(owner):
    invited(owner)
    held = Invitation.objects.get()

    path = link_in(send(signed_in(owner), "invitation_renew", held.pk))

    assert signed_in(None).get(path).status_code == 200
    held.refresh_from_db()
    assert held.expires_at > clock.now() + timedelta(days=6)


def test_one_phone_has_one_open_invitation_and_an_expired_one_makes_room(owner):
    invited(owner)
    client = signed_in(owner)

    again = send(client, "invite", **ASKED)
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    later = send(client, "invite", **ASKED)

    assert again.status_code == 409
    assert "already invited" in said(again)
    assert "Lê Văn Tám" in said(again)
    assert link_in(later)


def test_somebody_of_the_team_is_not_invited_again(owner):
    technician = somebody(owner_partner(owner), "technician", "+84950000102")
    client = signed_in(owner)

    working = send(client, "invite", **{**ASKED, "phone": "0950000102"})
    Member.objects.filter(pk=technician.member_id).update(is_active=False)
    gone = send(client, "invite", **{**ASKED, "phone": "0950000102"})

    assert "already works in your team" in said(working)
    assert "switch them on" in said(gone)
    assert not Invitation.objects.exists()


def owner_partner(owner):
    return Member.objects.get(pk=owner.member_id).partner


def test_an_account_of_this_phone_signs_in_first_and_joins_then(owner):
    User.objects.create_user("tam", phone=PHONE, password=PASSWORD)
    path = invited(owner)
    client = signed_in(None)

    as_stranger = accept(path, client)
    client.post(reverse("partners:sign_in"), {"username": "0950000777", "password": PASSWORD})
    joined = client.post(path, form())

    assert as_stranger.status_code == 409
    assert "Sign in with it" in said(as_stranger)
    assert joined.status_code == 302
    assert Member.objects.get(user__phone=PHONE).partner_id == owner.partner_id


def test_whoever_works_elsewhere_cannot_be_lured_away_and_the_inviter_learns_nothing(owner):
    rival = somebody(a_partner("Điện lạnh Đối Thủ"), "technician", PHONE)
    client = signed_in(owner)

    made = send(client, "invite", **ASKED)
    refused = accept(link_in(made), signed_in(rival), sure="yes")

    assert "Đối Thủ" not in said(made) + said(page(client, "members"))
    assert refused.status_code == 409
    assert "cannot join your team at the moment" in said(refused)
    assert Member.objects.get(user__phone=PHONE, is_active=True).pk == rival.member_id


def test_an_invitation_for_another_phone_is_not_taken_with_this_account(owner):
    path, other = invited(owner), a_technician(a_partner())

    shown, sent = signed_in(other).get(path), accept(path, signed_in(other), sure="yes")

    assert "whose phone number is another one" in said(shown)
    assert sent.status_code == 409
    assert "This invitation is for the phone number" in said(sent)
    assert not Member.objects.filter(partner_id=owner.partner_id, user=other.user).exists()


def test_somebody_who_left_comes_back_in_their_old_row(owner):
    technician = somebody(owner_partner(owner), "technician", PHONE)
    Member.objects.filter(pk=technician.member_id).update(is_active=False)
    other_phone = link_in(send(signed_in(owner), "invite", **{**ASKED, "phone": "0950000778", "role": "dispatcher"}))
    User.objects.filter(pk=technician.user.pk).update(phone="+84950000778")
    technician.user.refresh_from_db()

    accept(other_phone, signed_in(technician), sure="yes")

    member = Member.objects.get(user=technician.user)
    assert (member.pk, member.role, member.is_active) == (technician.member_id, "dispatcher", True)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("phone", "", "Please type a phone number"),
        ("phone", "12", "not a Vietnamese phone number"),
        ("phone", "0950\x00000777", "cannot be stored"),
        ("phone", "9" * 5000, "at most 40 characters"),
        ("full_name", "   ", "Type the person"),
        ("full_name", "a" * 121, "at most 120 characters"),
        ("full_name", "Tám\x00", "cannot be stored"),
        ("role", "boss", "Choose what this person may do."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_nothing_typed_is_lost(owner, field, typed, sentence):
    answer = send(signed_in(owner), "invite", **{**ASKED, field: typed})

    assert answer.status_code == 422
    assert sentence in said(answer)
    kept = ASKED["full_name"] if field != "full_name" else ASKED["phone"]
    assert kept in said(answer)
    assert not Invitation.objects.exists()


def test_a_name_typed_in_pieces_is_stored_whole(owner):
    invited(owner, full_name="Le\u0302  Va\u0306n Ta\u0301m")

    assert Invitation.objects.get().full_name == "Lê Văn Tám"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"new_password": "ngan", "new_password_again": "ngan"}, "too short"),
        ({"new_password": "password123", "new_password_again": "password123"}, "too common"),
        ({"new_password": "+84950000777", "new_password_again": "+84950000777"}, "too similar"),
        ({"new_password": NEW_PASSWORD, "new_password_again": "khác"}, "The two passwords differ"),
        ({"new_password": "", "new_password_again": ""}, "Choose a password"),
    ],
)
def test_a_weak_password_is_refused_and_the_invitation_stays_open(owner, fields, sentence):
    path = invited(owner)

    answer = accept(path, **fields)

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert signed_in(None).get(path).status_code == 200


@pytest.mark.parametrize("step", ["invitation_renew", "invitation_withdraw"])
def test_another_partners_invitation_looks_like_a_missing_one(owner, step):
    path = invited(owner)
    rival, held = somebody(a_partner(), phone="+84950000102"), Invitation.objects.get()
    client = signed_in(rival)

    answers = [send(client, step, pk).status_code for pk in (held.pk, 10**9)]

    assert answers == [404, 404]
    assert signed_in(None).get(path).status_code == 200


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_link_at_the_same_instant_one_joins():
    owner = somebody(a_partner())
    for turn in range(5):
        made = invitations.invite(full_name="A", phone=f"+8495000090{turn}", role="technician", by=owner)
        taking = partial(invitations.accept_with_new_account, made.token, password=NEW_PASSWORD)

        outcomes = race(taking, taking)

        refused = [type(each.error) for each in outcomes if not each.won]
        assert refused in ([invitations.NotOpen], [KeyReused])
        assert Member.objects.filter(user__phone=f"+8495000090{turn}").count() == 1
