"""How long a session lasts: it may rest for a while, and is over one day however much it is used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from partners.models import SignedInDevice
from partners.services import devices
from rada.web import clock
from tests.desk import an_account
from tests.desk import signed_in as desk_signed_in
from tests.factories import MONDAY, a_partner
from tests.partners.accounts import somebody
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(seconds=1)
WHO = {"member": devices.MEMBERS, "staff": devices.STAFFS}


@pytest.fixture(autouse=True)
def _always_noted(monkeypatch):
    monkeypatch.setattr(devices, "SEEN_EVERY_SECONDS", 0.0)


def begun(who):
    """Somebody signs in on Monday; their browser, and a page of theirs."""
    with clock.standing_at(MONDAY):
        if who == "staff":
            return desk_signed_in(an_account("desk", role="triage")), reverse("admin:index")
        return signed_in(somebody(a_partner())), reverse("partners:account")


def opened(client, page, at):
    with clock.standing_at(at):
        return client.get(page)


@pytest.mark.parametrize("who", WHO)
def test_a_session_may_rest_so_long_and_no_longer(who):
    client, page = begun(who)
    rests, _lasts = WHO[who]

    just = opened(client, page, MONDAY + rests)
    late = opened(client, page, MONDAY + 2 * rests + A_MOMENT)

    assert just.status_code == 200
    assert late.url.endswith(f"?next={page}")
    assert opened(client, page, MONDAY + 2 * rests + A_MOMENT).status_code == 302


@pytest.mark.parametrize("who", WHO)
def test_however_much_it_is_used_it_is_over_one_day(who):
    client, page = begun(who)
    rests, lasts = WHO[who]
    at = MONDAY
    while at + rests <= MONDAY + lasts:
        at += rests
        assert opened(client, page, at).status_code == 200

    answer = opened(client, page, MONDAY + lasts + A_MOMENT)

    assert answer.status_code == 302
    assert not SignedInDevice.objects.exists()


def test_a_fragment_that_refreshes_itself_leads_its_whole_page_to_signing_in():
    client, page = begun("staff")

    with clock.standing_at(MONDAY + devices.STAFFS[0] + A_MOMENT):
        answer = client.get(page, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == reverse("partners:sign_in")
