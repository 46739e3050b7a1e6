"""The four roles come with the tables, and nobody becomes a superuser through a page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import User
from rada.desk.roles import ROLES, create_roles
from tests.desk import an_account, signed_in

pytestmark = pytest.mark.django_db


def permissions_of(role):
    held = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in held}


def test_a_fresh_database_has_the_four_roles_with_every_permission_they_name():
    assert {role: permissions_of(role) for role in ROLES} == ROLES


def test_migrating_brings_a_changed_role_back_and_keeps_its_members():
    member = an_account("member", role="finance view")
    role = Group.objects.get(name="finance view")
    role.permissions.set(Permission.objects.filter(codename="add_user"))

    call_command("migrate", verbosity=0)

    assert permissions_of("finance view") == ROLES["finance view"]
    assert list(member.groups.all()) == [role]


def test_roles_that_stand_as_they_should_are_not_written_anew():
    with CaptureQueriesContext(connection) as queries:
        create_roles()

    written = [query["sql"] for query in queries if "permissions" in query["sql"] and "SELECT" not in query["sql"]]
    assert written == []


def test_a_superuser_is_made_by_the_command_alone():
    root, other = an_account("root", is_superuser=True), an_account("other")
    rights = {"username": "other", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    page = signed_in(root)

    page.post(reverse("admin:partners_user_change", args=[other.pk]), rights)
    page.post(reverse("admin:partners_user_add"), {**rights, "username": "third"})
    call_command("createsuperuser", interactive=False, username="fourth", email="", verbosity=0)

    assert set(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == {"root", "fourth"}
