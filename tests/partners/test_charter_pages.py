"""The charter's pages: read by everybody of a partner, signed by its owner, each version once."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import CharterSignature, CharterVersion
from partners.services import charter
from rada.web import clock
from tests.factories import HOUR, MONDAY, a_dispatcher, a_partner, a_technician, an_owner
from tests.partners.charter_page import CLAUSES, page
from tests.partners.terms_editor import words
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def partner():
    """A partner whose charter is published and not signed."""
    charter.publish(charter.draft_from(page()).version)
    return a_partner()


def a_newer_version():
    """Another text in force from an hour later on."""
    with clock.standing_at(MONDAY + HOUR):
        changed = page().replace(CLAUSES["B6"], "Vật tư đúng như đã công bố trên bảng giá.")
        return charter.publish(charter.draft_from(changed).version)


@pytest.mark.parametrize("somebody", [an_owner, a_dispatcher, a_technician])
def test_everybody_of_a_partner_reads_the_14_clauses(partner, somebody):
    answer = signed_in(somebody(partner)).get("/charter/")

    clauses = [clause for _letter, _heading, clauses in answer.context["sections"] for clause in clauses]
    assert [(clause.code, clause.text) for clause in clauses] == sorted(CLAUSES.items())
    assert all(text in words(answer) for text in CLAUSES.values())


def test_an_owner_signs_with_name_and_instant(partner):
    owner = an_owner(partner)
    client = signed_in(owner)

    answer = client.post("/charter/sign/", form(version="1"))

    signature = CharterSignature.objects.get()
    assert answer.url == "/charter/"
    assert (signature.partner, signature.signed_by_id, signature.signed_at) == (partner, owner.member_id, MONDAY)
    assert f"{owner.user} signed version 1 on 02/03/2026 09:00." in words(client.get("/charter/"))


def test_who_cannot_sign_is_told_who_can(partner):
    client = signed_in(a_dispatcher(partner))

    page = client.get("/charter/")
    answer = client.post("/charter/sign/", form(version="1"))

    assert "The owner of your company signs it." in words(page)
    assert b"/charter/sign/" not in page.content
    assert answer.status_code == 404
    assert CharterSignature.objects.count() == 0


def test_opening_the_sheets_address_signs_nothing(partner):
    answer = signed_in(an_owner(partner)).get("/charter/sign/")

    assert "data-rada-sheet open" in answer.content.decode()
    assert CharterSignature.objects.count() == 0


def test_signing_twice_is_signing_once(partner):
    client, sent = signed_in(an_owner(partner)), form(version="1")

    answers = [client.post("/charter/sign/", each).status_code for each in (sent, sent, form(version="1"))]

    assert answers == [302, 302, 302]
    assert CharterSignature.objects.count() == 1


def test_a_version_that_came_meanwhile_is_read_before_it_is_signed(partner):
    client = signed_in(an_owner(partner))
    a_newer_version()

    answer = client.post("/charter/sign/", form(version="1"))

    assert answer.status_code == 409
    assert "A newer version of the charter is in force." in words(answer)
    assert "trên bảng giá" in words(answer)
    assert CharterSignature.objects.count() == 0


@pytest.mark.parametrize("version", ["", "0", "99", "x", "1\x00", "9" * 5000, "-1", "²"])
def test_a_version_that_is_none_is_not_signed(partner, version):
    answer = signed_in(an_owner(partner)).post("/charter/sign/", form(version=version))

    assert answer.status_code == 422
    assert CharterSignature.objects.count() == 0


def test_a_draft_is_nobodys_page_and_cannot_be_signed(partner):
    client = signed_in(an_owner(partner))
    changed = page().replace(CLAUSES["B6"], "Vật tư khác hẳn.")
    draft = charter.draft_from(changed).version

    assert client.get(f"/charter/{draft.number}/").status_code == 404
    assert client.post("/charter/sign/", form(version=str(draft.number))).status_code == 422


def test_a_new_version_asks_for_a_new_signature_and_keeps_the_old_one(partner):
    owner = an_owner(partner)
    client = signed_in(owner)
    charter.sign(CharterVersion.objects.get(), by=owner)
    a_newer_version()

    now, then = client.get("/charter/"), client.get("/charter/1/")

    assert "The charter has a new version since you signed version 1." in words(now)
    assert "Signed versions Version 1" in words(now)
    assert f"{owner.user} signed version 1" in words(then)
    assert CLAUSES["B6"] in words(then)


def test_the_day_asks_the_owner_alone_while_the_charter_waits(partner):
    owner, dispatcher = signed_in(an_owner(partner)), signed_in(a_dispatcher(partner))
    asked = "The charter waits for your signature"

    before = [asked in words(client.get("/today/")) for client in (owner, dispatcher)]
    owner.post("/charter/sign/", form(version="1"))
    after = asked in words(owner.get("/today/"))

    assert (before, after) == ([True, False], False)


def test_asking_costs_the_day_one_query(partner):
    client = signed_in(an_owner(partner))

    with CaptureQueriesContext(connection) as captured:
        client.get("/today/")

    assert len([each for each in captured if "partners_charterversion" in each["sql"]]) == 1


def test_without_a_charter_the_page_says_what_will_come():
    owner = an_owner(a_partner())

    answer = signed_in(owner).get("/charter/")

    assert "No charter is published yet" in words(answer)
    assert signed_in(owner).post("/charter/sign/", form(version="1")).status_code == 422


def test_the_service_refuses_an_older_version_and_anybody_but_owners(partner):
    first, newer = CharterVersion.objects.get(), a_newer_version()

    with pytest.raises(charter.NewerVersionError):
        charter.sign(first, by=an_owner(partner))
    with pytest.raises(PermissionDenied):
        charter.sign(newer, by=a_dispatcher(partner))

    assert CharterSignature.objects.count() == 0
