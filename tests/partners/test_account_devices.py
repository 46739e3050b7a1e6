"""One's own account: name, password, and where it is signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.agents import agent_words
from partners.models import AppSession, SignedInDevice
from partners.services import devices
from partners.services.app_sessions import REFRESH_FOR
from rada.web import clock
from tests.api.calling import an_app_of
from tests.factories import a_partner, a_staff_member
from tests.partners.accounts import NEW_PASSWORD, PASSWORD, page, said, send, signs_in, somebody
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
APP = "RadaApp/1.4 (iPhone; iOS 18.1)"
NEW = {"password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}


def browser(agent=ANDROID):
    """A client that signed in by the form, with a browser's name."""
    client = signed_in(None)
    client.defaults["HTTP_USER_AGENT"] = agent
    assert signs_in("0950000101", PASSWORD, client).status_code == 302
    return client


def test_a_new_sign_in_is_listed_with_its_browser(owner):
    client = browser()

    shown = said(page(client, "account"))

    assert "Chrome · Android" in shown
    assert "this device" in shown


def test_signing_one_device_out_leaves_the_others(owner):
    here, there = browser(), browser()
    other = SignedInDevice.objects.get(session_key=there.session.session_key)

    send(here, "device_end", other.pk)

    assert there.get(reverse("orders:today")).status_code == 302
    assert here.get(reverse("orders:today")).status_code == 200


def test_signing_out_all_others_keeps_this_one(owner):
    here, others = browser(), [browser(), browser()]

    send(here, "devices_end")

    assert [client.get(reverse("orders:today")).status_code for client in others] == [302, 302]
    assert here.get(reverse("orders:today")).status_code == 200
    assert SignedInDevice.objects.filter(user=owner.user).count() == 1


def test_somebody_elses_device_looks_like_a_missing_one_and_stays(owner):
    rival = signed_in(somebody(a_partner(), phone="+84950000102"))
    client = browser()
    theirs = SignedInDevice.objects.get(session_key=rival.session.session_key)

    answers = [send(client, "device_end", pk).status_code for pk in (theirs.pk, 10**9)]

    assert answers == [404, 404]
    assert rival.get(reverse("orders:today")).status_code == 200


def test_the_partner_app_is_listed_and_signed_out_alone(owner):
    here, app, other = browser(), an_app_of(owner, agent=APP), an_app_of(owner, agent="RadaApp/1.4")
    session = AppSession.objects.get(agent=APP)

    shown = said(page(here, "account"))
    answer = send(here, "app_end", session.pk)

    assert "Partner app · iPhone" in shown
    assert answer.url == reverse("partners:account")
    assert [each.get("me").status_code for each in (app, other)] == [401, 200]
    assert here.get(reverse("orders:today")).status_code == 200
    assert "iPhone" not in said(page(here, "account"))


def test_signing_out_all_others_ends_the_app_too(owner):
    here, app = browser(), an_app_of(owner)

    send(here, "devices_end")

    assert app.get("me").status_code == 401
    assert "Partner app" not in said(page(here, "account"))


def test_an_app_that_has_not_called_for_thirty_days_is_not_listed(owner):
    with clock.standing_at(clock.now() - REFRESH_FOR):
        an_app_of(owner)

    assert "Partner app" not in said(page(browser(), "account"))


def test_somebody_elses_app_looks_like_a_missing_one_and_stays(owner):
    rival = somebody(a_partner(), phone="+84950000102")
    app, client = an_app_of(rival), browser()

    answers = [send(client, "app_end", pk).status_code for pk in (rival.user.app_sessions.get().pk, 10**9)]

    assert answers == [404, 404]
    assert app.get("me").status_code == 200


def test_signing_out_takes_the_device_from_the_list(owner):
    client = browser()

    client.post(reverse("partners:sign_out"))

    assert not SignedInDevice.objects.filter(user=owner.user).exists()


def test_a_session_that_has_run_out_is_not_listed(owner):
    client, old = browser(), browser("Firefox")
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=clock.now() - timedelta(days=1))

    shown = said(page(client, "account"))

    assert "Firefox" not in shown


def test_being_seen_is_written_every_five_minutes_at_most(owner, monkeypatch):
    client = browser()
    row = SignedInDevice.objects.get(user=owner.user)
    later = row.seen_at + timedelta(days=3)
    with clock.standing_at(later):
        client.get(reverse("partners:account"))
        at_once = SignedInDevice.objects.get(pk=row.pk).seen_at
        monkeypatch.setattr(devices.time, "monotonic", lambda: devices._noted[row.session_key] + 300)
        client.get(reverse("partners:account"))

    assert at_once == row.seen_at
    assert SignedInDevice.objects.get(pk=row.pk).seen_at == later


def test_noting_a_device_costs_no_query_in_between(owner):
    client = browser()
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("orders:today"))

    assert not [query for query in queries if "signedindevice" in query["sql"]]


def test_a_changed_password_signs_every_other_device_out(owner):
    here, there = browser(), browser()

    answer = send(here, "account_password", **NEW)

    assert answer.url == reverse("partners:account")
    assert here.get(reverse("orders:today")).status_code == 200
    assert there.get(reverse("orders:today")).status_code == 302
    assert signs_in("0950000101", PASSWORD).status_code == 200
    assert signs_in("0950000101", NEW_PASSWORD).status_code == 302


def test_after_a_changed_password_this_device_is_still_known(owner):
    client = browser()

    send(client, "account_password", **NEW)

    assert SignedInDevice.objects.get(user=owner.user).session_key == client.session.session_key
    assert "this device" in said(page(client, "account"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "sai"}, "This is not your present password."),
        ({"password": ""}, "Type the password that you sign in with."),
        ({"new_password": "ngan", "new_password_again": "ngan"}, "too short"),
        ({"new_password_again": "khác"}, "The two passwords differ."),
        ({"new_password": "a" * 5000, "new_password_again": "a" * 5000}, "at most 4096 characters"),
        ({"new_password": "x\x00" * 9, "new_password_again": "x\x00" * 9}, "Null characters are not allowed."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why_and_stays(owner, changes, sentence):
    answer = send(browser(), "account_password", **{**NEW, **changes})

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert signs_in("0950000101", PASSWORD).status_code == 302


def test_guessing_the_present_password_is_locked_like_signing_in(owner):
    client = browser()
    for _try in range(5):
        locked = send(client, "account_password", **{**NEW, "password": "sai"})

    right = send(client, "account_password", **NEW)

    assert (locked.status_code, right.status_code) == (429, 429)
    assert "Try again in" in said(right)


def test_the_own_name_is_stored_in_one_form(owner):
    send(browser(), "account_name", full_name="Tra\u0302\u0300n   Gia Phu\u0301c")

    owner.user.refresh_from_db()
    assert owner.user.full_name == "Trần Gia Phúc"


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("  ", 422), ("a" * 121, 422), ("a\x00", 422)])
def test_a_name_that_cannot_be_stored_is_refused(owner, typed, status):
    before = owner.user.full_name

    answer = send(browser(), "account_name", full_name=typed)

    owner.user.refresh_from_db()
    assert (answer.status_code, owner.user.full_name) == (status, before)


def test_staff_have_the_same_page_without_a_partners_places():
    client = signed_in(a_staff_member())

    shown = page(client, "account")

    assert shown.status_code == 200
    assert reverse("orders:orders") not in said(shown)


def test_a_form_from_elsewhere_is_refused(owner):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user, backend="partners.sign_in.PhoneOrUsernameBackend")

    answers = [
        client.post(reverse(f"partners:{name}"), form(**NEW)) for name in ("account_password", "devices_end", "invite")
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537.36 Zalo android/24", "Zalo · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("", ""),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent, words):
    assert agent_words(agent) == words
