"""Who gets where in operations: roles, accounts, secrets; and that nobody grants anything to themselves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from orders.services import links, sweeping
from partners.actors import Actor
from partners.models import CharterVersion, Partner, User
from partners.services import charter
from rada.desk.roles import ROLES
from rada.platform.models import AccessToken
from rada.web import clock
from tests.desk import an_account
from tests.factories import DAY, MONDAY, a_partner, an_engagement, an_order, an_owner

pytestmark = pytest.mark.django_db
WRITE_ONCE = (
    "orders.Breach", "orders.Assignment", "orders.Order", "orders.Stamp", "partners.TermsVersion",
    "partners.CharterVersion", "platform.Notice", "platform.AccessToken",
)  # fmt: skip
NEVER_SHOWN = ("orders.Event", "orders.BreachDecision", "partners.CharterSignature", "orders.Remark")


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def places() -> list[str]:
    return [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]


def test_a_visitor_is_sent_to_the_one_sign_in_and_back(client: Client) -> None:
    answer = client.get("/admin/orders/breach/", follow=True)

    assert answer.redirect_chain[-1][0] == "/sign-in/?next=/admin/orders/breach/"
    assert client.get("/admin/login/?next=https://elsewhere.example/")["Location"] == "/sign-in/?next=/admin/"


def test_to_a_partners_owner_operations_do_not_exist(client: Client) -> None:
    owner = an_owner(a_partner())
    client.force_login(owner.user)

    statuses = {client.get(place, follow=True).status_code for place in ["/admin/", *places()]}

    assert statuses == {404}


def test_every_place_opens_for_a_superuser_with_few_queries(client: Client) -> None:
    for _ in range(20):
        links.issue(an_engagement().order)
    Partner.objects.update(paused_until=MONDAY)
    signed_in(client, an_account("root", is_superuser=True))

    costs = {}
    for place in places():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(place)
        costs[place] = (answer.status_code, len(queries) <= 15)

    assert {place: cost for place, cost in costs.items() if cost != (200, True)} == {}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nobody_but_a_superuser_reaches_accounts_or_groups_by_any_door(client: Client, role: str) -> None:
    user = an_account(role, role=role)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="user"))
    signed_in(client, user)
    group = Group.objects.get(name=role)
    rights = {"username": role, "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": [group.pk]}

    answers = [
        client.post(f"/admin/partners/user/{user.pk}/change/", rights),
        client.post(f"/admin/partners/user/{user.pk}/change/?_popup=1", rights),
        client.post("/admin/partners/user/add/", {**rights, "username": "second"}),
        client.post(f"/admin/partners/user/{user.pk}/password/", {"password1": "x", "password2": "x"}),
        client.get(f"/admin/partners/user/{user.pk}/history/"),
        client.post(f"/admin/auth/group/{group.pk}/change/", {"name": role, "permissions": []}),
        client.get("/admin/autocomplete/?app_label=partners&model_name=member&field_name=user&term=a"),
    ]

    user.refresh_from_db()
    assert {answer.status_code for answer in answers} == {403}
    assert not user.is_superuser
    assert not User.objects.filter(username="second").exists()


def test_staff_cannot_make_themselves_a_partners_member(client: Client) -> None:
    partner = a_partner()
    user = an_account("administrator", role="administrator")
    signed_in(client, user)
    members = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-user": user.pk}

    client.post(
        f"/admin/partners/partner/{partner.pk}/change/",
        {"name": "Tên mới", "kind": "company", **members, "members-0-role": "owner", "members-0-is_active": "on"},
    )

    assert Partner.objects.get(pk=partner.pk).name == "Tên mới"
    assert not partner.members.filter(user=user).exists()


@pytest.mark.parametrize("label", WRITE_ONCE)
def test_what_is_written_once_has_no_form_even_for_a_superuser(label: str) -> None:
    request = RequestFactory().get("/admin/")
    request.user = an_account("root", is_superuser=True)
    page = next(page for model, page in admin.site._registry.items() if model._meta.label == label)

    allowed = (
        page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request)
    )  # fmt: skip

    assert allowed == (False, False, False)


def test_nothing_but_a_lock_out_is_ever_deleted_here() -> None:
    request = RequestFactory().get("/admin/")
    request.user = an_account("root", is_superuser=True)

    deletable = {model.__name__ for model, page in admin.site._registry.items() if page.has_delete_permission(request)}
    labels = {model._meta.label for model in admin.site._registry}

    assert deletable == {"AccessAttempt"}
    assert not labels & set(NEVER_SHOWN)


def test_a_private_links_page_shows_neither_token_nor_hash_and_nobody_filters_by_it(client: Client) -> None:
    token = links.issue(an_order())
    stored = AccessToken.objects.get()
    signed_in(client, an_account("root", is_superuser=True))

    shown = [
        client.get("/admin/platform/accesstoken/").content.decode(),
        client.get(f"/admin/platform/accesstoken/{stored.pk}/change/").content.decode(),
    ]
    asked = client.get(f"/admin/platform/accesstoken/?digest__startswith={stored.digest[:2]}")

    assert not any(token in page or stored.digest in page for page in shown)
    assert asked.status_code == 400


def test_a_partner_is_paused_by_a_field_and_found_without_accents(client: Client) -> None:
    partner = a_partner("Điện lạnh Gió Biển")
    signed_in(client, an_account("lead", role="quality lead"))
    until = MONDAY + 4000 * DAY

    client.post(
        f"/admin/partners/partner/{partner.pk}/change/",
        {
            "name": partner.name, "kind": "household",
            "paused_until_0": f"{until:%d/%m/%Y}", "paused_until_1": f"{until:%H:%M}",
            "members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0,
        },
    )  # fmt: skip

    partner.refresh_from_db()
    assert partner.paused_until == until
    assert partner.name in client.get("/admin/partners/partner/?q=gio+bien").content.decode()
    assert partner.name not in client.get("/admin/partners/partner/?q=khac").content.decode()


def test_a_charter_draft_is_published_by_the_quality_lead_and_not_by_triage(client: Client) -> None:
    version = CharterVersion.objects.create(number=1, digest="d", created_at=MONDAY)
    publishing = {"action": "publish", "_selected_action": version.pk}

    signed_in(client, an_account("triage", role="triage")).post("/admin/partners/charterversion/", publishing)
    after_triage = CharterVersion.objects.get().status
    signed_in(client, an_account("lead", role="quality lead")).post("/admin/partners/charterversion/", publishing)

    assert (after_triage, CharterVersion.objects.get().status) == ("draft", "published")
    with pytest.raises(charter.AlreadyPublishedError):
        charter.publish(version, by=Actor("rada"))


def test_the_home_says_when_no_sweep_has_passed_and_counts_what_waits(client: Client) -> None:
    an_engagement(at=MONDAY)
    signed_in(client, an_account("root", is_superuser=True))

    with clock.standing_at(MONDAY + timedelta(minutes=30)):
        before = client.get("/admin/").content.decode()
        sweeping.sweep()
        after = client.get("/admin/").content.decode()
    with clock.standing_at(MONDAY + timedelta(minutes=34)):
        later = client.get("/admin/").content.decode()

    assert "No sweep has passed yet." in before
    assert "less than a minute ago" in after
    assert "Breaches may be found late" in later
    assert "Breaches may be found late" not in after
    assert re.search(r"Clocks about to break(?:(?!</a>).)*?>\s*1\s*<", after, re.DOTALL)
