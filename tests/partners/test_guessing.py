"""Guessing passwords: slowed down by address before any is looked at, and the owner still gets in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from partners.services import limits
from rada.web import clock
from tests.api.calling import Caller
from tests.factories import HOUR, MONDAY, a_partner
from tests.partners.accounts import PASSWORD, said, send, somebody

pytestmark = pytest.mark.django_db
NAMES = ["0950 000 101", "0950 000 999", "0950 000 102", "0950 000 103"]  # right, nobody's, shut, without a password


class Counted(MD5PasswordHasher):
    """Counts what costs: each time that a password is hashed."""

    spent = 0

    def encode(self, password: str, salt: str) -> str:
        Counted.spent += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _counted(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]


@pytest.fixture
def owner() -> Any:
    partner = a_partner()
    somebody(partner, "dispatcher", "+84950000102", is_active=False)
    somebody(partner, "dispatcher", "+84950000103", password="!")
    return somebody(partner)


def signs_in_from(address: str, name: str = NAMES[0], password: str = PASSWORD) -> Any:
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("partners:sign_in"), {"username": name, "password": password})


def spent_by(act: Any) -> int:
    before = Counted.spent
    act()
    return Counted.spent - before


def test_one_address_tries_so_many_names_an_hour_and_costs_nothing_more(owner, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 4)
    for number in range(4):
        signs_in_from("203.0.113.9", f"0950 000 20{number}", "sai")

    before = Counted.spent
    answer = signs_in_from("203.0.113.9")

    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert Counted.spent == before
    assert signs_in_from("198.51.100.7").status_code == 302


def test_the_app_and_the_page_count_the_same_address_together(owner, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 2)
    app = Caller()
    for _try in range(2):
        app.post("sessions", {"login": "0950000999", "password": "sai"})

    answer = app.post("sessions", {"login": "0950000101", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "too_many_tries", "3600")
    assert signs_in_from("127.0.0.1").status_code == 429


def test_whoever_signs_in_is_not_counted(owner, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 1)
    app = Caller()

    pages = [signs_in_from("127.0.0.1").status_code for _time in range(3)]
    apps = [app.post("sessions", {"login": "0950000101", "password": PASSWORD}).status_code for _time in range(3)]

    assert (pages, apps) == ([302] * 3, [201] * 3)


def test_the_limit_is_lifted_after_an_hour(owner, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 1)
    with clock.standing_at(MONDAY):
        signs_in_from("203.0.113.9", password="sai")

    with clock.standing_at(MONDAY + HOUR):
        answer = signs_in_from("203.0.113.9")

    assert answer.status_code == 302


def test_behind_a_proxy_whoever_guesses_locks_nobody_else_out(owner, settings):
    settings.BEHIND_PROXY = True
    page, typed = reverse("partners:sign_in"), {"username": NAMES[0], "password": "sai"}
    for number in range(6):
        wrong = Client().post(page, typed, headers={"x-forwarded-for": f"192.0.2.{number}, 203.0.113.9"})

    answer = Client().post(page, {**typed, "password": PASSWORD}, headers={"x-forwarded-for": "198.51.100.7"})

    assert wrong.status_code == 429
    assert answer.status_code == 302


def test_the_lock_out_of_one_account_tells_how_long_it_lasts(owner):
    for _try in range(6):
        answer = signs_in_from("203.0.113.9", password="sai")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60


def test_the_same_is_spent_on_a_name_that_exists_and_on_any_other(owner):
    spent = {name: spent_by(lambda name=name: signs_in_from("203.0.113.9", name, "sai")) for name in NAMES}

    assert spent == dict.fromkeys(NAMES, 1)


def test_the_same_is_spent_by_the_app(owner):
    app = Caller()

    spent = {
        name: spent_by(lambda name=name: app.post("sessions", {"login": name, "password": "sai"})) for name in NAMES
    }

    assert spent == dict.fromkeys(NAMES, 1)


def test_asking_for_a_new_password_spends_the_same_for_every_name(owner):
    client = Client()

    spent = {name: spent_by(lambda name=name: send(client, "password_forgotten", username=name)) for name in NAMES}

    assert set(spent.values()) == {0}


def test_the_page_says_what_to_do(owner, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FROM_ONE_ADDRESS", 1)
    signs_in_from("127.0.0.1", password="sai")
    client = Client()
    client.cookies["django_language"] = "en"

    answer = client.post(reverse("partners:sign_in"), {"username": NAMES[0], "password": PASSWORD})

    assert "There were too many tries. Please wait" in said(answer)
