"""The receipt as it is printed: everything a customer needs on one page, and that it is no VAT invoice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Remark
from orders.services import parts, receipts, remarks, visits
from rada.web import clock
from tests.factories import DAY, a_technician, an_owner
from tests.orders.papers import AT_WORK, CAPACITOR, LABOUR, a_serial, at, at_work
from tests.portal import signed_in

pytestmark = pytest.mark.django_db

BILLED = [
    {"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1, "name": "Vệ sinh máy lạnh", "line": "1"},
    {"code": None, "unit_price": 180_000, "qty": 1, "name": "Tụ khởi động 35 µF", "line": "2"},
]


def issued(job, serial=None, **changes):
    told = {"lines": BILLED, "total": 430_000, "warranty": receipts.Warranty(180, "Linh kiện đã thay"), **changes}
    with at(5):
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="Thái Lan", brand="Panasonic", serial="SN-8")
        receipts.issue(job, by=an_owner(job.partner), stamp=serial, **told)


def printed(client, job, number=1):
    return client.get(reverse("orders:receipt", args=[job.pk, number]))


def page_of(job, language="en", number=1, later=timedelta()):
    with clock.standing_at(AT_WORK + 10 * timedelta(minutes=1) + later):
        return printed(signed_in(an_owner(job.partner), language), job, number).content.decode()


def test_everything_a_receipt_must_say_stands_on_it():
    job = at_work(LABOUR, CAPACITOR)
    job.partner.address, job.partner.tax_code = "5 Lý Thường Kiệt", "0101234567"
    job.partner.save()
    serial = a_serial(job)
    issued(job, serial)

    page = page_of(job)

    for words in (
        job.partner.name, "5 Lý Thường Kiệt", "0101234567", f"{job.order.code}-1", "02/03/2026", "Vệ sinh máy lạnh",
        "Thái Lan · Panasonic", "SN-8", "430.000\xa0₫", "Four hundred thirty thousand dong", serial,
        "180 days, until 29/08/2026", "Linh kiện đã thay", "A receipt, not a VAT invoice",
    ):  # fmt: skip
        assert words in page, words


def test_in_vietnamese_it_says_that_it_is_no_vat_invoice():
    job = at_work(LABOUR, CAPACITOR)
    issued(job)

    page = page_of(job, "vi")

    assert "không phải hóa đơn GTGT" in page
    assert "Bốn trăm ba mươi nghìn đồng" in page


def test_a_discount_stands_between_the_lines_and_the_total():
    job = at_work(LABOUR, CAPACITOR)
    issued(job, total=400_000, discount=30_000)

    page = page_of(job)

    assert page.index("180.000\xa0₫") < page.index("−30.000\xa0₫") < page.index("400.000\xa0₫")


@pytest.mark.parametrize(
    ("warranty", "words"),
    [
        (None, "No warranty is stated."),
        (receipts.Warranty(0, "Không bảo hành"), "No warranty"),
        (receipts.Warranty(10**9, "Trọn đời"), "1,000,000,000 days"),
    ],
)
def test_any_stated_warranty_can_be_printed(warranty, words):
    job = at_work(LABOUR, CAPACITOR)
    issued(job, warranty=warranty)

    assert words in page_of(job)


def test_the_customers_address_is_printed_only_while_the_partner_may_see_it():
    job = at_work(LABOUR, CAPACITOR)
    issued(job)
    with at(8):
        visits.complete(job, by=an_owner(job.partner))

    assert "12 Hàng Bài" in page_of(job)
    assert "12 Hàng Bài" not in page_of(job, later=8 * DAY)


def test_erased_words_leave_the_numbers():
    job = at_work(LABOUR, CAPACITOR)
    issued(job)
    remarks.erase(Remark.objects.filter(event__assignment=job))

    page = page_of(job)

    assert "430.000\xa0₫" in page
    assert "Linh kiện đã thay" not in page


def test_a_receipt_that_was_not_issued_or_is_a_strangers_is_not_found():
    job, other = at_work(LABOUR, CAPACITOR), at_work(LABOUR)
    issued(job)
    owner, technician = signed_in(an_owner(job.partner)), signed_in(a_technician(job.partner))

    with at(10):
        found = {
            "own": printed(owner, job).status_code,
            "next": printed(owner, job, 2).status_code,
            "zero": printed(owner, job, 0).status_code,
            "foreign": printed(signed_in(an_owner(other.partner)), job).status_code,
            "not sent there": printed(technician, job).status_code,
        }

    assert found == {"own": 200, "next": 404, "zero": 404, "foreign": 404, "not sent there": 404}


def test_the_order_shows_its_receipts_with_what_differs_from_the_quote():
    job = at_work(LABOUR, CAPACITOR)
    dearer = [BILLED[0], {**BILLED[1], "unit_price": 200_000}]
    issued(job, lines=dearer, total=450_000)

    with at(10):
        page = signed_in(an_owner(job.partner)).get(reverse("orders:assignment", args=[job.pk])).content.decode()

    assert f"Receipt {job.order.code}-1" in page
    assert "20.000\xa0₫ above the approved quote" in page
    assert "200.000\xa0₫ instead of 180.000\xa0₫" in page


def test_a_completed_order_asks_for_its_receipt_first():
    job = at_work(LABOUR)
    address = reverse("orders:issue_receipt", args=[job.pk])
    with at():
        visits.complete(job, by=an_owner(job.partner))
        client = signed_in(an_owner(job.partner))

        page = client.get(reverse("orders:assignment", args=[job.pk])).content.decode()
        today = client.get(reverse("orders:today")).content.decode()

    assert f'class="button main" href="{address}"' in page
    assert f'href="{address}"' in today
