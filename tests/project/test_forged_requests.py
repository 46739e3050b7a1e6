"""Requests that another site makes a browser send (CSRF): refused at every address, whoever is signed in there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests import rows
from tests.desk import admin_names, an_account
from tests.desk_world import NOW
from tests.orders.quoting import through_a_link
from tests.orders.through_links import private_pages
from tests.portal import BACKEND, form
from tests.two_sides import address_of, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.thorough]

UNSAFE = ("post", "put", "patch", "delete")
WATCHED = {"partners", "orders", "complaints", "platform", "auth", "desk"}


def checked(user: Any = None) -> Client:
    """A browser that is signed in; its requests are looked at as real ones are."""
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def sent_by(client: Client, paths: dict[str, str], **headers: str) -> dict[tuple[str, str], int]:
    """What each address answers to each method that changes something."""
    return {
        (name, method): getattr(client, method)(path, form(), headers=headers).status_code
        for name, path in paths.items()
        for method in UNSAFE
    }


def a_token(client: Client) -> str:
    """The secret that this browser's own forms carry."""
    client.cookies["csrftoken"] = "c" * CSRF_SECRET_LENGTH
    return "c" * CSRF_SECRET_LENGTH


def test_without_a_pages_token_every_address_of_the_portal_refuses(side):
    owner = checked(side.owner.user)
    before = rows.stored(WATCHED)

    answers = sent_by(owner, {name: address_of(name, side) for name in addresses()})

    assert {told: status for told, status in answers.items() if status != 403} == {}
    assert rows.stored(WATCHED) == before


def test_without_a_pages_token_every_customers_page_refuses(side):
    client = checked()
    client.cookies = through_a_link(side.job, at=NOW).cookies
    before = rows.stored(WATCHED)

    answers = sent_by(client, private_pages(side.job))

    assert set(answers.values()) == {403}
    assert rows.stored(WATCHED) == before


def test_without_a_pages_token_every_address_of_operations_refuses(side):
    root = checked(an_account("root", is_superuser=True))
    paths = {name: reverse(f"admin:{name}", args=[1] * hands) for name, hands in admin_names().items()}
    before = rows.stored(WATCHED)

    answers = sent_by(root, paths)

    assert {told: status for told, status in answers.items() if status != 403} == {}
    assert rows.stored(WATCHED) == before


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_a_form_from_another_origin_is_refused_though_it_has_the_token(side, origin):
    client = checked(side.owner.user)

    answer = client.post(
        address_of("orders:accept", side), form(csrfmiddlewaretoken=a_token(client)), headers={"origin": origin}
    )

    assert answer.status_code == 403


def test_a_body_of_another_kind_is_refused(side):
    client = checked(side.owner.user)

    answer = client.post(address_of("orders:reply", side), '{"text": "a"}', content_type="text/plain")

    assert answer.status_code == 403


def test_the_pages_own_form_goes_through(side):
    client = checked(side.owner.user)

    answer = client.post(
        address_of("partners:account_name", side), form(csrfmiddlewaretoken=a_token(client), full_name="Trần Gia Phúc")
    )

    assert answer.status_code == 302


def views(patterns: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    """Every view with the names of what it lies in."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield space, pattern.callback
        else:
            yield from views(pattern.url_patterns, f"{space}{pattern.namespace or ''}:")


def test_only_the_api_asks_for_no_token_and_it_knows_no_cookie(settings):
    exempt = {space for space, view in views(get_resolver().url_patterns) if getattr(view, "csrf_exempt", False)}

    assert {space.strip(":").split(":")[0] for space in exempt} == {"api"}
    assert not any("Session" in name for name in settings.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"])
