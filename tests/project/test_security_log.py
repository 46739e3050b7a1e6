"""What whoever looks into an attack finds in the log: log-ins, refusals, guesses and changed rights, and no person."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from orders.services import phone_codes
from orders.services.phone_codes import Browser, CodeOver, WrongCode
from partners.models import Member
from partners.services import authenticator, limits, members
from rada.platform.models import AccessToken
from rada.web import clock
from tests.factories import a_partner, an_engagement, an_owner
from tests.logged import production_log
from tests.orders.quoting import NOON, through_a_link
from tests.partners.accounts import PASSWORD, signs_in, somebody
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
PHONE = "0950 000 101"


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def log():
    with production_log() as opened:
        yield opened


def told(log, logger):
    return [(line["level"], line["message"]) for line in log.of(logger)]


def test_signing_in_out_and_wrong_passwords_are_told_with_where_from(log):
    account = somebody(a_partner()).user.pk

    signs_in(PHONE, "sai")
    signs_in("0950 000 999", "sai")
    client = signed_in(None)
    signs_in(PHONE, PASSWORD, client)
    client.post(reverse("partners:sign_out"))

    assert told(log, "partners.sign_in") == [
        ("WARNING", f"sign-in failed for account {account} from 127.0.0.1"),
        ("WARNING", "sign-in failed for no account from 127.0.0.1"),
        ("INFO", f"account {account} signed in from 127.0.0.1"),
        ("INFO", f"account {account} signed out"),
    ]


def test_a_lock_out_is_told(log):
    account = somebody(a_partner()).user.pk
    AxesProxyHandler.reset_attempts()

    for _try in range(6):
        signs_in(PHONE, "sai")

    assert ("WARNING", f"signing in rests for account {account} from 127.0.0.1") in told(log, "partners.sign_in")


def test_whoever_tries_too_often_is_told_as_a_refusal(log, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 1)

    for _try in range(2):
        signs_in(PHONE, "sai")

    line = log.requests[-1]
    assert (line["level"], line["route"], line["status"]) == ("WARNING", "partners:sign_in", 429)


def test_a_wrong_second_step_is_told(log):
    user = somebody(a_partner()).user
    TOTPDevice.objects.create(user=user, name="app", confirmed=True)

    with pytest.raises(authenticator.WrongCode):
        authenticator.verify(user, "abcdef")

    assert told(log, "partners.services.authenticator") == [("WARNING", f"account {user.pk}: wrong second step")]


def test_right_wrong_and_dead_phone_codes_are_told(log):
    job = an_engagement()
    with clock.standing_at(NOON):
        through_a_link(job)
        browser = Browser(AccessToken.objects.get(purpose="order_link").pk, secrets.token_urlsafe(16))
        right = phone_codes.digits_of(phone_codes.ask(job.order, browser, language="vi"), job.order.customer_phone)
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        with pytest.raises(WrongCode):
            phone_codes.confirm(job.order, browser, wrong)
        phone_codes.confirm(job.order, browser, right)
        phone_codes.forget(browser)
        with pytest.raises(CodeOver):
            phone_codes.confirm(job.order, browser, right)

    assert told(log, "orders.services.phone_codes") == [
        ("WARNING", f"order {job.order.pk}: a wrong phone code"),
        ("INFO", f"order {job.order.pk}: a phone was confirmed"),
        ("WARNING", f"order {job.order.pk}: a phone code that is over"),
    ]
    assert right not in log.text


def test_a_refusal_is_a_warning_that_says_to_whom(log):
    job, stranger = an_engagement(), an_owner(a_partner("Another"))

    signed_in(stranger).get(reverse("orders:assignment", args=[job.pk]))

    line = log.requests[-1]
    assert (line["level"], line["status"], line["account"]) == ("WARNING", 404, stranger.user.pk)
    assert (line["actor"], line["route"]) == ("partner", "orders:assignment")


def test_an_address_that_leads_nowhere_is_no_refusal(log):
    signed_in(None).get("/nowhere/")

    assert (log.requests[-1]["level"], log.requests[-1]["status"]) == ("INFO", 404)


def test_changed_rights_of_a_member_are_told_with_who_changed_them(log):
    partner = a_partner()
    owner, other = somebody(partner), somebody(partner, Member.Role.TECHNICIAN, "+84950000102")

    members.change_role(Member.objects.get(user=other.user), Member.Role.DISPATCHER, by=owner)

    (line,) = log.of("partners.services.members")
    assert f"by account {owner.user.pk}" in line["message"]
