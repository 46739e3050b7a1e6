"""Photos by the API: kept by the intake, named by what they go along with, seen by whoever sees the order."""

from __future__ import annotations

import pytest

from orders.api.requests import EXAMPLE
from orders.models import Order, OrderPhoto
from orders.services import offers
from rada.web import clock
from tests.api.calling import Caller, a_customer_of, an_app_of, an_integration
from tests.factories import HOUR, MONDAY, a_technician, an_offer, an_order, an_owner
from tests.orders.pictures import photo as jpeg
from tests.orders.pictures import sent as uploaded
from tests.portal import a_stored_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    job = an_offer(at=clock.now())
    offers.accept(job, by=an_owner(job.partner))
    return job


def test_a_photo_goes_along_with_a_message_and_is_seen_by_both(job):
    app, customer, at = an_app_of(an_owner(job.partner)), a_customer_of(job.order), f"assignments/{job.pk}"

    sent = app.send_files("photos", {"photo": uploaded(jpeg())})
    by_another = customer.post(f"{at}/messages", {"photos": [sent.json()["reference"]]})
    told = app.post(f"{at}/messages", {"photos": [sent.json()["reference"]]})

    (photo,) = customer.get(f"{at}/photos").json()["results"]
    picture = customer.get(f"{at}/photos/{photo['id']}", {"size": "small"})
    assert (sent.status_code, told.status_code) == (201, 200)
    assert by_another.json()["errors"][0]["field"] == "photos"
    assert photo["event"] == told.json()["event"]["id"]
    assert picture["Content-Type"] == "image/jpeg"
    assert b"".join(picture.streaming_content)
    assert an_app_of(a_technician(job.partner)).get(f"{at}/photos/{photo['id']}").status_code == 404


def test_the_customer_sends_the_receipts_photo_once_for_each_key(job):
    customer, at = a_customer_of(job.order), f"assignments/{job.pk}/receipt-photos"

    first = customer.send_files(at, {"photo": uploaded(jpeg())}, key="k")
    again = customer.send_files(at, {"photo": uploaded(jpeg())}, key="k")

    assert (first.status_code, again.headers.get("Idempotent-Replayed")) == (201, "true")
    assert first.json()["stamp_read"] == ""
    assert [each["id"] for each in customer.get(at).json()["results"]] == [first.json()["id"]]


def test_a_stranger_sends_photos_along_with_a_request_and_agrees_to_that(job):
    stranger, elsewhere = Caller(), an_integration(acting_for="rada")
    reference = stranger.send_files("photos", {"photo": uploaded(jpeg())}).json()["reference"]
    wanted = {**EXAMPLE, "photos": [reference]}

    by_another = elsewhere.post("orders", {**wanted, "consents": ["order", "photos"]})
    without_consent = stranger.post("orders", wanted)
    asked = stranger.post("orders", {**wanted, "consents": ["order", "photos"]})

    order = Order.objects.get(code=asked.json()["code"])
    assert by_another.json()["errors"][0]["field"] == "photos"
    assert without_consent.json()["code"] == "consent_missing"
    assert order.photos.count() == 1
    assert set(order.consents.values_list("purpose", flat=True)) == {"order", "photos"}


def test_what_one_program_sent_in_nobodys_name_no_other_can_name(job):
    one, other = an_integration(acting_for="rada"), an_integration(acting_for="rada")
    body = {"photos": [one.send_files("photos", {"photo": uploaded(jpeg())}).json()["reference"]]}

    answers = [program.post(f"assignments/{job.pk}/messages", body).status_code for program in (other, one)]

    assert answers == [422, 200]


def test_a_partner_sees_a_requests_photos_once_the_order_is_taken(job):
    order = an_order(at=clock.now())
    OrderPhoto.objects.create(order=order, file=a_stored_photo(b"what is wrong"))
    offer = an_offer(order, at=clock.now())
    app, path = an_app_of(an_owner(offer.partner)), f"assignments/{offer.pk}/order-photos"

    before = app.get(path).json()["results"]
    offers.accept(offer, by=an_owner(offer.partner))
    (photo,) = app.get(path).json()["results"]

    assert before == []
    assert b"".join(app.get(f"{path}/{photo['id']}").streaming_content) == b"what is wrong"
    assert an_app_of(an_owner(job.partner)).get(f"{path}/{photo['id']}").status_code == 404


def test_what_is_no_photo_is_refused(job):
    refused = a_customer_of(job.order).send_files("photos", {"photo": uploaded(b"GIF89a no")})

    assert (refused.status_code, refused.json()["code"]) == (422, "photo_refused")


def test_whoever_sent_a_days_share_waits_and_nobody_else_does(job, settings):
    settings.PHOTOS_A_DAY = 1
    app, customer = an_app_of(an_owner(job.partner)), a_customer_of(job.order)
    with clock.standing_at(MONDAY):
        app.send_files("photos", {"photo": uploaded(jpeg())})

    with clock.standing_at(MONDAY + HOUR):
        refused, other = (who.send_files("photos", {"photo": uploaded(jpeg())}) for who in (app, customer))

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_photos_today")
    assert refused["Retry-After"] == str(23 * 3600)
    assert other.status_code == 201
