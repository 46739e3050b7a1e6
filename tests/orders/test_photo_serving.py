"""An order's photos: who may open one, with which headers, and the proof that they are those the events name."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from orders import permissions
from orders.models import Assignment, Attachment, EventKind, Remark
from orders.services import attachments, rebuilding, remarks, timeline
from rada.platform.files import serve
from rada.platform.models import StoredFile
from rada.web import clock
from tests.factories import HOUR, MONDAY
from tests.portal import a_side, a_stored_photo, signed_in, staff

pytestmark = pytest.mark.django_db

NOW = MONDAY + 2 * HOUR


@pytest.fixture
def side():
    with clock.standing_at(NOW):
        yield a_side("Canary-Own", NOW)


def address(side, photo=None, job=None):
    return reverse("orders:photo", args=[(job or side.job).pk, (photo or side.photo).pk])


def told(job, by, *photos, role=Attachment.Role.MESSAGE):
    """A message with photos, as a service records it."""
    fields = {"text": "x", "needs_reply": False, "auto": False, **attachments.named(photos)}
    event = timeline.record(job, EventKind.MESSAGE, by=by, permission=permissions.can_talk, fields=fields)
    attachments.attach(event, photos, role)
    return event


def problems(job):
    """What `rebuild --check` says of an order's photos."""
    found = rebuilding.rebuild(Assignment.objects.filter(pk=job.pk), repair=False)
    return [each for proof in found for each in proof.differences if "photo" in each]


def test_whoever_sees_the_order_sees_its_photo(side):
    people = [side.owner, side.dispatcher, side.technician, staff()]

    seen = [signed_in(actor).get(address(side)).getvalue() for actor in people]

    assert seen == [b"Photo Canary-Own"] * 4


def test_nobody_else_does_and_a_foreign_photo_looks_like_a_missing_one(side):
    rival = a_side("Canary-Rival", NOW)
    addresses = [
        address(side),
        address(side, job=rival.job),
        address(rival, photo=side.photo),
        "/orders/1/photos/99999/",
    ]

    answers = [signed_in(rival.owner).get(each).status_code for each in addresses]
    idle = signed_in(side.idle_technician).get(address(side)).status_code
    other_order = signed_in(side.owner).get(address(side, job=side.offer)).status_code

    assert answers == [404] * 4
    assert (idle, other_order) == (404, 404)
    assert signed_in(rival.owner).get(address(rival)).getvalue() == b"Photo Canary-Rival"


def test_a_photo_is_shown_in_a_way_that_nothing_in_it_can_run(side):
    answer = signed_in(side.owner).get(address(side))

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'inline; filename="rada-{side.photo.file_id}.jpg"'
    assert answer["Content-Length"] == str(len(answer.getvalue()))


def test_what_is_no_picture_is_only_handed_over(side):
    StoredFile.objects.filter(pk=side.photo.file_id).update(content_type="text/html")

    answer = signed_in(side.owner).get(address(side))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="rada-{side.photo.file_id}.bin"'


def test_the_small_picture_is_served_where_there_is_one(side):
    stored = side.photo.file
    stored.thumbnail_name = a_stored_photo(b"small").storage_name
    stored.save()

    client = signed_in(side.owner)

    assert client.get(address(side) + "?size=small").getvalue() == b"small"
    assert client.get(address(side) + "?size=huge").getvalue() == b"Photo Canary-Own"
    assert serve(a_stored_photo(b"one size"), thumbnail=True).getvalue() == b"one size"


def test_a_photo_whose_file_is_gone_is_a_404(side):
    default_storage.delete(side.photo.file.storage_name)

    assert signed_in(side.owner).get(address(side)).status_code == 404


def test_opening_a_photo_is_all_one_can_do_with_its_address(side):
    client = signed_in(side.owner)

    answers = [getattr(client, method)(address(side)).status_code for method in ("post", "put", "delete", "patch")]

    assert answers == [405] * 4
    assert client.head(address(side)).status_code == 200


def test_the_photos_of_many_events_come_in_one_query(side, django_assert_num_queries):
    events = [told(side.job, side.owner, a_stored_photo(b"1"), a_stored_photo(b"2")), told(side.job, side.owner)]

    with django_assert_num_queries(1):
        found = attachments.photos_of(events)
        digests = [photo.file.digest for photo in found[events[0].pk]]

    assert list(found) == [events[0].pk]
    assert digests == attachments.named([photo.file for photo in found[events[0].pk]])["photos"]


def test_photos_that_agree_with_their_event_are_proved(side):
    side.photo.delete()
    told(side.job, side.owner, a_stored_photo(b"1"), a_stored_photo(b"2"))

    assert problems(side.job) == []


def test_a_photo_that_was_exchanged_added_or_taken_away_is_found(side):
    side.photo.delete()
    event = told(side.job, side.owner, a_stored_photo(b"1"))
    sentence = [f"the photos beside event {event.event_id} are not those it names"]
    photo = event.attachments.get()

    Attachment.objects.filter(pk=photo.pk).update(file=a_stored_photo(b"2"))
    exchanged = problems(side.job)
    Attachment.objects.filter(pk=photo.pk).update(file=photo.file)
    added = Attachment.objects.create(
        assignment=side.job, event=event, file=a_stored_photo(b"3"), role="message", position=1
    )
    with_another = problems(side.job)
    added.delete()
    photo.delete()

    assert exchanged == with_another == problems(side.job) == sentence


def test_a_photo_beside_an_event_that_names_none_is_found(side):
    assert problems(side.job) == [f"the photos beside event {side.photo.event.event_id} are not those it names"]


def test_after_the_naming_was_erased_the_photos_may_stay_or_go(side):
    side.photo.delete()
    event = told(side.job, side.owner, a_stored_photo(b"1"))
    remarks.erase(Remark.objects.filter(event=event))

    stays = problems(side.job)
    event.attachments.all().delete()

    assert stays == problems(side.job) == []
