"""Role by action: every address of operations, every act, tick-box action and row on another's form, for everybody.

Each refusal stands beside a role that is let in, so that every address is proved to be a real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from partners.actors import actor_of
from partners.models import User
from rada.web import clock
from tests import rows
from tests.desk import admin_names, an_account, signed_in
from tests.desk_table import (
    BOXES,
    DESK,
    FINANCE,
    KEEPER,
    LEAD,
    NOBODY,
    PAGES,
    PLACES,
    ROOT,
    SECRETS,
    STAFF,
    TRIAGE,
    Who,
)
from tests.desk_world import NOW, a_whole_desk, kept_filters, own_part, row_of
from tests.portal import form
from tests.portal import signed_in as in_the_portal

pytestmark = pytest.mark.django_db
WATCHED = {"partners", "orders", "complaints", "platform", "auth", "axes", "desk"}
LET_IN = {200, 302, 405, 409, 422}
# Who may everything and who may least; those between them where the run is thorough.
EACH_ROLE = [ROOT, TRIAGE, *(pytest.param(role, marks=pytest.mark.thorough) for role in (LEAD, FINANCE, KEEPER))]
SIGN_OUT = re.compile(
    r'<form id="logout-form" method="post" action="([^"]+)"[^>]*>\s*'
    r'<input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)">\s*<button type="submit"'
)
# A sheet to print, and parts of pages that are fetched apart.
WITHOUT_A_MENU = {
    "orders_breach_sheet", "orders_closure_wards", "orders_trial_progress", "complaints_complaint_upheld"
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Client]]:
    """A browser for everybody over one desk; what a test changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.standing_at(NOW):
            side = a_whole_desk()
            people = {role: employed(role) for role in STAFF}
            for role in DESK:
                kept_filters(people[role])
            clients = {role: signed_in(user) for role, user in people.items()}
            others = {"a stranger": in_the_portal(None), "a partner's owner": in_the_portal(side.owner)}
        yield {**clients, **others}
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _at_now():
    with clock.standing_at(NOW):
        yield


def employed(role: str) -> User:
    """Somebody with this role; a superuser needs none."""
    return an_account(role, is_superuser=True) if role == ROOT else an_account(role, role=role)


def page_of(label):
    return next(page for model, page in admin.site._registry.items() if model._meta.label_lower == label)


def named(label):
    """How the names of a table's addresses begin."""
    return label.replace(".", "_")


def asked_by(role: str) -> Any:
    """A request of somebody with this role."""
    request: Any = RequestFactory().get("/admin/")
    request.user = User.objects.get(username=role)
    request.actor = actor_of(request.user)
    return request


def status(answer: Any) -> int:
    """Its status; what it was about to send is read to its end, so that its file is closed."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


def address_of(name: str, role: str = "") -> str:
    """The address of this name as somebody with this role may have it, with the table's own row."""
    hands = admin_names()[name]
    if not hands:
        return reverse(f"admin:{name}")
    if name == "auth_user_password_change":
        return reverse(f"admin:{name}", args=[row_of("partners.user").pk])
    if (named_part := own_part(name, role)) is not None:
        return reverse(f"admin:{name}", args=named_part)
    label = table_of(name)
    act = PAGES[label].acts.get(name.removeprefix(f"{named(label)}_"))
    return reverse(f"admin:{name}", args=[row_of(label).pk, *(act.more if act else ())][:hands])


def table_of(name: str) -> str:
    """The table whose address it is: the longest name that fits."""
    return max((label for label in PAGES if name.startswith(f"{named(label)}_")), key=len)


def opens() -> dict[str, Who]:
    """Who opens which address (GET)."""
    found = {name: who for name, who in PLACES.items() if who}
    for label, page in PAGES.items():
        found |= {f"{named(label)}_{end}": page.views for end in ("changelist", "change", "history")}
        found |= {f"{named(label)}_add": page.adds, f"{named(label)}_delete": page.deletes}
        found |= {f"{named(label)}_{end}": act.opens for end, act in page.acts.items()}
    return found


def posts() -> dict[str, tuple[Who, dict[str, Any]]]:
    """Who may post to which address, and what is sent."""
    found: dict[str, tuple[Who, dict[str, Any]]] = {
        "auth_user_password_change": (PLACES["auth_user_password_change"], {})
    }
    for label, page in PAGES.items():
        found |= {f"{named(label)}_{end}": (act.posts, act.sends) for end, act in page.acts.items()}
        found |= {
            f"{named(label)}_add": (page.adds, {}),
            f"{named(label)}_change": (page.changes, {}),
            f"{named(label)}_delete": (page.deletes, {"post": "yes"}),
        }
    return found


def test_every_address_of_operations_stands_in_the_table():
    assert set(opens()) | set(PLACES) == set(admin_names())


def test_every_act_action_and_row_beside_stands_in_the_table(desk):
    told = {label: (set(page.actions), set(page.beside)) for label, page in PAGES.items()}
    root = asked_by(ROOT)

    found = {
        label: (
            set(page_of(label).get_actions(root)),
            {each.model._meta.label_lower for each in page_of(label).inlines},
        )
        for label in PAGES
    }

    assert found == told


@pytest.fixture
def drawn(request, monkeypatch):
    """Pages are drawn for a superuser, who sees the most of each; for every role by --long."""
    if request.node.callspec.params["role"] != ROOT and not request.config.option.long:
        monkeypatch.setattr(TemplateResponse, "rendered_content", "")


@pytest.mark.parametrize("role", EACH_ROLE)
def test_each_role_opens_what_the_table_says_and_nothing_else(desk, drawn, role):
    expected = {name: role in who for name, who in opens().items()}

    statuses = {name: status(desk[role].get(address_of(name, role))) for name in expected}

    assert {name: code in LET_IN for name, code in statuses.items()} == expected
    assert {code for code in statuses.values() if code not in LET_IN} <= {403}


@pytest.mark.thorough
def test_every_page_of_operations_offers_to_sign_out(desk):
    names = [name for name, who in opens().items() if ROOT in who]

    drawn = {name: text for name in names if (text := page_at(desk[ROOT], address_of(name, ROOT)))}

    assert len(drawn) > 100
    assert {name for name, text in drawn.items() if not SIGN_OUT.search(text)} == WITHOUT_A_MENU


def page_at(client: Client, address: str) -> str:
    """What somebody looks at there; nothing for a file, the rows of a box and a way elsewhere."""
    answer = client.get(address)
    is_page = status(answer) == 200 and answer.headers["Content-Type"].startswith("text/html")
    return answer.content.decode() if is_page and not answer.streaming else ""


@pytest.mark.parametrize("name", ["index", "inbox", "orders_breach_changelist", "orders_breach_change"])
def test_signing_out_from_a_page_of_operations_ends_the_session(desk, name):
    client = signed_in(User.objects.get(username=TRIAGE))
    offered = SIGN_OUT.search(page_at(client, address_of(name, TRIAGE)))

    answer = client.post(offered[1], {"csrfmiddlewaretoken": offered[2]})

    assert answer.status_code == 302
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert desk[TRIAGE].get("/admin/").status_code == 200


def test_nobody_else_opens_anything_or_learns_that_it_exists(desk):
    before = rows.stored(WATCHED)
    asked = [(name, method) for name in admin_names() for method in ("get", "post")]

    strangers = {getattr(desk["a stranger"], method)(address_of(name)).status_code for name, method in asked}
    owners = [getattr(desk["a partner's owner"], method)(address_of(name), follow=True) for name, method in asked]

    assert strangers == {302}
    assert {answer.status_code for answer in owners} == {404}
    assert rows.stored(WATCHED) == before


@pytest.mark.parametrize("role", EACH_ROLE)
def test_what_a_role_may_not_do_is_refused_and_changes_nothing(desk, role):
    refused = {name: sent for name, (who, sent) in posts().items() if role not in who}
    before = rows.stored(WATCHED)

    statuses = {name: status(desk[role].post(address_of(name, role), form(**sent))) for name, sent in refused.items()}

    assert set(statuses.values()) <= {403}, {name: code for name, code in statuses.items() if code != 403}
    assert rows.stored(WATCHED) == before


@pytest.mark.parametrize("role", EACH_ROLE)
def test_what_a_role_may_do_is_let_through(desk, role):
    """Forms of adding and changing were opened before; here it is the acts of their own, and deleting."""
    statuses = {}
    for name, (who, sent) in posts().items():
        if role in who and not name.endswith(("_add", "_change")):
            with transaction.atomic():
                statuses[name] = status(desk[role].post(address_of(name, role), form(**sent)))
                transaction.set_rollback(True)

    assert {name: code for name, code in statuses.items() if code not in LET_IN} == {}


@pytest.mark.parametrize("role", EACH_ROLE)
def test_an_action_on_ticked_rows_does_no_more_than_the_role_may(desk, role):
    done = {}
    for label, page in PAGES.items():
        for action in page.actions:
            before = rows.stored(WATCHED)
            with transaction.atomic():
                sent = {"action": action, "_selected_action": row_of(label).pk, "handler": row_of("partners.user").pk}
                desk[role].post(reverse(f"admin:{named(label)}_changelist"), form(**sent))
                done[label, action] = rows.stored(WATCHED) != before
                transaction.set_rollback(True)

    assert done == {
        (label, action): role in who for label, page in PAGES.items() for action, who in page.actions.items()
    }


@pytest.mark.parametrize("role", EACH_ROLE)
def test_rows_on_anothers_form_are_changed_by_whom_the_table_names(desk, role):
    request = asked_by(role)

    found = {}
    for label, page in PAGES.items():
        for inline in page_of(label).get_inline_instances(request, row_of(label)) if page.beside else ():
            may = [inline.has_add_permission(request, None), inline.has_change_permission(request, None)]
            deletes = inline.can_delete and inline.has_delete_permission(request, None)
            found[label, inline.model._meta.label_lower] = any(may) or deletes

    assert {which for which, may in found.items() if may} == {
        (label, other) for label, page in PAGES.items() for other, who in page.beside.items() if role in who
    }


def test_every_box_that_looks_rows_up_stands_in_the_table():
    found = {(label, column) for label in PAGES for column in page_of(label).autocomplete_fields}
    beside = {
        (inline.model._meta.label_lower, column)
        for label in PAGES
        for inline in page_of(label).inlines
        for column in inline.autocomplete_fields
    }

    assert found | beside == set(BOXES)


@pytest.mark.parametrize("role", EACH_ROLE)
def test_a_box_answers_only_whom_the_table_names(desk, role):
    found = {}
    for label, column in BOXES:
        app, model = label.split(".")
        asked = {"app_label": app, "model_name": model, "field_name": column, "term": "a"}
        found[label, column] = desk[role].get(reverse("admin:autocomplete"), asked).status_code

    assert found == {box: 200 if role in who else 403 for box, who in BOXES.items()}


def paths_to_secrets(model, depth=2, path="") -> Iterator[str]:
    """Every way from a table to a column that nobody may guess at, over so many tables."""
    for field in model._meta.get_fields():
        if field.is_relation and depth and field.related_model:
            yield from paths_to_secrets(field.related_model, depth - 1, f"{path}{field.name}__")
        elif getattr(field, "name", "") in SECRETS:
            yield f"{path}{field.name}"


def test_no_list_is_narrowed_by_a_secret_however_far_away(desk):
    request = asked_by(ROOT)

    let_through = {
        (label, path)
        for label in PAGES
        for path in paths_to_secrets(page_of(label).model)
        if page_of(label).lookup_allowed(f"{path}__startswith", "a", request)
    }
    asked = desk["administrator"].get("/admin/orders/closure/?created_by__password__startswith=a").status_code

    assert let_through == set()
    assert asked == 400


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("finance view", "/admin/orders/breach/?assignment__order__customer_phone__startswith=%2B849"),
        ("finance view", "/admin/orders/assignment/?order__search_key__startswith=a"),
        ("triage", "/admin/partners/partner/?members__user__phone__startswith=%2B849"),
        ("administrator", "/admin/partners/member/?user__is_superuser__exact=1"),
    ],
)
def test_no_list_is_narrowed_by_what_another_table_says_of_people(desk, role, address):
    assert desk[role].get(address).status_code == 400
    assert desk[role].get(address.partition("?")[0]).status_code == 200


def test_nothing_in_the_table_is_for_nobody_to_open_but_what_says_so():
    shut = {name for name, who in opens().items() if who == NOBODY}

    assert all(name.endswith(("_add", "_delete")) for name in shut)
