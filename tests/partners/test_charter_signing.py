"""Signing the charter: by the owner, once, under a published version."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import InternalError

from partners.actors import Actor
from partners.models import CharterSignature, Member, Partner, User
from partners.services import charter
from rada.web import clock
from tests.partners.charter_page import page

pytestmark = pytest.mark.django_db


def somebody(role: str) -> Actor:
    partner = Partner.objects.create(name="Gió Biển", name_sort="gio bien", created_at=clock.now())
    user = User.objects.create_user(f"{role}-1")
    member = Member.objects.create(partner=partner, user=user, role=role)
    return Actor("partner", user=user, partner_id=partner.pk, member_id=member.pk, role=role)


def test_an_owner_signs_the_published_version_once():
    owner = somebody("owner")
    version = charter.publish(charter.draft_from(page()).version)

    first = charter.sign(version, by=owner)
    second = charter.sign(version, by=owner)

    assert first == second
    assert CharterSignature.objects.count() == 1


def test_a_draft_cannot_be_signed():
    owner = somebody("owner")
    draft = charter.draft_from(page()).version

    with pytest.raises(charter.NotInForceError):
        charter.sign(draft, by=owner)


def test_a_technician_signs_for_nobody():
    technician = somebody("technician")
    version = charter.publish(charter.draft_from(page()).version)

    with pytest.raises(PermissionDenied):
        charter.sign(version, by=technician)


@pytest.mark.database
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
@pytest.mark.parametrize("table", ["partners_charterclause", "partners_chartersignature"])
def test_the_database_keeps_clauses_and_signatures_as_they_were_written(table, statement):
    charter.sign(charter.publish(charter.draft_from(page()).version), by=somebody("owner"))

    with pytest.raises(InternalError, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))
