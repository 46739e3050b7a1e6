"""The customer's photo of the receipt: what is read on it, what it repeats, and what a person is told."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction

from orders.models import Assignment, EventKind, Photo, PhotoCheck
from orders.services import rebuilding, receipt_photos, stamp_decisions, stamps, timeline, visits
from orders.services.verifying import first_break
from orders.stamp_codes import code_of
from rada.platform.idempotency import Key
from tests.factories import MONDAY, a_staff_member, an_engagement, an_offer, an_owner, the_customer
from tests.orders.papers import LABOUR, a_serial, at, at_work
from tests.orders.receipt_photos import a_receipted_job, reasons, receipted, taken, uploaded

pytestmark = pytest.mark.django_db
MADE_UP = "RADA1:ABCDE-FGHJK:AAAAAAAAAA"


def told(job):
    """The payloads of its photo events."""
    return [event.payload for event in job.events.filter(kind=EventKind.PHOTO_UPLOADED).order_by("position")]


def breaches(job):
    return sorted(job.breaches.values_list("rule", flat=True))


def test_a_photo_of_the_receipts_stamp_is_read_and_troubles_nobody():
    job, serial = a_receipted_job()

    photo = uploaded(job, code_of(serial))

    assert (photo.stamp_read, photo.reused_from) == (serial, "")
    assert photo.file is not None
    assert reasons(photo) == []
    assert breaches(job) == []


def test_a_photo_without_a_readable_stamp_is_taken_and_waits_for_a_person():
    job, _serial = a_receipted_job()

    photo = uploaded(job, "https://example.com/")

    assert photo.stamp_read == ""
    assert told(job)[0]["stamp_read"] is None
    assert reasons(photo) == ["no_stamp"]
    assert breaches(job) == []


@pytest.mark.parametrize("text", [MADE_UP, "ABCDE-FGHJK"])
def test_a_code_that_rada_did_not_sign_proves_nothing_and_is_told(text):
    job, _serial = a_receipted_job()

    photo = uploaded(job, text)

    assert (photo.stamp_read, reasons(photo), breaches(job)) == ("", ["unsigned"], [])


def test_even_the_receipts_own_serial_without_its_signature_is_no_stamp():
    job, serial = a_receipted_job()

    photo = uploaded(job, serial, f"RADA1:{serial}:AAAAAAAAAA")

    assert (photo.stamp_read, reasons(photo)) == ("", ["unsigned"])


def test_of_several_codes_the_one_on_the_receipt_counts():
    job, serial = a_receipted_job()
    other = a_serial(job)

    photo = uploaded(job, "WIFI:S:nha;;", code_of(other), MADE_UP, code_of(serial))

    assert (photo.stamp_read, reasons(photo)) == (serial, [])


def test_before_the_receipt_a_stamp_of_the_partner_counts_before_a_foreign_one():
    job = at_work(LABOUR)
    foreign, own = a_serial(at_work(LABOUR)), a_serial(job)

    photo = uploaded(job, code_of(foreign), code_of(own))
    receipted(job, own, minutes=40)

    assert (photo.stamp_read, reasons(photo), breaches(job)) == (own, [], [])


def test_a_photo_before_the_receipt_is_compared_once_the_receipt_is_there():
    job = at_work(LABOUR)
    read, issued = a_serial(job), a_serial(job)

    uploaded(job, code_of(read))
    before = breaches(job)
    receipted(job, issued, minutes=40)

    assert (before, breaches(job)) == ([], ["A4.stamp_mismatch"])


def a_stamp_of_another_partner(job):
    return a_serial(at_work(LABOUR))


def a_stamp_of_another_order(job):
    other = an_engagement(partner=job.partner, at=MONDAY)
    serial = a_serial(job)
    receipted(other, serial)
    return serial


def a_stamp_of_another_roll(job):
    return a_serial(job)


def a_lost_stamp(job):
    serial = a_serial(job)
    stamp_decisions.declare(serial, kind="lost", reason="Rơi", by=an_owner(job.partner))
    return serial


@pytest.mark.parametrize(
    ("stamp", "why"),
    [
        (a_stamp_of_another_partner, ["other_partner", "differs"]),
        (a_stamp_of_another_order, ["other_order", "differs"]),
        (a_stamp_of_another_roll, ["differs"]),
        (a_lost_stamp, ["lost", "differs"]),
        (lambda job: "NOSUC-HRLLL", ["unknown", "differs"]),
    ],
)
def test_a_signed_stamp_that_is_not_the_receipts_is_recorded_and_told(stamp, why):
    job, _serial = a_receipted_job()
    other = stamp(job)

    photo = uploaded(job, code_of(other))

    assert (photo.stamp_read, reasons(photo)) == (other, why)
    assert breaches(job) == ["A4.stamp_mismatch"]


def test_the_same_photo_on_two_orders_is_flagged_on_the_later_one():
    first, second = a_receipted_job()[0], a_receipted_job()[0]
    earlier = uploaded(first, content=b"one and the same")

    later = uploaded(second, content=b"one and the same")

    assert (earlier.reused_from, later.reused_from) == ("", earlier.event.event_id)
    assert PhotoCheck.objects.get(event=later.event).other == earlier.event
    assert (breaches(first), breaches(second)) == ([], ["A4.photo_reused"])


def test_the_same_photo_twice_on_one_order_is_honest():
    job, serial = a_receipted_job()

    uploaded(job, code_of(serial), content=b"one and the same")
    again = uploaded(job, code_of(serial), content=b"one and the same")

    assert (again.reused_from, reasons(again), breaches(job)) == ("", [], [])


def test_a_stamp_seen_on_another_orders_photo_is_flagged():
    first, serial = a_receipted_job()
    earlier = uploaded(first, code_of(serial))
    second = an_engagement(partner=first.partner, at=MONDAY)

    later = uploaded(second, code_of(serial))

    assert later.reused_from == earlier.event.event_id
    assert reasons(later) == ["other_order", "reused"]


def test_whoever_showed_a_stamp_first_takes_nothing_from_the_order_whose_receipt_has_it():
    job, serial = a_receipted_job()
    thief = an_engagement(partner=job.partner, at=MONDAY)
    stolen = uploaded(thief, code_of(serial))

    own = uploaded(job, code_of(serial))

    assert reasons(stolen) == ["other_order"]
    assert (own.reused_from, reasons(own), breaches(job)) == ("", [], [])


def test_nobody_but_the_customer_uploads_and_only_once_a_partner_is_engaged():
    job, offered = an_engagement(), an_offer()

    for by in (an_owner(job.partner), a_staff_member(), the_customer(offered.order)):
        with at(), pytest.raises(PermissionDenied):
            receipt_photos.upload(job, by=by, taken=taken())
    with at(), pytest.raises(timeline.NotPossibleNow):
        receipt_photos.upload(offered, by=the_customer(offered.order), taken=taken())

    assert told(job) + told(offered) == []


def test_after_a_cancellation_no_photo_is_taken():
    job = an_engagement()
    with at():
        visits.cancel(job, by=an_owner(job.partner), reason="other")

    with at(1), pytest.raises(timeline.NotPossibleNow):
        receipt_photos.upload(job, by=the_customer(job.order), taken=taken())

    assert told(job) == []


def test_the_same_request_twice_is_one_photo():
    job, serial = a_receipted_job()
    key = Key.of("order:1", "k", "photo")

    numbers = {uploaded(job, code_of(serial), key=key).pk for _press in range(2)}

    assert len(numbers) == len(told(job)) == Photo.objects.count() == 1


def problems():
    return [each for proof in rebuilding.rebuild(Assignment.objects.all(), repair=False) for each in proof.differences]


def test_rebuilding_agrees_and_the_chain_is_whole_and_a_swapped_file_is_found():
    job, serial = a_receipted_job()
    photo = uploaded(job, code_of(serial))
    uploaded(job)

    with at(30):
        clean = problems()
        Photo.objects.filter(pk=photo.pk).update(file=taken().stored)
        swapped = problems()

    assert clean == []
    assert [each for each in swapped if "photo" in each] == [
        f"the photos beside event {photo.event.event_id} are not those it names"
    ]
    assert first_break(job, list(job.events.order_by("position"))) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda: PhotoCheck.objects.all().delete(),
        lambda: PhotoCheck.objects.update(reasons=[]),
        lambda: PhotoCheck.objects.update(other=None, created_at=MONDAY),
    ],
)
def test_why_a_photo_waits_stands(change):
    uploaded(a_receipted_job()[0])

    with pytest.raises(InternalError), transaction.atomic():
        change()


@pytest.mark.parametrize("text", ["\x00", "RADA1:" + "A" * 400, "'; DROP TABLE", "{{ 7*7 }}", "\ud7ff\u202eRADA1:x:y"])
def test_hostile_texts_on_a_photo_are_no_stamp_and_break_nothing(text):
    job, _serial = a_receipted_job()

    photo = uploaded(job, text)

    assert photo.stamp_read == ""
    assert stamps.Stamp.objects.filter(state="used").count() == 1
