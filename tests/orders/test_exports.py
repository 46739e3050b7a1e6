"""The lists as tables: the same rows, readable by a spreadsheet, and never a formula."""

from __future__ import annotations

import csv
import io
import tracemalloc
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders import exports, listings
from orders.listings import OrderFilter
from orders.models import Order
from orders.services import visits
from rada.lib import csv_cells
from rada.web import clock
from tests import factories as make
from tests.orders.test_query_counts import columns_of
from tests.portal import a_side, named, signed_in

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 2 * make.HOUR
FORMULAS = [
    "=1+1", "+84912345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1", "＋1", "－1", "＠A1",
    "\u200b=1", "\ufeff=1", "  =1", '"=1', ";=1", ",=1", "'=1", "=cmd|' /C calc'!A0", "|x", "%x", "\u2067=1",
]  # fmt: skip
HARMLESS = ["Trần Thị Hà", "12 Hàng Bài", "0912 345 678", "a=b", "1-2", "a@b.vn", "2026-03-02 09:00", ""]
FORMULA_SIGNS = tuple("=+-@\t\r\n\x00＝＋－＠|%")


def table_of(client, name="orders_csv", at=NOW, **asked):
    """The rows of a file as a program reads them, and the file as it came."""
    with clock.standing_at(at):
        answer = client.get(f"{reverse(f'orders:{name}')}?{urlencode(asked)}")
        told = answer.getvalue()
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"), newline=""))), told


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_read_as_a_formula_stands_behind_an_apostrophe(text):
    (read,) = csv.reader(["".join(csv_cells.lines([[text]])).removeprefix(csv_cells.BOM)])

    assert read[0].startswith("'")
    assert not read[0].startswith(FORMULA_SIGNS)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_was_written(text):
    (read,) = csv.reader(["".join(csv_cells.lines([[text]])).removeprefix(csv_cells.BOM)])

    assert read == [text]


def test_numbers_stay_numbers_and_texts_stay_on_one_line_in_quotes():
    told = "".join(csv_cells.lines([[1_250_000, -5, None, 'a "b"\nc']]))

    assert told == '\ufeff1250000,-5,"","a ""b"" c"\r\n'


def test_the_orders_file_tells_what_the_list_shows():
    side = a_side("Sông Hồng", NOW)

    rows, told = table_of(signed_in(side.owner))

    assert told.startswith("\ufeff".encode())
    assert [row["Order"] for row in rows] == [side.offer.order.code, side.broken.order.code, side.job.order.code]
    job = rows[2]
    assert (job["Customer"], job["Phone"], job["Address"]) == (
        "Job Sông Hồng", "0912 345 678", "12 ngõ Job Sông Hồng"
    )  # fmt: skip
    assert (job["Offered"], job["Appointment from"]) == ("2026-03-01 11:00", "2026-03-02 14:00")
    assert (job["Status"], job["Technician"]) == ("appointment made", str(side.technician.user))
    assert (rows[1]["Breaches counted"], rows[1]["Points"]) == ("2", "6")


def test_phone_and_address_stand_in_the_file_only_while_they_may_be_read():
    offer = make.an_offer(at=make.MONDAY)
    gone = make.an_engagement(partner=offer.partner, at=make.MONDAY)
    with clock.standing_at(make.MONDAY + make.HOUR):
        visits.complete(gone, by=make.an_owner(offer.partner))
    client = signed_in(make.an_owner(offer.partner))
    last = make.MONDAY + make.HOUR + 7 * make.DAY

    seen = [
        {row["Order"]: (row["Customer"], row["Phone"], row["Address"]) for row in table_of(client, at=at)[0]}
        for at in (NOW, last)
    ]

    hidden, shown = ("Hà", "", ""), ("Trần Thị Hà", "0912 345 678", "12 Hàng Bài")
    assert seen[0] == {offer.order.code: hidden, gone.order.code: shown}
    assert seen[1] == {offer.order.code: hidden, gone.order.code: hidden}


def test_the_last_receipt_is_the_one_that_is_told():
    job = make.an_engagement(at=make.MONDAY)
    receipt = {"stamp": "S", "discount": 0, "warranty": None,
               "lines": [{"code": None, "unit_price": 1, "qty": 1}]}  # fmt: skip
    told = [(f"r{n}", "receipt_issued", make.MONDAY + n * make.HOUR, "partner", {**receipt, "total": n * 100_000})
            for n in (2, 1)]  # fmt: skip
    make.reported(job, *told, at=make.MONDAY + 3 * make.HOUR)

    (row,), told = table_of(signed_in(make.an_owner(job.partner)))

    assert row["Receipt (₫)"] == "200000"
    assert b",200000," in told


def test_hostile_names_are_no_formula_in_any_cell():
    partner = make.a_partner()
    for text in FORMULAS:
        job = make.an_engagement(partner=partner, at=make.MONDAY)
        Order.objects.filter(pk=job.order_id).update(
            customer_name=text.replace("\x00", ""), address=text.replace("\x00", ""), customer_phone="+84912345678"
        )

    rows, _told = table_of(signed_in(make.an_owner(partner)))

    assert len(rows) == len(FORMULAS)
    assert [cell for row in rows for cell in row.values() if cell.startswith(FORMULA_SIGNS)] == []


def test_the_file_keeps_the_filters_of_the_list():
    side = a_side("Sông Hồng", NOW)
    client = signed_in(side.owner)

    waiting, _told = table_of(client, status="waiting")
    named_so, _told = table_of(client, q="broken song")

    assert [row["Order"] for row in waiting] == [side.offer.order.code]
    assert [row["Order"] for row in named_so] == [side.broken.order.code]


def test_the_lists_link_to_their_file_with_the_filters_they_show():
    side = a_side("Sông Hồng", NOW)
    client = signed_in(side.owner)

    with clock.standing_at(NOW):
        orders = client.get(reverse("orders:orders") + "?status=ended&q=song").content.decode()
        breaches = client.get(reverse("orders:breaches") + "?clause=A2").content.decode()

    assert 'href="/orders/export.csv?status=ended&amp;q=song"' in orders
    assert 'href="/breaches/export.csv?clause=A2"' in breaches


def test_the_breaches_file_tells_the_numbers_each_rests_on():
    side = a_side("Sông Hồng", NOW)

    rows, _told = table_of(signed_in(side.owner), "breaches_csv", clause="A2")

    (row,) = rows
    assert (row["Order"], row["Commitment"], row["Points"]) == (side.broken.order.code, "A2", "5")
    assert row["Breach"] == "Accepted order cancelled"
    assert row["What happened"].endswith(".")
    assert row["Occurred"] == "2026-03-02 10:50"


@pytest.mark.parametrize("name", ["orders_csv", "breaches_csv"])
def test_a_file_is_for_the_office_and_holds_nothing_of_others(name):
    own, rival = a_side("Canary Own", NOW), a_side("Canary Rival", NOW)

    _rows, told = table_of(signed_in(own.dispatcher), name)
    _rows, rivals = table_of(signed_in(rival.owner), name)
    refused = signed_in(own.technician).get(reverse(f"orders:{name}"))

    assert (b"Rival" in told, own.broken.order.code.encode() in told) == (False, True)
    assert own.broken.order.code.encode() not in rivals
    assert refused.status_code == 404


@pytest.mark.parametrize(("language", "word"), [("vi", "Khách hàng"), ("en", "Customer")])
def test_the_file_speaks_the_language_of_its_reader_to_the_last_row(language, word):
    side = a_side("Sông Hồng", NOW)

    rows, _told = table_of(signed_in(side.owner, language))

    assert word in rows[0]
    assert ("appointment made" in rows[2].values()) == (language == "en")


def test_rows_are_read_as_they_are_asked_for_however_many_there_are(monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 100)
    first = named(make.an_offer(at=make.MONDAY), "Đặng Thị Hà")
    names, values = columns_of("orders_assignment", {"status": "'declined'", "head_hash": "repeat('x', 60)"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_assignment ({names}) SELECT {values}"
            " FROM orders_assignment source, generate_series(1, 1300) WHERE source.id = %s",
            [first.pk],
        )
    listed = listings.orders_listed(make.an_owner(first.partner), OrderFilter(), now=NOW)

    def most_memory_for(chunks):
        tracemalloc.start()
        rows = csv_cells.lines(exports.order_rows(listed, now=NOW))
        for _line, _number in zip(rows, range(chunks * exports.CHUNK), strict=False):
            pass
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    most_memory_for(1)
    few, many = most_memory_for(2), most_memory_for(12)

    assert many < 1.5 * few


def test_a_file_takes_as_many_queries_for_a_chunk_as_for_one_row():
    side = a_side("Sông Hồng", NOW)
    client = signed_in(side.owner)

    def queries_of(name):
        with CaptureQueriesContext(connection) as captured:
            table_of(client, name)
        return len(captured)

    queries_of("orders_csv")
    few = [queries_of(name) for name in ("orders_csv", "breaches_csv")]
    for _number in range(10):
        make.an_offer(partner=side.partner, at=make.MONDAY)
    make.sweep_all(NOW)

    assert [queries_of(name) for name in ("orders_csv", "breaches_csv")] == few
