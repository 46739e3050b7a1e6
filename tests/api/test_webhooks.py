"""Webhooks managed by a program: the same endpoints as in operations, a secret told once, deliveries replayed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks.webhooks import Webhook

from partners.api.webhook_tellings import WRITTEN_ADDRESS
from rada.platform.models import IdempotencyKey
from rada.platform.webhooks import endpoints, keys, sending
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent
from rada.web import clock
from rada.web.api.callers import Scope
from tests.api.calling import an_app_of, an_integration
from tests.desk import an_account
from tests.factories import HOUR, MINUTE, MONDAY, a_partner, a_staff_member, an_owner
from tests.webhooks.receiver import LOOPBACK, Receiver, an_endpoint, tell

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.com/rada"
EVENTS = ["order.accepted", "score.changed"]
NEW = {"url": URL, "events": EVENTS}


@pytest.fixture(autouse=True)
def on_monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def program():
    return an_integration(Scope.WEBHOOKS_MANAGE, acting_for="rada")


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with Receiver() as running:
        yield running


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def test_an_endpoint_is_made_with_a_secret_that_no_other_answer_tells(program):
    made = program.post("webhooks", NEW, key="once")
    again = program.post("webhooks", NEW, key="once")

    endpoint = WebhookEndpoint.objects.get()
    secret = keys.secret_of(endpoint.secrets.get())
    assert made.status_code == 201
    assert (made.json()["webhook"], made.json()["secret"]) == (endpoint.pk, secret)
    assert again.json() == made.json()
    kept = str(list(IdempotencyKey.objects.values_list("answer", flat=True)))
    read = program.get("webhooks").content.decode() + program.get(f"webhooks/{endpoint.pk}").content.decode()
    assert secret not in kept + read


def test_an_endpoint_is_told_as_operations_know_it(program):
    partner = a_partner()
    number = program.post("webhooks", {**NEW, "partner": partner.pk, "description": "Kho"}).json()["webhook"]

    told = program.get(f"webhooks/{number}").json()

    assert told == {
        "id": number, "url": URL, "description": "Kho", "events": EVENTS, "partner": partner.pk, "state": "on",
        "off_reason": "", "failing_since": None, "created_at": "2026-03-02T09:00:00+07:00",
    }  # fmt: skip
    assert WebhookEndpoint.objects.get().audience == f"partner:{partner.pk}"
    assert program.get("webhooks").json()["results"] == [told]


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example/own",
        "HTTPS://Hooks.Example.IO:8443/a/b?of=rada&to='x'|\"y\"",
        "https://xn--bn-zja.vn",
        "https://93.184.215.14/hook",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ],
)
def test_whatever_address_is_taken_is_one_that_the_description_allows(program, url):
    assert program.post("webhooks", {**NEW, "url": url}).status_code == 201
    assert re.search(WRITTEN_ADDRESS, url)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "https://10.0.0.7/"}, "url"),
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["order.guessed"]}, "events[0]"),
        ({"events": ["ping"]}, "events[0]"),
        ({"partner": 999_999}, "partner"),
        ({"secret": "whsec_x"}, "secret"),
    ],
)
def test_what_operations_would_refuse_is_refused(program, changed, field):
    answer = program.post("webhooks", {**NEW, **changed})

    assert code_of(answer) == (422, "invalid")
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not WebhookEndpoint.objects.exists()


def test_a_change_never_overwrites_what_was_not_read(program):
    endpoint = an_endpoint(URL, at=MONDAY)
    path = f"webhooks/{endpoint.pk}"
    read = program.get(path)["ETag"]

    changed = program.send("put", path, {**NEW, "url": f"{URL}/2"}, If_Match=read)
    late = program.send("put", path, {**NEW, "url": f"{URL}/3"}, If_Match=read)
    blind = program.send("put", path, {**NEW, "url": f"{URL}/4"})

    assert (changed.status_code, changed.json()["events"]) == (200, EVENTS)
    assert [code_of(late), code_of(blind)] == [(412, "changed_meanwhile"), (428, "condition_missing")]
    endpoint.refresh_from_db()
    assert endpoint.url == f"{URL}/2"
    assert changed["ETag"] == program.get(path)["ETag"] != read


def test_a_ping_is_delivered_and_read_with_its_try(program, receiver):
    made = program.post("webhooks", {**NEW, "url": receiver.address("hook")}).json()
    path = f"webhooks/{made['webhook']}"

    asked = program.post(f"{path}/ping")
    with clock.standing_at(datetime.now(UTC)):  # the public library knows no other clock
        sending.send_waiting()

    (got,) = receiver.received
    assert Webhook(made["secret"]).verify(got.body, got.headers)["type"] == "ping"
    (told,) = program.get(f"{path}/deliveries", {"state": "delivered"}).json()["results"]
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert (told["id"], told["message_id"]) == (asked.json()["id"], got.headers["webhook-id"])
    assert [each["status"] for each in told["tries"]] == [200]


def test_a_renewed_secret_signs_beside_the_old_one_unless_that_one_leaked(program):
    endpoint = an_endpoint(URL, at=MONDAY)
    path = f"webhooks/{endpoint.pk}/secret"

    with clock.standing_at(MONDAY + MINUTE):
        second = program.post(path).json()
        beside = len(keys.valid(endpoint, at=MONDAY + HOUR))
    with clock.standing_at(MONDAY + 2 * MINUTE):
        third = program.post(path, {"at_once": True}).json()

    assert beside == 2
    assert [keys.secret_of(row) for row in keys.valid(endpoint, at=MONDAY + HOUR)] == [third["secret"]]
    assert second["secret"] != third["secret"]


def test_a_delivery_is_replayed_once_it_is_over(program, receiver):
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    tell("remind", at=MONDAY)
    path = f"webhooks/{endpoint.pk}/deliveries/{WebhookEvent.objects.get().pk}/replay"

    early = program.post(path)
    sending.send_waiting()
    replayed = program.post(path)
    sending.send_waiting()

    assert code_of(early) == (409, "delivery_waits")
    assert (replayed.status_code, len(replayed.json()["tries"])) == (202, 1)
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_what_another_endpoint_was_told_is_not_replayed_here(program):
    own, other = an_endpoint(URL, at=MONDAY), an_endpoint(f"{URL}/2", at=MONDAY)
    tell("remind", at=MONDAY)

    answer = program.post(f"webhooks/{own.pk}/deliveries/{other.events.get().pk}/replay")

    assert code_of(answer) == (404, "not_found")


def test_a_removed_endpoint_is_told_nothing_more_and_operations_keep_what_it_was_told(program):
    endpoint = an_endpoint(URL, at=MONDAY)
    tell("remind", at=MONDAY)

    assert program.send("delete", f"webhooks/{endpoint.pk}").status_code == 204

    tell("warn", at=MONDAY)
    assert [each.status_code for each in (program.get(f"webhooks/{endpoint.pk}"), program.post("webhooks", NEW))] == [
        404,
        201,
    ]
    assert list(endpoint.events.values_list("state", flat=True)) == ["given_up"]
    assert endpoint.pk not in [each["id"] for each in program.get("webhooks").json()["results"]]


def test_an_endpoint_that_went_off_by_itself_can_be_switched_on_or_removed(program):
    endpoint = an_endpoint(URL, at=MONDAY)
    path = f"webhooks/{endpoint.pk}"
    off = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    off.update(state="off", off_reason="gone")

    pinged, switched_on = program.post(f"{path}/ping"), program.post(f"{path}/switch-on")
    off.update(state="off", off_reason="failing")
    removed = program.send("delete", path)

    assert code_of(pinged) == (409, "webhook_off")
    assert switched_on.json()["state"] == "on"
    assert (removed.status_code, program.get(path).status_code) == (204, 404)


def test_webhooks_are_for_a_trusted_program_that_acts_for_rada_alone(program):
    an_endpoint(URL, at=MONDAY)
    untrusted = an_integration(Scope.ORDERS_READ, acting_for="rada")
    for_a_person = an_integration(Scope.WEBHOOKS_MANAGE, acting_for=f"staff:{a_staff_member().user.pk}")
    app = an_app_of(an_owner(a_partner()))

    assert [code_of(caller.get("webhooks")) for caller in (untrusted, for_a_person, app)] == [
        (403, "missing_scope"),
        (403, "not_allowed"),
        (403, "not_allowed"),
    ]
    assert program.get("webhooks").status_code == 200


def test_a_longer_list_of_deliveries_asks_the_database_no_more_often(program):
    endpoint, root = an_endpoint(URL, at=MONDAY), an_account("root", is_superuser=True)
    path = f"webhooks/{endpoint.pk}/deliveries"
    endpoints.ping(endpoint, by=root)
    program.get(path)  # notes that the token is in use
    with CaptureQueriesContext(connection) as of_one:
        assert len(program.get(path).json()["results"]) == 1
    for _another in range(3):
        endpoints.ping(endpoint, by=root)
    with CaptureQueriesContext(connection) as of_several:
        assert len(program.get(path).json()["results"]) == 4

    assert len(of_several) == len(of_one)
