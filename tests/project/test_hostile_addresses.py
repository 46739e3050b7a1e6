"""What nobody means well, in every parameter of every address: an answer or a refusal, never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle, islice
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access_table import OPEN_TO, PUBLIC
from tests.desk import admin_names, an_account
from tests.desk import signed_in as desk_signed_in
from tests.desk_world import NOW
from tests.orders.quoting import through_a_link
from tests.orders.through_links import private_pages
from tests.pages import forms_of
from tests.portal import signed_in
from tests.two_sides import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.thorough]

# As they stand in an address.
HOSTILE = {
    "NUL": "a%00b",
    "half a letter": "%ED%A0%80",
    "no digit though it says so": quote("²"),
    "beyond a number of 64 bits": "9" * 20,
    "beyond an offset": "1" + "0" * 19,
    "below nothing": "-1",
    "no number": "NaN",
    "no day": "2026-02-30",
    "turned, marked and piled up": quote("\u202e'\"><svg onload=alert(1)>%_\\" + "Z" + "\u0300\u0489" * 40),
    "a line": "%0D%0ASet-Cookie:a=b",
    "long": "x" * 3000,
}
A_ROW = "987654321"
FOR_OTHERS = 4  # a page without parameters of its own is asked with the first of these alone
TURNS = 3  # each page has every third question, its neighbours the others; all of them by --long
ALWAYS = {"q", "page", "next", "after", "size", "language"}
IN_OPERATIONS = {"q", "p", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "_facets", "pk__in"}


class _Leads(HTMLParser):
    """The names of the parameters with which a page leads to itself."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.names = path, set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parts = urlsplit(dict(attrs).get("href") or "")
        if tag == "a" and parts.path in {"", self.path}:
            self.names |= set(parse_qs(parts.query))


def asked_by(page: str, path: str) -> set[str]:
    """What a page sends by GET: the fields of its forms, and the parameters of its links to itself."""
    leads = _Leads(path)
    leads.feed(page)
    fields = {each.name for form in forms_of(page) if form.method == "get" for each in form.controls}
    return leads.names | fields


@pytest.fixture(scope="module")
def turns(request) -> int:
    """How many pages share the questions."""
    return 1 if request.config.option.long else TURNS


def failures(client, paths: dict[str, str], always: set[str], turns: int) -> list[str]:
    """Which parameter of which address makes it fail, and by what."""
    found = []
    for number, (name, path) in enumerate(paths.items()):
        shown = client.get(path)
        page = shown.getvalue().decode(errors="replace")
        own = asked_by(page, path) if shown.get("Content-Type", "").startswith("text/html") else set()
        asked = queries(sorted(always | own)) if own else islice(queries(sorted(always)), FOR_OTHERS)
        for query in islice(asked, number % turns, None, turns):
            found += failure(client, f"{path}?{query}", f"{name} {query[:200]}")
    return found


def queries(names: list[str]) -> Iterator[str]:
    """Each value in all parameters at once, then each parameter alone with one of the values in turn."""
    for value in HOSTILE.values():
        yield "&".join(f"{quote(name)}={value}" for name in names)
    for name, value in zip(names, cycle(HOSTILE.values()), strict=False):
        yield f"{quote(name)}={value}"


def failure(client, address: str, told: str) -> list[str]:
    """What went wrong, where something did."""
    try:
        with transaction.atomic():
            answer = client.get(address)
            answer.getvalue()
    except Exception as error:
        return [f"{told}: {type(error).__name__}"]
    return [f"{told}: {answer.status_code}"] if answer.status_code >= 500 else []


def test_no_parameter_of_the_portal_fails(side, turns):
    paths = {name: address_of(name, side) for name, roles in OPEN_TO.items() if "owner" in roles}

    assert failures(signed_in(side.owner), paths, ALWAYS, turns) == []


def test_no_parameter_of_a_public_page_fails(side, turns):
    assert failures(signed_in(None), {name: address_of(name, side) for name in PUBLIC}, ALWAYS, turns) == []


def test_no_parameter_of_a_customers_page_fails(side, turns):
    assert failures(through_a_link(side.job, at=NOW), private_pages(side.job), ALWAYS, turns) == []


def test_no_parameter_of_a_list_of_operations_fails(side, turns):
    root = desk_signed_in(an_account("root", is_superuser=True))
    lists = {name: reverse(f"admin:{name}") for name, hands in admin_names().items() if not hands}

    assert failures(root, lists, IN_OPERATIONS, turns) == []


def test_no_name_of_a_row_fails(side, turns):
    root, stranger = desk_signed_in(an_account("root", is_superuser=True)), signed_in(None)
    rows = [reverse(f"admin:{name}", args=[A_ROW]) for name, hands in admin_names().items() if hands == 1]
    secret = [f"/{prefix}/{A_ROW}/" for prefix in ("o", "c", "p", "password/new", "invitations")]

    found = [
        problem
        for client, paths in ((root, rows), (stranger, secret))
        for number, path in enumerate(paths)
        for kind, value in islice(HOSTILE.items(), number % turns, None, turns)
        for problem in failure(client, path.replace(A_ROW, value), f"{path}: {kind}")
    ]

    assert found == []
