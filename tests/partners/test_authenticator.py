"""The second step: set up, asked for, replayed, throttled, lost, and where the operator asks for it."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import timedelta

import pytest
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from partners.models import Member
from partners.services import authenticator
from partners.views import sign_in
from rada.web import clock
from tests.factories import a_dispatcher, a_partner, a_staff_member
from tests.partners.accounts import NEW_PASSWORD, PASSWORD, page, said, send, signs_in, somebody
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
CODE = re.compile(r'<li class="figure">([a-z0-9]{5}-[a-z0-9]{5})</li>')
KEY = re.compile(r'<strong class="figure">([A-Z2-7 ]+)</strong>')


def present_code(user, steps=0):
    """What the app shows now, or that many half minutes from now."""
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    return f"{totp(device.bin_key, t0=-30 * steps):06}"


def enrolled(actor):
    """Set the app up through the pages; the client and the recovery codes it was shown."""
    client = signed_in(actor)
    send(client, "authenticator_start", password=PASSWORD)
    shown = send(client, "authenticator_confirm", code=present_code(actor.user))
    codes = CODE.findall(said(shown))
    assert len(codes) == authenticator.RECOVERY_CODES
    fresh(actor.user)
    return client, codes


def fresh(user):
    """As if the half minute of the last code had passed."""
    TOTPDevice.objects.filter(user=user).update(last_t=-1)


def at_second_step(next_page=""):
    """A client that gave the right password."""
    client = signed_in(None)
    answer = client.post(
        reverse("partners:sign_in"), {"username": "0950000101", "password": PASSWORD, "next": next_page}
    )
    assert answer.url.startswith(reverse("partners:second_step"))
    return client


def test_the_key_is_shown_as_a_picture_and_to_type_until_a_code_confirms_it(owner):
    client = signed_in(owner)
    send(client, "authenticator_start", password=PASSWORD)

    shown = said(page(client, "authenticator"))

    key = KEY.search(shown)[1].replace(" ", "")
    assert b32decode(key) == TOTPDevice.objects.get(user=owner.user).bin_key
    assert 'src="data:image/svg+xml' in shown
    assert signs_in("0950000101", PASSWORD).url == "/"


def test_the_key_is_never_shown_again_once_it_is_in_use(owner):
    client, _codes = enrolled(owner)

    shown = said(page(client, "authenticator"))

    assert KEY.search(shown) is None
    assert "data:image" not in shown


def test_setting_up_asks_for_the_password_first(owner):
    answer = send(signed_in(owner), "authenticator_start", password="sai")

    assert answer.status_code == 422
    assert not TOTPDevice.objects.exists()


def test_opening_the_pages_sets_nothing_up(owner):
    client = signed_in(owner)

    for name in ("authenticator", "authenticator_start", "authenticator_confirm", "authenticator_codes"):
        assert page(client, name).status_code == 200

    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize("code", ["000000x", "", "12345", "abcdef", "\x00", "1" * 41, "１２３４５６"])
def test_a_code_that_is_none_leaves_the_app_unconfirmed(owner, code):
    client = signed_in(owner)
    send(client, "authenticator_start", password=PASSWORD)

    answer = send(client, "authenticator_confirm", code=code)

    assert answer.status_code in {409, 422}
    assert authenticator.confirmed(owner.user) is None
    assert "data:image" in said(answer)


def test_the_password_alone_signs_nobody_in_who_has_the_app(owner):
    enrolled(owner)

    client = at_second_step()

    assert client.get(reverse("orders:today")).status_code == 302
    assert client.get("/admin/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_password_and_code_sign_in_under_a_new_session(owner):
    enrolled(owner)
    client = at_second_step("/orders/?status=waiting")
    before = client.session.session_key

    answer = send(client, "second_step", code=present_code(owner.user), next="/orders/?status=waiting")

    assert answer.url == "/orders/?status=waiting"
    assert client.get(reverse("orders:today")).status_code == 200
    assert client.session.session_key != before
    assert sign_in.WAITING not in client.session


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"])
def test_the_way_on_stays_on_this_host(owner, wanted):
    enrolled(owner)

    answer = send(at_second_step(), "second_step", code=present_code(owner.user), next=wanted)

    assert answer.url == "/"


def test_a_code_that_was_used_is_refused(owner):
    enrolled(owner)
    code = present_code(owner.user)
    send(at_second_step(), "second_step", code=code)

    replayed = at_second_step()
    answer = send(replayed, "second_step", code=code)

    assert answer.status_code == 422
    assert "each code works once" in said(answer)
    assert replayed.get(reverse("orders:today")).status_code == 302


def test_after_a_wrong_code_even_the_right_one_has_to_wait(owner):
    enrolled(owner)
    client = at_second_step()
    send(client, "second_step", code="000000")

    answer = send(client, "second_step", code=present_code(owner.user))

    assert answer.status_code == 429
    assert re.search(r"Try again in \d+ second", said(answer))
    assert TOTPDevice.objects.get(user=owner.user).throttling_failure_count == 1


def test_waiting_longer_after_each_wrong_code_is_kept_with_the_account(owner):
    enrolled(owner)
    for _try in range(3):
        send(at_second_step(), "second_step", code="000000")
        TOTPDevice.objects.update(throttling_failure_timestamp=clock.now() - timedelta(minutes=1))
    TOTPDevice.objects.update(throttling_failure_timestamp=clock.now())

    answer = send(at_second_step(), "second_step", code=present_code(owner.user))

    assert answer.status_code == 429
    assert re.search(r"Try again in [34] second", said(answer))


def test_five_wrong_codes_lead_back_to_the_password(owner):
    enrolled(owner)
    client = at_second_step()
    for _try in range(5):
        TOTPDevice.objects.update(throttling_failure_count=0)
        answer = send(client, "second_step", code="000000")

    assert answer.url == reverse("partners:sign_in")
    assert page(client, "second_step").status_code == 302


def test_a_recovery_code_signs_in_once(owner):
    _client, codes = enrolled(owner)

    first = send(at_second_step(), "second_step", code=codes[0].upper())
    again = send(at_second_step(), "second_step", code=codes[0])

    assert (first.status_code, again.status_code) == (302, 422)
    assert authenticator.codes_left(owner.user) == 9


def test_recovery_codes_are_stored_as_hashes_and_belong_to_one_account(owner):
    _client, codes = enrolled(owner)
    other = somebody(a_partner(), phone="+84950000102")
    enrolled(other)

    stored = set(StaticToken.objects.values_list("token", flat=True))

    assert not stored & {code.replace("-", "") for code in codes}
    with pytest.raises(authenticator.WrongCode):
        authenticator.verify(other.user, codes[0])


def test_new_recovery_codes_end_the_old_ones(owner):
    client, old = enrolled(owner)

    new = CODE.findall(said(send(client, "authenticator_codes", password=PASSWORD)))

    assert len(new) == 10
    assert send(at_second_step(), "second_step", code=old[0]).status_code == 422
    assert send(at_second_step(), "second_step", code=new[0]).status_code in {302, 429}


def test_setting_the_app_up_signs_other_devices_out(owner):
    before = signed_in(owner)

    client, _codes = enrolled(owner)

    assert before.get(reverse("orders:today")).status_code == 302
    assert client.get(reverse("orders:today")).status_code == 200


def test_the_second_step_is_forgotten_after_ten_minutes_or_with_a_changed_password(owner):
    enrolled(owner)
    slow, changed = at_second_step(), at_second_step()
    session = slow.session
    session[sign_in.WAITING] = {**session[sign_in.WAITING], "since": "2026-01-01T00:00:00+00:00"}
    session.save()
    late = send(slow, "second_step", code=present_code(owner.user))
    owner.user.set_password(NEW_PASSWORD)
    owner.user.save()

    outdated = send(changed, "second_step", code=present_code(owner.user))

    assert [late.url, outdated.url] == [reverse("partners:sign_in")] * 2
    assert "_auth_user_id" not in slow.session
    assert "_auth_user_id" not in changed.session


def test_without_a_password_there_is_no_second_step(owner):
    enrolled(owner)

    answers = [
        page(signed_in(None), "second_step"),
        send(signed_in(None), "second_step", code=present_code(owner.user)),
    ]

    assert [answer.url for answer in answers] == [reverse("partners:sign_in")] * 2


def test_switching_off_needs_the_password_and_takes_the_codes_along(owner):
    client, _codes = enrolled(owner)

    refused = send(client, "authenticator_off", password="sai")
    send(client, "authenticator_off", password=PASSWORD)

    assert refused.status_code == 422
    assert signs_in("0950000101", PASSWORD).url == "/"
    assert not StaticToken.objects.exists()


@pytest.mark.parametrize("who", ["owner", "staff"])
def test_who_must_have_the_app_is_led_to_it_and_can_do_nothing_else(owner, settings, who):
    settings.TOTP_REQUIRED_FOR = frozenset({"owners", "staff"})
    actor = owner if who == "owner" else a_staff_member()
    client = signed_in(actor)
    enrolment = reverse("partners:authenticator")

    answers = [client.get(address) for address in ("/today/", "/members/", "/account/", "/admin/", "/orders/1/accept/")]
    fragment = client.get(reverse("orders:offers"), headers={"HX-Request": "true"})

    assert {answer.url for answer in answers} == {enrolment}
    assert fragment.headers["HX-Redirect"] == enrolment
    assert (
        client.post(reverse("partners:invite"), form(full_name="A", phone="0912345678", role="owner")).status_code
        == 302
    )
    assert "Set it up now" in said(client.get(enrolment))


def test_once_set_up_the_whole_portal_opens(owner, settings):
    settings.TOTP_REQUIRED_FOR = frozenset({"owners"})

    client, _codes = enrolled(owner)

    assert client.get(reverse("orders:today")).status_code == 200


def test_signing_in_with_both_steps_is_enough_where_the_app_is_asked(owner, settings):
    enrolled(owner)
    settings.TOTP_REQUIRED_FOR = frozenset({"owners"})
    client = at_second_step()

    send(client, "second_step", code=present_code(owner.user))

    assert client.get(reverse("orders:today")).status_code == 200


def test_a_session_from_before_the_app_signs_in_again(owner, settings):
    client = signed_in(owner)
    TOTPDevice.objects.create(user=owner.user, name="app", confirmed=True)
    settings.TOTP_REQUIRED_FOR = frozenset({"owners"})

    answer = client.get(reverse("orders:today"), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("partners:sign_in")
    assert client.get(reverse("orders:today")).url.startswith("/sign-in/")


def test_others_than_the_operator_named_go_on_without(owner, settings):
    settings.TOTP_REQUIRED_FOR = frozenset({"owners"})
    dispatcher = a_dispatcher(Member.objects.get(pk=owner.member_id).partner)

    answers = [signed_in(dispatcher).get("/today/"), signed_in(a_staff_member()).get("/account/")]

    assert [answer.status_code for answer in answers] == [200, 200]
