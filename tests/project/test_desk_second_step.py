"""Rada's people and the second step: nothing of operations is reached before it, and a lost phone is no dead end."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from partners.services import authenticator
from rada.desk.models import JournalEntry
from tests.desk import admin_addresses, an_account, signed_in
from tests.partners.accounts import PASSWORD, send
from tests.portal import form
from tests.portal import signed_in as a_browser

pytestmark = pytest.mark.django_db
ENROLMENT = "/account/authenticator/"


@pytest.fixture(autouse=True)
def _asked_of_staff(settings):
    settings.TOTP_REQUIRED_FOR = frozenset({"staff"})
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def root():
    user = an_account("root", is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(user):
    """What the app shows now, as if the last code's half minute had passed."""
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return f"{totp(TOTPDevice.objects.get(user=user).bin_key):06}"


@pytest.mark.parametrize(
    ("environment", "asked"),
    [({}, "staff"), ({"TOTP_REQUIRED_FOR": "nobody"}, ""), ({"TOTP_REQUIRED_FOR": "owners,staff"}, "owners,staff")],
)
def test_in_production_staff_must_have_it_unless_the_operator_says_otherwise(environment, asked):
    production = {"RADA_ENV": "production", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "rada.example"}
    asking = "from django.conf import settings; print(','.join(sorted(settings.TOTP_REQUIRED_FOR)))"
    plain = {name: value for name, value in os.environ.items() if name != "TOTP_REQUIRED_FOR"}

    settled = {**plain, "DJANGO_SETTINGS_MODULE": "rada.settings", **production, **environment}

    said = subprocess.run(
        [sys.executable, "-c", asking], env=settled,
        cwd=project.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert said.stdout.strip() == asked


def test_no_page_of_operations_opens_before_it(root):
    client = signed_in(root)

    answers = {
        (address, method): getattr(client, method)(address)
        for address in admin_addresses()
        for method in ("get", "post")
    }

    led = {asked: answer.get("Location", "") for asked, answer in answers.items()}
    assert {asked: to for asked, to in led.items() if to != reverse("partners:authenticator")} == {}


def test_somebody_of_radas_sets_it_up_at_the_first_sign_in_and_is_asked_for_it_from_then_on(root):
    client = a_browser(None)
    password = {"username": "root", "password": PASSWORD, "next": "/admin/"}

    client.post(reverse("partners:sign_in"), password)
    led = client.get("/admin/")
    send(client, "authenticator_start", password=PASSWORD)
    send(client, "authenticator_confirm", code=code_of(root))
    opened = client.get("/admin/").status_code
    again = a_browser(None)
    half = again.post(reverse("partners:sign_in"), password)
    shut = again.get("/admin/", follow=True)
    way_on = send(again, "second_step", code=code_of(root), next="/admin/")

    assert led.url == reverse("partners:authenticator")
    assert opened == 200
    assert half.url.startswith(reverse("partners:second_step"))
    assert shut.redirect_chain[-1][0].startswith("/sign-in/")
    assert (way_on.url, again.get("/admin/").status_code) == ("/admin/", 200)


def test_a_lost_phone_is_helped_by_a_superuser_and_the_journal_says_so(root, settings):
    settings.TOTP_REQUIRED_FOR = frozenset()
    lost = an_account("lost", role="triage")
    TOTPDevice.objects.create(user=lost, name="app", confirmed=True)
    client = signed_in(lost)

    signed_in(root).post(reverse("admin:auth_user_password_change", args=[lost.pk]), form(switch_off="yes"))

    assert authenticator.confirmed(lost) is None
    assert client.get("/admin/").status_code == 302
    entry = JournalEntry.objects.get()
    assert (entry.user, entry.object_id) == (root, str(lost.pk))
    assert "Authenticator app switched off." in entry.change_message
