"""What everybody may read, how addresses are asked, and in which language."""

from datetime import timedelta

import pytest

from rada.web import clock
from rada.web.api import throttles
from tests.api.calling import Caller
from tests.factories import DAY, HOUR, MONDAY, WARD, a_partner, a_service, some_terms

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


def test_a_stranger_reads_services_partners_and_terms():
    partner, stranger = a_partner("Điện lạnh Gió Biển"), Caller()
    a_service()

    services = stranger.get("services").json()["results"]
    found = stranger.get("partners", {"ward": WARD, "service": "AC-CLEAN"}).json()["results"]
    terms = stranger.get(f"partners/{partner.pk}/terms").json()

    assert [each["code"] for each in services] == ["AC-CLEAN"]
    assert [each["name"] for each in found] == ["Điện lạnh Gió Biển"]
    assert terms["content"]["response_minutes"] == 15


def test_a_partner_who_publishes_nothing_is_nobody():
    assert Caller().get("partners/999999").json()["code"] == "not_found"
    assert Caller().get(f"partners/{10**30}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"colour": "red"}, {"ward": "\x00"}, {"ward": "x" * 41}],
    ids=["unknown", "NUL", "too long"],
)
def test_an_address_is_asked_only_what_it_knows(query):
    answer = Caller().get("partners", query)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_problem_is_told_in_vietnamese_unless_english_is_preferred():
    english = Caller(language="en-GB, vi;q=0.5").get("partners/1").json()
    vietnamese = Caller(language="fr, vi;q=0.5, en;q=0.4").get("partners/1")

    assert english["title"] == "There is no such thing for this caller"
    assert vietnamese.json()["title"] != english["title"]
    assert vietnamese["Content-Language"] == "vi"


def test_an_address_that_leads_nowhere_and_a_wrong_method_are_problems_too():
    nowhere, wrong = Caller().get("nothing/here"), Caller().send("put", "services", {})

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")


def test_every_code_of_a_problem_is_listed():
    codes = {each["code"] for each in Caller().get("errors").json()["results"]}

    assert {"not_found", "bad_parameter", "key_reused", "wrong_password", "too_often"} <= codes


def test_whoever_asks_too_often_is_told_when_to_come_back(settings):
    settings.API_STRANGER_REQUESTS = 0

    answer = Caller().get("services")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_often")
    assert answer["Retry-After"] == "60"


def test_without_redis_nobody_is_counted_and_everybody_is_answered(settings, monkeypatch):
    settings.API_STRANGER_REQUESTS = 0
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    monkeypatch.setattr(throttles, "counter", throttles.Counter())

    assert Caller().get("services").status_code == 200


def test_terms_carry_a_tag_that_follows_what_was_published():
    partner = a_partner()
    before = Caller().get(f"partners/{partner.pk}/terms")["ETag"]
    some_terms(partner, response_minutes=20)

    assert Caller().get(f"partners/{partner.pk}/terms")["ETag"] != before


def test_terms_of_the_past_are_read_by_an_instant_and_those_to_come_are_not():
    partner, path = a_partner(), "partners/{}/terms"
    some_terms(partner, response_minutes=20, starts_at=MONDAY)
    some_terms(partner, response_minutes=30, starts_at=MONDAY + DAY)
    told = {}

    with clock.standing_at(MONDAY + HOUR):
        for at in (MONDAY - MICROSECOND, MONDAY, MONDAY + HOUR, MONDAY + HOUR + MICROSECOND, MONDAY + 2 * DAY):
            told[at] = Caller().get(path.format(partner.pk), {"at": at.isoformat()})
        now = Caller().get(path.format(partner.pk))

    minutes = [each.json().get("content", {}).get("response_minutes") for each in [*told.values(), now]]
    assert minutes == [15, 20, 20, None, None, 20]
    assert [each.status_code for each in told.values()] == [200, 200, 200, 404, 404]
    assert Caller().get(path.format(partner.pk), {"at": "yesterday"}).json()["code"] == "bad_parameter"
