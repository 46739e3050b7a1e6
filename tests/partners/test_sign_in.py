"""Signing in and out, the lock, the way home, and the language."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as configured
from django.urls import reverse

from partners.models import User
from tests.factories import a_partner, a_staff_member, an_owner
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "một-mật-khẩu-dài"
SPELLINGS = ["0950000101", "+84950000101", "0950 000 101", "84 950-000-101", "0950.000.101", "(0950) 000 101"]


@pytest.fixture
def owner():
    actor = an_owner(a_partner())
    actor.user.phone = "+84950000101"
    actor.user.set_password(PASSWORD)
    actor.user.save()
    return actor


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(reverse("partners:sign_in"), {"username": name, "password": password, **more})


@pytest.mark.parametrize("name", [*SPELLINGS[:4], "user name"])
def test_people_sign_in_by_phone_in_any_spelling_or_by_user_name(owner, name):
    client = signed_in(None)

    answer = sign_in(client, owner.user.username if name == "user name" else name)

    assert answer.status_code == 302
    assert client.get(reverse("orders:today")).status_code == 200


def test_a_wrong_password_and_a_missing_account_get_the_same_sentence(owner):
    client = signed_in(None)

    wrong = sign_in(client, "0950000101", "sai").content.decode()
    missing = sign_in(client, "0950000999", "sai").content.decode()

    sentence = "This phone number or user name and this password do not belong together."
    assert sentence in wrong
    assert sentence in missing


def test_signing_in_gives_a_new_session(owner):
    client = signed_in(None)
    client.get(reverse("partners:sign_in"))
    client.session.save()
    before = client.session.session_key

    sign_in(client, "0950000101")

    assert client.cookies[configured.SESSION_COOKIE_NAME].value != before


def test_after_five_wrong_passwords_signing_in_rests_however_the_number_is_spelled(owner):
    client = signed_in(None)
    for spelling in SPELLINGS[:5]:
        sign_in(client, spelling, "sai")

    locked = sign_in(client, SPELLINGS[5])

    assert locked.status_code == 429
    assert "Too many attempts" in locked.content.decode()


def test_somebody_elses_attempts_do_not_lock_the_owner_out(owner):
    attacker, client = signed_in(None), signed_in(None)
    for _attempt in range(6):
        attacker.post(
            reverse("partners:sign_in"), {"username": "0950000101", "password": "sai"}, REMOTE_ADDR="203.0.113.9"
        )

    answer = sign_in(client, "0950000101")

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/orders/?status=waiting", "/orders/?status=waiting"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_the_way_on_stays_on_this_host(owner, wanted, reached):
    client = signed_in(None)

    answer = sign_in(client, "0950000101", next=wanted)

    assert answer.url == reached


@pytest.mark.parametrize("name", ["", "\x00", "a" * 5000, "é" * 200, "0950000101\x00", "' OR 1=1"])
def test_no_name_breaks_the_page(owner, name):
    answer = sign_in(signed_in(None), name)

    assert answer.status_code in {200, 302}
    assert not answer.wsgi_request.user.is_authenticated


def test_signing_out_ends_the_session(owner):
    client = signed_in(owner)

    client.post(reverse("partners:sign_out"))

    assert client.get(reverse("orders:today")).status_code == 302


def test_a_dismissed_member_has_no_place_any_more(owner):
    client = signed_in(owner)
    owner.user.memberships.update(is_active=False)

    home, today = client.get("/"), client.get(reverse("orders:today"))

    assert home.status_code == 200
    assert "does not belong to a partner" in home.content.decode()
    assert today.status_code == 404


def test_everybody_is_sent_to_their_own_first_page(owner):
    clients = {"partner": signed_in(owner), "staff": signed_in(a_staff_member())}

    found = {role: client.get("/").url for role, client in clients.items()}

    assert found == {"partner": "/today/", "staff": "/admin/"}


def test_a_stranger_reads_what_rada_is_and_finds_the_way_to_sign_in():
    answer = signed_in(None).get("/")

    assert answer.status_code == 200
    assert 'href="/sign-in/"' in answer.content.decode()


def test_the_language_is_switched_by_a_form_and_kept(owner):
    client = signed_in(owner)

    client.post(reverse("set_language"), {"language": "vi", "next": "/today/"})

    assert '<html lang="vi">' in client.get("/today/").content.decode()


def test_the_form_for_signing_in_names_no_account():
    User.objects.create_user("co-that", password=PASSWORD)

    page = signed_in(None).get(reverse("partners:sign_in")).content.decode()

    assert "co-that" not in page


def test_a_page_left_open_is_led_to_the_sign_in_page_as_a_whole():
    answer = signed_in(None).get(reverse("orders:offers"), headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == reverse("partners:sign_in")
    assert answer.content == b""


def test_a_password_is_typed_behind_dots_and_filled_in_by_managers():
    page = signed_in(None).get(reverse("partners:sign_in")).content.decode()

    (box,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in box
    assert 'autocomplete="current-password"' in box
    assert "maxlength" not in box
