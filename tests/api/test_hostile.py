"""What nobody means well: a refusal, never a failure, and nothing stored."""

from __future__ import annotations

import pytest

from orders.api.requests import EXAMPLE
from orders.services import offers
from rada.web import clock
from tests import rows
from tests.api.calling import Caller, an_app_of, an_integration
from tests.factories import an_offer, an_owner

pytestmark = pytest.mark.django_db
BODIES = {
    "NUL": ('{"text": "a\\u0000b"}', 422),
    "half a letter": ('{"text": "a\\ud800b"}', 422),
    "half a letter in a name": ('{"\\ud800": 1, "text": "a"}', 422),
    "NUL in a choice": ('{"text": "a", "needs_reply": "\\u0000"}', 422),
    "a name said twice": ('{"text": "a", "text": "b"}', 400),
    "NaN": ('{"text": NaN}', 400),
    "deep": ("[" * 100_000 + "]" * 100_000, 400),
    "a huge number": ('{"text": ' + "9" * 5000 + "}", 400),
    "another type": ('{"text": {"a": 1}}', 422),
    "a list": ("[]", 422),
    "no JSON": ("text=a", 400),
    "an unknown field": ('{"text": "a", "points": 0}', 422),
    "too long": ('{"text": "' + "a" * 4001 + '"}', 422),
    "a mistyped instant": ('{"text": "a", "at": "9999-99-99"}', 422),
    "an instant beyond all": ('{"text": "a", "at": "0001-01-01T00:00:00+14:00"}', 422),
}


@pytest.fixture
def job():
    job = an_offer(at=clock.now())
    offers.accept(job, by=an_owner(job.partner))
    return job


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_and_nothing_is_stored(job, name):
    app, (body, status) = an_app_of(an_owner(job.partner)), BODIES[name]
    before = rows.stored({"orders", "complaints"})

    answer = app.post(f"assignments/{job.pk}/messages", body)

    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert rows.stored({"orders", "complaints"}) == before


def test_more_than_is_taken_is_refused(job, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = an_app_of(an_owner(job.partner)).post(f"assignments/{job.pk}/messages", {"text": "a" * 200})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "path",
    [
        "assignments/99999999999999999999",
        "assignments/%00",
        "orders/%00",
        "orders/RD-%ED%A0%80",
        "assignments?after=1-2-3",
        "assignments?after=99999999999999999-999999999999999999",
        "assignments?limit=101",
        "assignments?limit=1e3",
        "assignments?technician=9223372036854775808",
        "assignments?service=%00",
        "assignments?first=0000-00-00",
        "breaches?clause=D1",
        "breaches?page=2",
        "complaints?assignment=-1",
    ],
)
def test_a_hostile_address_is_refused(path):
    answer = an_integration().get(path)

    assert answer.status_code in {400, 404} or (answer.status_code == 200 and answer.json()["results"] == [])


@pytest.mark.parametrize(
    "told", ["root", "rada:1", "member:", "member:x", "member:" + "9" * 30, "customer:\u0660", "staff:0", "customer:"]
)
def test_an_integration_acts_for_nobody_who_is_not_there(told):
    answer = an_integration().get("me", Rada_Acting_For=told.encode("utf-8").decode("latin-1"))

    assert (answer.status_code, answer.json()["code"]) == (403, "acting_for_nobody")


def test_another_kind_of_body_is_not_read(job):
    app = an_app_of(an_owner(job.partner))
    headers = {**app.headers, "Idempotency-Key": "k"}
    answer = app.client.post(f"/api/v1/assignments/{job.pk}/messages", {"text": "a"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_only_json_is_answered():
    answer = Caller().get("services", Accept="text/html")

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    ("address", "body", "field"),
    [
        ("sessions", {"login": 912345678, "password": "x"}, "login"),
        ("orders", {**EXAMPLE, "only_partner": "7"}, "only_partner"),
        ("orders", {**EXAMPLE, "name": True}, "name"),
    ],
)
def test_a_value_of_another_type_is_not_taken_for_what_it_looks_like(address, body, field):
    answer = Caller().post(address, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [each["field"] for each in answer.json()["errors"]] == [field]
