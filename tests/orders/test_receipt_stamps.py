"""The stamp on a receipt: typed or photographed, refused beside its field, and what follows without one."""

from __future__ import annotations

import io

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile

from orders import stamp_codes
from orders.models import Stamp
from orders.services import receipts, stamps, visits
from tests.factories import an_owner
from tests.orders.papers import LABOUR, a_photo, a_serial, address, at, at_work, told
from tests.orders.test_receipt_form import fields_of, opened, pressed, write

pytestmark = pytest.mark.django_db

LINE = {"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1}


def photographed(text):
    """A photo of a QR code that says just this."""
    made = io.BytesIO()
    segno.make(text, error="m").save(made, kind="png", scale=8, border=4)
    return SimpleUploadedFile("stamp.png", made.getvalue(), content_type="image/png")


@pytest.mark.parametrize("typed", ["ABCDE-FGHJK", " abcde-fghjk ", "ABCDE FGHJK".replace(" ", "-"), "abcde–fghjk\n"])
def test_a_serial_is_read_however_it_was_typed(typed):
    assert stamps.serial_in(typed) == "ABCDE-FGHJK"


def test_a_photographed_stamp_is_filled_in_and_then_sent():
    job = at_work(LABOUR)
    client, serial = opened(job), a_serial(job)

    with at():
        scan = photographed(f" {stamp_codes.code_of(serial).lower()}\n")
        read = write(client, job, do="read", scan=scan, warranty_terms="Đã gõ")
        sent = pressed(client, job, read)

    held = fields_of(read)
    assert (held["stamp"], held["warranty_terms"]) == (serial, "Đã gõ")
    assert f"The stamp was read: {serial}." in read.content.decode()
    assert sent.status_code == 302
    assert Stamp.objects.get(serial=serial).assignment_id == job.pk


def test_a_code_that_a_scanning_keyboard_wrote_whole_is_read_as_its_serial():
    job = at_work(LABOUR)
    serial = a_serial(job)

    with at():
        sent = write(opened(job), job, stamp=stamp_codes.code_of(serial))

    assert sent.status_code == 302
    assert told(job, "receipt_issued")[0]["stamp"] == serial


def test_a_photo_sent_with_the_receipt_is_read_and_shown_first():
    job = at_work(LABOUR)
    client, serial = opened(job), a_serial(job)

    with at():
        answer = write(client, job, scan=photographed(stamp_codes.code_of(serial)))

    assert fields_of(answer)["stamp"] == serial
    assert told(job, "receipt_issued") == []


@pytest.mark.parametrize(
    "photo", [a_photo, lambda: SimpleUploadedFile("stamp.jpg", b"<svg/>", content_type="image/jpeg")]
)
def test_a_photo_without_a_readable_stamp_is_refused_beside_its_field(photo):
    job = at_work(LABOUR)

    with at():
        answer = write(opened(job), job, do="read", scan=photo(), warranty_terms="Đã gõ")

    assert answer.status_code == 422
    assert 'id="receipt_scan_error"' in answer.content.decode()
    assert fields_of(answer)["warranty_terms"] == "Đã gõ"


def forged(serial):
    """The stamp's own code with its signature changed in one letter."""
    code = stamp_codes.code_of(serial)
    return code[:-1] + ("A" if code[-1] != "A" else "B")


@pytest.mark.parametrize("said", [lambda _serial: "https://example.com/" + "x" * 200, forged, str])
def test_a_code_that_rada_did_not_sign_is_refused_beside_the_photo(said):
    job = at_work(LABOUR)
    serial = a_serial(job)

    with at():
        answer = write(opened(job), job, do="read", scan=photographed(said(serial)))

    assert answer.status_code == 422
    assert 'id="receipt_scan_error"' in answer.content.decode()
    assert "was not made by Rada" in answer.content.decode()
    assert not fields_of(answer).get("stamp")


def test_a_stamp_of_another_order_is_refused_and_nothing_is_lost():
    job, other = at_work(LABOUR), at_work(LABOUR)
    roll = stamps.issue_roll(job.partner, size=1, by=None, at=job.created_at)
    serial = roll.stamps.get().serial
    Stamp.objects.filter(serial=serial).update(state="used", assignment=other)

    with at():
        answer = write(opened(job), job, stamp=serial, warranty_terms="Đã gõ")

    assert answer.status_code == 422
    assert f"Stamp {serial} was already used on another order." in answer.content.decode()
    assert fields_of(answer)["warranty_terms"] == "Đã gõ"


def test_a_stamp_of_another_partner_looks_like_one_that_does_not_exist():
    job, other = at_work(LABOUR), at_work(LABOUR)
    serial = a_serial(other)

    with at():
        answer = write(opened(job), job, stamp=serial)

    assert f"Stamp {serial} is not on any of your rolls." in answer.content.decode()


def test_a_stamp_that_was_used_while_the_page_was_open_is_refused_by_the_service():
    job = at_work(LABOUR)
    serial = a_serial(job)
    Stamp.objects.filter(serial=serial).update(state="lost")

    with at(), pytest.raises(stamps.StampRefused):
        receipts.issue(job, by=an_owner(job.partner), lines=[LINE], total=250_000, stamp=serial)

    assert told(job, "receipt_issued") == []


def test_without_a_stamp_the_page_says_what_follows_and_until_when():
    job = at_work(LABOUR)
    client = opened(job)
    with at():
        before = client.get(address(job, "issue_receipt")).content.decode()
        visits.complete(job, by=an_owner(job.partner))
        after = client.get(address(job, "issue_receipt")).content.decode()
        issued = write(client, job)
        again = client.get(address(job, "issue_receipt")).content.decode()

    assert "a stamped receipt is due 24 hours after the work is completed" in before
    assert (
        "unless a stamped receipt follows by 11:00 tomorrow, it will be recorded as a breach of A4: 1 point." in after
    )
    assert issued.status_code == 302
    assert "unless a stamped receipt follows" in again


def test_with_a_stamp_nothing_more_is_due():
    job = at_work(LABOUR)
    client, serial = opened(job), a_serial(job)
    with at():
        visits.complete(job, by=an_owner(job.partner))
        write(client, job, stamp=serial)

        page = client.get(address(job, "issue_receipt")).content.decode()

    assert "Without a stamp" not in page
