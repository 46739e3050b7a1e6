"""The partner app signs in, stays signed in, and is signed out with its account."""

from datetime import timedelta

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from partners.services import app_sessions, members, passwords
from rada.web import clock
from tests.api.calling import Caller, an_app_of
from tests.factories import MONDAY, a_partner, a_staff_member, a_technician, an_owner

pytestmark = pytest.mark.django_db
PASSWORD = "chia-khoa-so-1"


@pytest.fixture
def owner():
    actor = an_owner(a_partner())
    actor.user.set_password(PASSWORD)
    actor.user.save()
    return actor


def sign_in(actor, **changes):
    return Caller().post("sessions", {"login": actor.user.username, "password": PASSWORD, **changes})


def me_with(token):
    return Caller(f"Bearer {token}").get("me")


def test_the_right_password_opens_the_api_for_the_member(owner):
    answer = sign_in(owner)

    me = me_with(answer.json()["access_token"])
    assert answer.status_code == 201
    assert (me.json()["kind"], me.json()["partner"], me.json()["role"]) == ("partner", owner.partner_id, "owner")


def test_a_wrong_password_is_counted_as_on_the_page(owner):
    codes = [sign_in(owner, password="wrong").json()["code"] for _try in range(5)]
    rests = sign_in(owner)

    assert set(codes[:4]) == {"wrong_password"}
    assert (rests.status_code, rests.json()["code"]) == (429, "sign_in_rests")
    assert int(rests["Retry-After"]) > 0


def test_rada_own_people_do_not_sign_in_by_the_app():
    staff = a_staff_member()
    staff.user.set_password(PASSWORD)
    staff.user.save()

    assert sign_in(staff).json()["code"] == "no_member"


def test_an_account_with_an_authenticator_app_needs_its_code(owner):
    TOTPDevice.objects.create(user=owner.user, name="app", confirmed=True)

    without, wrong = sign_in(owner), sign_in(owner, code="000000")

    assert (without.status_code, without.json()["code"]) == (401, "code_needed")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_code")


def test_an_owner_who_must_have_an_authenticator_app_sets_it_up_first(owner, settings):
    settings.TOTP_REQUIRED_FOR = {"owners"}

    assert sign_in(owner).json()["code"] == "app_needed"


def test_the_access_token_is_over_after_fifteen_minutes(owner):
    with clock.standing_at(MONDAY):
        token = sign_in(owner).json()["access_token"]
    end = MONDAY + app_sessions.ACCESS_FOR

    with clock.standing_at(end - timedelta(microseconds=1)):
        before = me_with(token).status_code
    with clock.standing_at(end):
        after = me_with(token)

    assert before == 200
    assert (after.status_code, after.json()["code"]) == (401, "not_signed_in")
    assert after["WWW-Authenticate"].startswith("Bearer")


def test_a_refresh_gives_the_next_pair_and_ends_the_one_before(owner):
    first = sign_in(owner).json()
    second = Caller().post("sessions/refresh", {"refresh_token": first["refresh_token"]}).json()

    assert me_with(second["access_token"]).status_code == 200
    assert me_with(first["access_token"]).status_code == 401


def test_a_refresh_token_that_comes_twice_ends_the_session(owner):
    with clock.standing_at(MONDAY):
        first = sign_in(owner).json()
        second = Caller().post("sessions/refresh", {"refresh_token": first["refresh_token"]}).json()
    with clock.standing_at(MONDAY + app_sessions.LEEWAY + timedelta(microseconds=1)):
        copied = Caller().post("sessions/refresh", {"refresh_token": first["refresh_token"]})

        assert copied.json()["code"] == "session_over"
        assert me_with(second["access_token"]).status_code == 401


def test_an_answer_that_was_lost_is_asked_for_again(owner):
    with clock.standing_at(MONDAY):
        lost = sign_in(owner).json()["refresh_token"]
        Caller().post("sessions/refresh", {"refresh_token": lost})
    with clock.standing_at(MONDAY + app_sessions.LEEWAY):
        again = Caller().post("sessions/refresh", {"refresh_token": lost})

        assert me_with(again.json()["access_token"]).status_code == 200


def test_signing_out_ends_both_tokens(owner):
    tokens = sign_in(owner).json()

    answer = Caller(f"Bearer {tokens['access_token']}").send("delete", "sessions/current")

    assert answer.status_code == 204
    assert me_with(tokens["access_token"]).status_code == 401
    assert Caller().post("sessions/refresh", {"refresh_token": tokens["refresh_token"]}).status_code == 401


def dies_with_the_password(owner, technician):
    passwords.change(technician.user, "mot-mat-khau-khac", session_key="")


def dies_with_the_membership(owner, technician):
    members.switch_off(technician.user.memberships.get(), by=owner)


def dies_with_the_account(owner, technician):
    technician.user.is_active = False
    technician.user.save()


@pytest.mark.parametrize("dies", [dies_with_the_password, dies_with_the_membership, dies_with_the_account])
def test_what_ends_an_account_ends_its_tokens_at_once(owner, dies):
    technician = a_technician(owner.partner)
    app = an_app_of(technician)
    before = app.get("me").status_code

    dies(owner, technician)

    assert (before, app.get("me").status_code) == (200, 401)


@pytest.mark.parametrize(
    "token", ["", "rada_app_1.0." + "x" * 43, "rada_app_99999999999.0.x", "a b", "rada_int_x", "é"]
)
def test_a_made_up_token_opens_nothing(token):
    assert Caller(f"Bearer {token}").get("me").status_code == 401
