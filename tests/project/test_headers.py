"""Every kind of answer in production, whoever asks and whatever is wrong: guarded as MDN's Observatory wants it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from orders.services import links
from rada.web import clock
from tests.access_table import OPEN_TO, PUBLIC
from tests.desk import an_account
from tests.desk import signed_in as desk_signed_in
from tests.desk_world import NOW, a_whole_desk
from tests.orders.through_links import private_pages
from tests.partners.accounts import PASSWORD, signs_in, somebody
from tests.portal import form, signed_in
from tests.project.observatory import points, policy_of
from tests.project.production import asked, settings_of_production, taken_over
from tests.two_sides import address_of

pytestmark = pytest.mark.long

HOST = "rada.example"
DESK = ["index", "inbox", "figures", "figures_csv", "orders_order_changelist", "partners_user_add"]
# The theme of operations evaluates its attributes and styles them; the API's page to read styles itself.
LEAST = {"admin": 110, "api:docs": 120}
COOKIES = ("SESSION", "CSRF", "LANGUAGE", "MESSAGES", "ORDER", "VISITOR")


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """Every answer by a name that says what was asked; taken once, in the settings of production."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**taken_over(BEHIND_PROXY="yes")):
        with clock.standing_at(NOW):
            found = dict(_answers())
            for answer in found.values():
                answer.getvalue()  # to its end, which closes the file behind it
            yield found
        transaction.set_rollback(True)


def _answers() -> Iterator[tuple[str, Any]]:
    side = a_whole_desk()
    clients = (signed_in(None), signed_in(side.owner), Client(), desk_signed_in(an_account("root", is_superuser=True)))
    stranger, owner, customer, root = (_by_https(client) for client in clients)
    yield "customer door", customer.get(reverse("orders:customer_door", args=[links.issue(side.job.order)]))
    yield from ((name, stranger.get(address_of(name, side))) for name in sorted(PUBLIC))
    yield from ((f"owner {name}", owner.get(address_of(name, side))) for name in sorted(OPEN_TO))
    yield from ((f"customer {name}", customer.get(path)) for name, path in private_pages(side.job).items())
    yield from ((f"admin {name}", root.get(reverse(f"admin:{name}"))) for name in DESK)
    yield "admin row", root.get(reverse("admin:orders_order_change", args=[side.job.order.pk]))
    yield from (
        (f"api:{name}", stranger.get(reverse(f"api:{name}"))) for name in ("schema", "docs", "errors", "orders")
    )
    yield "api:nowhere", stranger.get("/api/v1/nowhere")
    yield from ((f"static {name}", stranger.get(f"/static/{name}")) for name in ("rada.css", "img/logo.svg"))
    yield from _wrong(side, stranger, owner)


def _wrong(side: Any, stranger: Client, owner: Client) -> Iterator[tuple[str, Any]]:
    checked = _by_https(Client(enforce_csrf_checks=True))
    yield "404", stranger.get("/nowhere/")
    yield "admin 404", owner.get("/admin/orders/order/")
    yield "static 404", stranger.get("/static/nowhere.css")
    yield "400 another host", stranger.get("/sign-in/", headers={"host": "evil.example"})
    yield "403 without a token", checked.post("/sign-in/", {"username": "a", "password": "b"})
    yield "405", stranger.put(reverse("orders:customer_door", args=["made-up"]))
    yield "422", stranger.post(reverse("partners:password_forgotten"), form(username=""))
    yield "302 with a message", owner.post(reverse("partners:terms_discard"), form())
    somebody(side.partner)
    yield "302 signed in", signs_in("+84950000101", PASSWORD, _by_https(Client()))
    yield "302 in a language", stranger.post(reverse("set_language"), {"language": "vi"})
    yield "400 without a key", owner.post(reverse("orders:cancel", args=[side.job.pk]))


def _by_https(client: Client) -> Client:
    client.defaults |= {"SERVER_NAME": HOST, "HTTP_X_FORWARDED_PROTO": "https"}
    return client


def mark_of(answer: Any) -> int:
    return points(dict(answer.headers), list(answer.cookies.values()))


def least_of(name: str) -> int:
    return next((least for begin, least in LEAST.items() if name.startswith(begin)), 125)


def test_every_kind_of_answer_has_the_top_mark(answers):
    low = {name: mark_of(answer) for name, answer in answers.items() if mark_of(answer) < least_of(name)}

    assert low == {}


def test_every_kind_of_answer_was_asked_for(answers):
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 400, 401, 403, 404, 405, 422}
    assert {answer["Content-Type"].split(";")[0] for answer in answers.values()} >= {
        "text/html", "text/css", "text/csv", "text/javascript", "application/pdf", "application/manifest+json",
        "application/problem+json", "image/jpeg", "image/svg+xml",
    }  # fmt: skip


def test_nothing_is_allowed_inline_but_where_it_is_said(answers):
    loose = {
        name.split(" ")[0]
        for name, answer in answers.items()
        for sources in policy_of(answer["Content-Security-Policy"]).values()
        if {"'unsafe-inline'", "'unsafe-eval'"} & set(sources)
    }

    assert loose == {"admin", "api:docs"}


def test_no_script_runs_inline_anywhere(answers):
    for name, answer in answers.items():
        policy = policy_of(answer["Content-Security-Policy"])
        assert "'unsafe-inline'" not in policy.get("script-src", policy["default-src"]), name


def test_every_answer_says_the_rest_too(answers):
    for name, answer in answers.items():
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "Access-Control-Allow-Origin" not in answer, name
        assert answer["Permissions-Policy"].startswith("camera=(self), geolocation=()"), name
        assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", name


def test_no_cache_keeps_what_is_somebodys(answers):
    kept = {
        name for name, answer in answers.items()
        if name.startswith(("owner", "customer", "admin", "api:orders")) and "no-store" not in answer["Cache-Control"]
    }  # fmt: skip

    assert kept == set()


def test_every_cookie_is_for_this_host_and_for_no_script(answers):
    told = [cookie for answer in answers.values() for cookie in answer.cookies.values()]
    set_cookies = {cookie.key: cookie for cookie in told if cookie.value}  # without a value it is taken away

    assert {"__Host-csrf", "__Host-session", "__Host-language", "__Host-messages"} <= set(set_cookies)
    assert all(cookie["secure"] and cookie["httponly"] and cookie["samesite"] for cookie in set_cookies.values())


def test_every_cookie_has_a_prefix():
    read = settings_of_production()

    names = {read[f"{each}_COOKIE_NAME"] for each in COOKIES}

    assert {name for name in read if name.endswith("_COOKIE_NAME")} == {f"{each}_COOKIE_NAME" for each in COOKIES}
    assert all(name.startswith(("__Host-", "__Secure-")) for name in names)


@pytest.fixture(scope="module")
def in_the_clear(tmp_path_factory):
    """What three requests without HTTPS are answered: a page, the same at another host, the API."""
    page, other = {"path": "/sign-in/"}, {"path": "/sign-in/", "headers": {"host": "evil.example"}}
    return asked(tmp_path_factory.mktemp("var"), page, other, {"path": "/api/v1/services"}).answers


def test_a_page_in_the_clear_leads_to_https_on_a_known_host_alone(in_the_clear):
    led, refused, _api = in_the_clear

    assert (led["status"], led["headers"]["Location"]) == (301, "https://rada.example/sign-in/")
    assert refused["status"] == 400
    assert policy_of(refused["headers"]["Content-Security-Policy"])["default-src"] == ["'none'"]


def test_the_api_in_the_clear_is_refused_and_leads_nowhere(in_the_clear):
    *_pages, refused = in_the_clear

    assert (refused["status"], json.loads(refused["text"])["code"]) == (403, "https_only")
    assert "Location" not in refused["headers"]
