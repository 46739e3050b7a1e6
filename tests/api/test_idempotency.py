"""The same request twice is one write, answered the same; nothing is stored of what failed."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from orders.api.requests import EXAMPLE
from orders.models import Event, Status
from orders.services import offers
from rada.platform.idempotency import CLAIM
from rada.platform.models import IdempotencyKey
from rada.web import clock
from tests.api.calling import Caller, an_app_of, an_integration
from tests.factories import a_partner, a_service, an_offer, an_order, an_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    return an_offer(at=clock.now())


@pytest.fixture
def app(offer):
    return an_app_of(an_owner(offer.partner))


def accepted(offer):
    return offer.events.filter(kind="accepted").count()


def test_a_repeated_act_is_done_once_and_answered_the_same(offer, app):
    first = app.post(f"assignments/{offer.pk}/accept", {}, key="tap-1")
    again = app.post(f"assignments/{offer.pk}/accept", {}, key="tap-1")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert (first.headers.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert again["ETag"] == first["ETag"]
    assert accepted(offer) == 1


def test_a_refusal_is_answered_the_same_too(offer, app):
    first = app.post(f"assignments/{offer.pk}/arrive", {}, key="early")
    app.post(f"assignments/{offer.pk}/accept", {})
    again = app.post(f"assignments/{offer.pk}/arrive", {}, key="early")

    assert first.status_code == again.status_code == 409
    assert again.json() == first.json()
    assert again["Content-Type"] == "application/problem+json"
    assert app.post(f"assignments/{offer.pk}/arrive", {}).status_code == 200


def test_another_request_under_the_same_key_is_refused(offer, app):
    app.post(f"assignments/{offer.pk}/decline", {"reason": "busy"}, key="k")

    other = app.post(f"assignments/{offer.pk}/decline", {"reason": "too_far"}, key="k")
    elsewhere = app.post(f"assignments/{offer.pk}/accept", {"reason": "busy"}, key="k")

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert elsewhere.status_code == 422


def test_white_space_and_order_of_names_make_no_other_request(offer, app):
    path = f"assignments/{offer.pk}/decline"
    app.post(path, '{"reason": "busy", "id": "x"}', key="k")

    assert app.post(path, '{ "id": "x",\n"reason": "busy" }', key="k").headers["Idempotent-Replayed"] == "true"


def test_keys_of_different_callers_never_meet(offer, app):
    stranger = an_app_of(an_owner(a_partner()))

    answers = [caller.post(f"assignments/{offer.pk}/accept", {}, key="same") for caller in (stranger, app)]

    assert [answer.status_code for answer in answers] == [404, 200]


def test_whom_an_integration_acts_for_belongs_to_the_request(offer):
    integration, owner = an_integration(), an_owner(offer.partner)
    headers = {"Rada_Acting_For": f"member:{owner.member_id}"}

    done = integration.post(f"assignments/{offer.pk}/accept", {}, key="k", **headers)
    other = integration.post(f"assignments/{offer.pk}/accept", {}, key="k", Rada_Acting_For="rada")

    assert (done.status_code, other.status_code) == (200, 422)


@pytest.mark.parametrize("key", ["", " ", "x" * 121, "tab\there", "khóa"])
def test_a_write_without_a_plain_key_is_not_taken(offer, app, key):
    headers = {**app.headers, **({"Idempotency-Key": key} if key else {})}
    answer = app.client.post(f"/api/v1/assignments/{offer.pk}/accept", {}, "application/json", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    assert accepted(offer) == 0


def test_what_failed_is_not_stored_and_can_be_repeated(offer, app, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise OperationalError("away")

    with monkeypatch.context() as broken:
        broken.setattr(offers, "withdraw_waiting", breaks)
        app.client.raise_request_exception = False
        failed = app.post(f"assignments/{offer.pk}/accept", {}, key="k")
    again = app.post(f"assignments/{offer.pk}/accept", {}, key="k")

    assert (failed.status_code, again.status_code) == (503, 200)
    assert "Idempotent-Replayed" not in again.headers


def test_no_answer_that_is_kept_holds_a_secret_or_a_person(settings):
    a_service()
    stranger = Caller()

    first = stranger.post("orders", EXAMPLE, key="form-1")
    again = stranger.post("orders", EXAMPLE, key="form-1")

    kept = str(list(IdempotencyKey.objects.values_list("answer", flat=True)))
    assert first.status_code == 201
    assert first.json() == again.json()
    assert Caller(f"Link {first.json()['link']}").get("me").json()["kind"] == "customer"
    assert not any(word in kept for word in (first.json()["link"], "Hà", "912345678", "Hàng Bài"))


def test_no_answer_that_is_kept_tells_who_the_customer_is(offer, app):
    app.post(f"assignments/{offer.pk}/accept")
    customer = app.get(f"assignments/{offer.pk}").json()["order"]["customer"]

    sent = app.send("put", f"assignments/{offer.pk}/technician", {"technician": None}, If_Match="*")

    assert sent.status_code == 200
    assert customer["name"] not in str(list(IdempotencyKey.objects.values_list("answer", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_a_twin_in_flight_waits_and_is_told_to_come_again(offer, app):
    """The first holds its key in an open transaction; the second waits for it as long as for any lock."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CLAIM, [f"api:account:{an_owner(offer.partner).user.pk}", "k", "of the first"])
            held.set()
            done.wait(20)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(20)
    try:
        twin = app.post(f"assignments/{offer.pk}/accept", {}, key="k")
    finally:
        done.set()
        thread.join()

    assert (twin.status_code, twin.json()["code"]) == (409, "in_flight")
    assert twin["Retry-After"] == "1"
    assert Event.objects.filter(kind="accepted").count() == 0


def test_two_partners_take_one_order_and_one_of_them_has_it():
    order = an_order(at=clock.now())
    first, second = (an_offer(order, a_partner(), at=clock.now()) for _each in range(2))

    won = an_app_of(an_owner(first.partner)).post(f"assignments/{first.pk}/accept", {})
    lost = an_app_of(an_owner(second.partner)).post(f"assignments/{second.pk}/accept", {})

    assert won.json()["status"] == Status.ACCEPTED
    assert (lost.status_code, lost.json()["code"]) == (409, "offer_closed")
