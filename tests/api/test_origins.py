"""Pages of other origins: none may call, unless the settings name them; cookies never count."""

import pytest

from tests.api.calling import Caller, an_app_of
from tests.factories import a_partner, an_owner
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
APP, OTHER = "https://app.rada.example", "https://evil.example"
BEFOREHAND = {"Access-Control-Request-Method": "POST"}


def asked_beforehand(origin):
    return Caller().client.options("/api/v1/services", headers={"Origin": origin, **BEFOREHAND})


def test_no_origin_may_call_unless_it_is_named():
    assert "Access-Control-Allow-Origin" not in asked_beforehand(APP).headers
    assert "Access-Control-Allow-Origin" not in Caller().get("services", Origin=APP).headers


def test_a_named_origin_may_call_and_no_other(settings):
    settings.API_ALLOWED_ORIGINS = [APP]

    before, answer = asked_beforehand(APP), Caller().get("services", Origin=APP)

    assert (before.status_code, before["Access-Control-Allow-Origin"]) == (204, APP)
    assert "Idempotency-Key" in before["Access-Control-Allow-Headers"]
    assert answer["Access-Control-Allow-Origin"] == APP
    assert "Origin" in answer["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in asked_beforehand(OTHER).headers


def test_pages_stay_closed_to_named_origins(settings):
    settings.API_ALLOWED_ORIGINS = [APP]

    assert "Access-Control-Allow-Origin" not in Caller().client.get("/healthz", headers={"Origin": APP}).headers


def test_a_signed_in_browser_is_a_stranger_to_the_api():
    owner = an_owner(a_partner())

    assert signed_in(owner).get("/api/v1/me").status_code == 401
    assert an_app_of(owner).get("me").status_code == 200
