"""Tokens of programs: scoped, expiring, renewed with an overlap, ended at once, never stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from rada.desk.models import JournalEntry
from rada.platform import integrations
from rada.platform.models import AccessToken, Integration
from rada.web import clock
from tests import rows
from tests.api.calling import Caller
from tests.desk import an_account, signed_in
from tests.factories import DAY, MINUTE, MONDAY
from tests.portal import form

pytestmark = pytest.mark.django_db
NEW = {"name": "Rada backend", "scopes": ["orders:read"], "days": "30"}


@pytest.fixture(autouse=True)
def on_monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def keeper():
    return signed_in(an_account("keeper", role="administrator"))


def opens(token):
    return Caller(f"Bearer {token}").get("me").status_code == 200


def token_on(page):
    return page.context["token"]


def test_a_token_is_shown_once_and_only_its_hash_is_kept(keeper):
    sent = form(**NEW)

    page = keeper.post(reverse("admin:platform_integration_add"), sent)
    again = keeper.post(reverse("admin:platform_integration_add"), sent)

    token = token_on(page)
    assert token in page.content.decode()
    assert opens(token)
    assert again.status_code == 302
    assert Integration.objects.get().scopes == ["orders:read"]
    assert not AccessToken.objects.filter(digest__contains=token).exists()
    assert token not in str(list(JournalEntry.objects.values_list("change_message", "object_repr")))
    assert JournalEntry.objects.filter(object_repr="Rada backend").exists()


def test_what_was_typed_stays_where_it_is_refused(keeper):
    page = keeper.post(reverse("admin:platform_integration_add"), form(**{**NEW, "scopes": []}))

    assert page.status_code == 422
    assert 'value="Rada backend"' in page.content.decode()


def test_a_renewed_token_leaves_time_to_put_it_in_place(keeper):
    secret = integrations.make("Backend", scopes=["orders:read"], days=30)
    address = reverse("admin:platform_integration_rotate", args=[secret.integration.pk])

    renewed = token_on(keeper.post(address, form(days="30", overlap_days="7")))

    with clock.standing_at(MONDAY + 7 * DAY - timedelta(microseconds=1)):
        assert (opens(secret.token), opens(renewed)) == (True, True)
    with clock.standing_at(MONDAY + 7 * DAY):
        assert (opens(secret.token), opens(renewed)) == (False, True)


def test_an_overlap_never_lengthens_a_token():
    secret = integrations.make("Backend", scopes=[], days=2)
    integrations.rotate(secret.integration, days=30, overlap_days=7)

    with clock.standing_at(MONDAY + 2 * DAY):
        assert not opens(secret.token)


def test_an_ended_integration_opens_nothing_and_gets_no_new_token(keeper):
    secret = integrations.make("Backend", scopes=["orders:read"], days=30)

    keeper.post(reverse("admin:platform_integration_end", args=[secret.integration.pk]), form())
    keeper.post(
        reverse("admin:platform_integration_rotate", args=[secret.integration.pk]), form(days="30", overlap_days="7")
    )

    assert not opens(secret.token)
    assert AccessToken.objects.filter(purpose=integrations.PURPOSE).count() == 1


def test_the_last_use_is_noted_once_a_minute():
    secret = integrations.make("Backend", scopes=[], days=30)
    opens(secret.token)
    with clock.standing_at(MONDAY + MINUTE):
        before = rows.stored({"platform"})
        opens(secret.token)
        assert rows.stored({"platform"}) == before
    with clock.standing_at(MONDAY + 2 * MINUTE):
        opens(secret.token)

    assert integrations.last_used_at(secret.integration) == MONDAY + 2 * MINUTE
