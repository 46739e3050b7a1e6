"""Sending the photo of the receipt from the customer's page: what was read is said at once, only one's own is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import EventKind
from orders.services import visits
from rada.web import clock
from tests.factories import MONDAY, an_engagement, an_offer, an_owner
from tests.orders.papers import AT_WORK, LABOUR, at_work
from tests.orders.pictures import HEIC_MARKS, TURNED_HEIC, sent
from tests.orders.quoting import order_page, through_a_link
from tests.orders.receipt_photos import a_phone_photo, a_receipted_job, a_stamped_photo, uploaded
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_hour_after_the_work(tmp_path, settings):
    settings.PHOTO_WORK_DIR = tmp_path
    with clock.standing_at(AT_WORK.replace(hour=15)):
        yield


def address(job):
    return reverse("orders:customer_receipt_photo_send", args=[job.order.code])


def own(photo):
    return reverse("orders:customer_receipt_photo", args=[photo.assignment.order.code, photo.pk])


def send(client, job, file=None, field="camera", **more):
    return client.post(address(job), form(**({field: file} if file else {}), **more), follow=True)


def through(job):
    return through_a_link(job, at=AT_WORK)


def count(job):
    return job.events.filter(kind=EventKind.PHOTO_UPLOADED).count()


def text_of(answer):
    return answer.content.decode()


def test_a_photo_of_the_stamp_is_read_and_said_at_once():
    job, serial = a_receipted_job()

    answer = send(through(job), job, a_stamped_photo(serial))

    assert f"Thank you. Stamp {serial} was read, and it is the one on your receipt." in text_of(answer)
    assert "Send another photo" in text_of(answer)
    assert job.photos.get().stamp_read == serial


def test_a_photo_without_a_stamp_is_accepted_with_how_to_take_a_better_one():
    job, _serial = a_receipted_job()

    answer = send(through(job), job, a_phone_photo(), field="gallery")

    assert "The photo was sent, but the stamp could not be read on it." in text_of(answer)
    assert "Go closer: the stamp fills about a third of the picture." in text_of(answer)
    assert count(job) == 1


def test_another_stamp_is_told_kindly():
    job, _serial = a_receipted_job()
    _other, serial = a_receipted_job()

    answer = send(through(job), job, a_stamped_photo(serial))

    assert f"Stamp {serial} was read. It needs a second look: Rada compares it with the receipt." in text_of(answer)


def test_a_heic_photo_is_taken_and_nothing_of_it_but_the_pixels_stays():
    job, _serial = a_receipted_job()

    send(through(job), job, sent(TURNED_HEIC, "IMG_1.HEIC", "image/heic"))
    served = through(job).get(own(job.photos.get())).getvalue()

    assert served.startswith(b"\xff\xd8\xff")
    assert not any(mark in served for mark in HEIC_MARKS)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "Take a photo first, or choose one."),
        ({"camera": sent(b"")}, "This file is empty."),
        ({"gallery": sent(b"<svg/>")}, "This is not a photo we can read."),
        ({"camera": a_phone_photo(), "gallery": a_phone_photo()}, "Send one photo at a time"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(files, said):
    job, _serial = a_receipted_job()

    answer = through(job).post(address(job), form(**files))

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert count(job) == 0


def test_the_same_form_sent_twice_is_one_photo_and_is_decoded_once():
    job, serial = a_receipted_job()
    photo = a_stamped_photo(serial)
    client, fields = through(job), form(camera=photo)
    unreadable = sent(bytes(photo.size), photo.name)

    first = client.post(address(job), fields)
    again = client.post(address(job), {**fields, "camera": unreadable})

    assert (first.status_code, again.status_code) == (302, 302)
    assert count(job) == 1


def test_another_photo_sent_by_the_form_of_the_last_one_is_told_and_not_lost_in_silence():
    job, serial = a_receipted_job()
    client, fields = through(job), form(camera=a_phone_photo())

    client.post(address(job), fields)
    better = client.post(address(job), {**fields, "camera": a_stamped_photo(serial)})

    assert better.status_code == 409
    assert "This form was already sent with other content." in text_of(better)


def test_a_customers_share_of_a_day_is_smaller_and_counted_by_order(settings):
    settings.CUSTOMER_PHOTOS_A_DAY = 1
    job, other = a_receipted_job()[0], a_receipted_job()[0]

    statuses = [send(through(each), each, a_phone_photo()).status_code for each in (job, job, other)]

    assert statuses == [200, 422, 200]
    assert (count(job), count(other)) == (1, 1)


def test_the_section_stands_there_from_the_acceptance_to_long_after_the_end():
    offered, job = an_offer(at=MONDAY), at_work(LABOUR)

    before, during = (text_of(through(each).get(order_page(each))) for each in (offered, job))
    with clock.standing_at(AT_WORK):
        visits.complete(job, by=an_owner(job.partner))
    with clock.standing_at(AT_WORK.replace(month=5)):
        answer = send(through_a_link(job, at=AT_WORK.replace(month=5)), job, a_phone_photo())

    assert ("Photo of the receipt" in before, "Photo of the receipt" in during) == (False, True)
    assert (answer.status_code, count(job)) == (200, 1)


def test_opening_the_address_does_nothing():
    job, _serial = a_receipted_job()

    answer = through(job).get(address(job))

    assert (answer.status_code, answer.url, count(job)) == (302, order_page(job), 0)


def test_after_a_cancellation_the_photo_is_refused_before_it_is_decoded():
    job = an_engagement()
    client = through(job)
    visits.cancel(job, by=an_owner(job.partner), reason="other")

    answer = client.post(address(job), form(camera=a_phone_photo()))

    assert answer.status_code == 409
    assert count(job) == 0


def test_whoever_is_signed_in_at_rada_sends_nothing_in_the_customers_place():
    job, serial = a_receipted_job()
    client = through(job)
    client.force_login(an_owner(job.partner).user, backend="partners.sign_in.PhoneOrUsernameBackend")

    answer = client.post(address(job), form(camera=a_stamped_photo(serial)))

    assert (answer.status_code, count(job)) == (409, 0)
    assert "Only the customer can do this." in text_of(answer)


def test_a_photo_is_shown_to_its_own_order_alone():
    job, other = a_receipted_job()[0], a_receipted_job()[0]
    photo = uploaded(job, content=b"\xff\xd8\xff mine")
    foreign = reverse("orders:customer_receipt_photo", args=[other.order.code, photo.pk])

    mine = through(job).get(own(photo))
    others = [through(other).get(foreign), through(other).get(own(photo)), Client().get(own(photo)),
              signed_in(an_owner(job.partner)).get(own(photo))]  # fmt: skip

    assert mine.getvalue() == b"\xff\xd8\xff mine"
    assert "no-store" in mine["Cache-Control"]
    assert {answer.status_code for answer in others} == {404}


def test_the_partner_sees_the_photo_beside_the_receipt():
    job, serial = a_receipted_job()
    photo = uploaded(job)

    page = text_of(signed_in(an_owner(job.partner)).get(reverse("orders:assignment", args=[job.pk])))

    assert "The customer's photo" in page
    assert reverse("orders:receipt_photo", args=[job.pk, photo.pk]) in page
    assert serial in page
