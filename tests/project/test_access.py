"""Who may open what: every address times every role. What the table does not name answers 404 to everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from orders import acts
from rada.web import clock
from tests import rows
from tests.access_table import BY_LINK, BY_TOKEN, EVERYBODYS, NAMES_A_CLAUSE, OFFICE, OPEN_TO, PUBLIC, ROLES
from tests.factories import HOUR, MONDAY
from tests.portal import Side, form, signed_in, staff
from tests.two_sides import address_of, addresses, whole_sides

pytestmark = [pytest.mark.django_db, pytest.mark.long]

NOW = MONDAY + 2 * HOUR
OWN, RIVAL = "Canary-Own", "Canary-Rival"
RARE = ("put", "patch", "delete")
UNSAFE = ("post", *RARE)
# Rows that tell who looked or who signed in change by looking; everything else may not.
WATCHED_APPS = {"partners", "orders", "complaints", "platform", "auth"}
ACTS = {f"orders:{act.name}" for act in acts.ACTS}
DOOR_ONLY_OPENS = {("orders:customer_door", method) for method in UNSAFE}


@pytest.fixture(scope="module")
def both(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Side]]:
    """Two sides for all tests of this module; what one of them changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.standing_at(NOW):
            sides = whole_sides(OWN, RIVAL, now=NOW)
        yield sides
        transaction.set_rollback(True)


@pytest.fixture
def sides(both):
    with clock.standing_at(NOW):
        yield both


@pytest.fixture
def clients(sides):
    own, rival = sides
    actors = {
        "owner": own.owner, "dispatcher": own.dispatcher, "technician": own.technician,
        "idle_technician": own.idle_technician, "rival_owner": rival.owner, "staff": staff(),
    }  # fmt: skip
    return {role: signed_in(actor) for role, actor in actors.items()}


def stored():
    """A fingerprint of every row that counts."""
    return rows.stored(WATCHED_APPS)


def test_every_view_says_who_may_open_it():
    silent = [name for name, pattern in addresses().items() if not hasattr(pattern.callback, "rada_access")]

    assert silent == []


def test_the_table_names_only_addresses_that_exist():
    assert set(OPEN_TO) | PUBLIC <= set(addresses())


def test_a_stranger_is_sent_to_the_sign_in_page_from_everywhere(sides):
    stranger = signed_in(None)
    before = stored()

    answers = {
        (name, method): getattr(stranger, method)(address_of(name, sides[0]))
        for name in sorted(set(addresses()) - PUBLIC - BY_LINK - BY_TOKEN)
        for method in ("get", *UNSAFE)
    }

    assert {answer.status_code for answer in answers.values()} == {302}
    assert all(answer.url.startswith("/sign-in/?next=") for answer in answers.values())
    assert stored() == before


def test_a_stranger_finds_nothing_behind_a_customers_or_a_machines_address(sides):
    stranger = signed_in(None)
    before = stored()

    answers = {
        (name, method): getattr(stranger, method)(address_of(name, sides[0])).status_code
        for name in sorted(BY_LINK | BY_TOKEN)
        for method in ("get", *UNSAFE)
    }

    assert {status for (name, method), status in answers.items() if (name, method) not in DOOR_ONLY_OPENS} == {404}
    assert {answers[asked] for asked in DOOR_ONLY_OPENS} == {405}
    assert stored() == before


CLOSEST = {"technician", "rival_owner"}  # who may most of those who may not


def first(*roles, of=ROLES):
    """Every one of these roles; where the run is not thorough, the first alone."""
    return [role if role in roles else pytest.param(role, marks=pytest.mark.thorough) for role in of]


@pytest.mark.parametrize("role", first("owner", *CLOSEST))
def test_each_role_opens_what_the_table_says_and_nothing_else(sides, clients, role):
    expected = {name: 200 if role in OPEN_TO.get(name, ()) else 404 for name in set(addresses()) - PUBLIC}

    found = {name: clients[role].get(address_of(name, sides[0])).status_code for name in expected}

    assert found == expected


@pytest.mark.parametrize("role", first(*CLOSEST))
def test_what_is_denied_changes_nothing_by_any_method(sides, clients, role):
    client, before = clients[role], stored()
    denied = sorted(name for name in set(addresses()) - PUBLIC if role not in OPEN_TO.get(name, ()))

    posted = {name: client.post(address_of(name, sides[0]), refused_form()).status_code for name in denied}
    missing = {name: client.post(missing_row(name), refused_form()).status_code for name in denied}
    others = {getattr(client, method)(address_of(name, sides[0])).status_code for name in denied for method in RARE}

    assert posted == missing
    assert {status for name, status in posted.items() if name in ACTS} <= {404}
    assert others <= {404, 405}
    assert stored() == before


def missing_row(name):
    """The address of a row that nobody has."""
    return reverse(name, args=[10**12] * len(addresses()[name].pattern.converters))


def refused_form():
    """A form that would be done, were it allowed."""
    fields = form(reason="other", text="Xin chào", complaint="k", day="2026-03-03", begin="09:00", end="11:00")
    return {**fields, "cost_shown": "A2.cancelled:major"}


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, pattern in addresses().items()
        if pattern.pattern.converters and name not in {*NAMES_A_CLAUSE, *EVERYBODYS}
    ),
)
def test_a_missing_row_and_a_foreign_one_look_alike(sides, clients, name):
    own, _rival = sides

    foreign_answer = clients["rival_owner"].get(address_of(name, own))
    missing_answer = clients["rival_owner"].get(missing_row(name))

    assert foreign_answer.status_code == missing_answer.status_code == 404
    assert without_secrets(foreign_answer, address_of(name, own)) == without_secrets(missing_answer, missing_row(name))


def without_secrets(answer, address):
    """The page without the one-time token of its forms and its own address."""
    text = answer.content.decode().replace(address, "")
    token = answer.context["csrf_token"]
    return text.replace(str(token), "")


def text_of(answer):
    """What an answer says; of a PDF only what is not packed."""
    return answer.getvalue().decode(errors="replace")


@pytest.mark.parametrize("role", first("owner", of=sorted(OFFICE)))
def test_no_page_of_a_partner_holds_a_word_of_another(sides, clients, role):
    own, _rival = sides
    names = sorted(name for name, roles in OPEN_TO.items() if role in roles)

    pages = {name: text_of(clients[role].get(address_of(name, own))) for name in names}

    assert [name for name, page in pages.items() if RIVAL in page] == []
    assert [
        name
        for name in (
            "orders:today",
            "orders:orders",
            "orders:assignment",
            "orders:photo",
            "orders:receipt_photo",
            "orders:request_photo",
            "orders:receipt",
            "complaints:appeal",
            "complaints:appeal_photo",
            "complaints:complaints",
            "complaints:complaint",
        )
        if OWN not in pages[name]
    ] == []


def test_a_technician_sees_only_their_own_jobs(sides, clients):
    own, _rival = sides

    pages = {
        role: clients[role].get("/orders/").content.decode() + clients[role].get("/today/").content.decode()
        for role in ("technician", "idle_technician")
    }

    assert own.job.order.code in pages["technician"]
    assert own.offer.order.code not in pages["technician"]
    assert "Canary" not in pages["idle_technician"].replace(own.partner.name, "")
    assert clients["technician"].get(reverse("orders:assignment", args=[own.offer.pk])).status_code == 404
