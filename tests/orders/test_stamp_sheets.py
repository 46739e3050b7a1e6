"""The sheets of a roll: what a printer gets is what a phone and an eye read."""

from __future__ import annotations

import io

import pypdfium2
import pytest
import zxingcpp
from django.test import Client

from orders import stamp_pdf, stamp_sheets
from orders.models import Stamp
from orders.services import stamp_decisions, stamps
from orders.stamp_codes import serial_of
from tests.factories import MONDAY, a_partner, an_owner
from tests.orders.test_photo_checks import somebody_of

pytestmark = pytest.mark.django_db
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
POINTS_A_MILLIMETRE = 72 / 25.4


def a_roll(size, name="Điện lạnh Hà Nội"):
    return stamps.issue_roll(a_partner(name), size=size, by=None, at=MONDAY)


def printed(client, roll, part=1):
    answer = client.get(f"/admin/orders/stamproll/{roll.pk}/sheets/{part}/")
    return answer, b"".join(answer.streaming_content)


def pages_of(content):
    """Each page's words, and what its codes say with how wide each is in millimetres."""
    with pypdfium2.PdfDocument(content) as document:
        for number in range(len(document)):
            page = document[number]
            picture = page.render(scale=3, grayscale=True).to_pil()
            codes = zxingcpp.read_barcodes(picture, formats=QR)
            words = page.get_textpage()
            yield words.get_text_bounded(), [(code.text, width_of(code)) for code in codes]
            words.close()
            page.close()


def width_of(code):
    return (code.position.top_right.x - code.position.top_left.x) / 3 / POINTS_A_MILLIMETRE


@pytest.fixture
def keeper(client: Client):
    client.force_login(somebody_of("administrator"))
    client.cookies["django_language"] = "en"
    return client


def test_every_code_of_a_roll_is_read_from_its_sheets_and_every_serial_by_eye(keeper):
    roll = a_roll(45)
    serials = set(roll.stamps.values_list("serial", flat=True))

    answer, content = printed(keeper, roll)
    (first, codes), (second, rest) = pages_of(content)

    assert (len(codes), len(rest)) == (40, 5)
    assert {serial_of(text) for text, _width in codes + rest} == serials
    assert all(serial in first + second for serial in serials)
    assert min(width for _text, width in codes) > 19
    assert f"Roll {roll.prefix} · Điện lạnh Hà Nội · 45 stamps" in first
    assert ("page 1/2" in first, "page 2/2" in second) == (True, True)
    assert answer["Content-Disposition"] == f'attachment; filename="rada-tem-{roll.prefix}-1.pdf"'
    assert answer["Content-Type"] == "application/pdf"


def test_a_stamp_that_was_used_or_lost_is_not_printed_again(keeper):
    roll = a_roll(3)
    lost, *free = roll.stamps.order_by("serial").values_list("serial", flat=True)
    stamp_decisions.declare(lost, kind="lost", reason="Rơi mất", by=an_owner(roll.partner))

    ((words, codes),) = pages_of(printed(keeper, roll)[1])

    assert {serial_of(text) for text, _width in codes} == set(free)
    assert f"{lost}\r\nlost" in words


def test_a_large_roll_is_printed_in_parts_that_follow_one_another(keeper):
    roll = a_roll(401)
    last = roll.stamps.order_by("serial").last()

    page = keeper.get(f"/admin/orders/stamproll/{roll.pk}/change/").content.decode()
    ((words, codes),) = pages_of(printed(keeper, roll, part=2)[1])

    assert ("PDF · pages 1 to 10" in page, "PDF · page 11" in page) == (True, True)
    assert [serial_of(text) for text, _width in codes] == [last.serial]
    assert "page 11/11" in words
    assert keeper.get(f"/admin/orders/stamproll/{roll.pk}/sheets/3/").status_code == 404


def test_only_whoever_issues_rolls_prints_them(client: Client):
    roll = a_roll(1)
    address = f"/admin/orders/stamproll/{roll.pk}/sheets/1/"

    statuses = {}
    for role in ("triage", "finance view"):
        client.force_login(somebody_of(role))
        statuses[role] = client.get(address).status_code
    client.force_login(an_owner(roll.partner).user)
    statuses["owner"] = client.get(address, follow=True).status_code

    assert statuses == {"triage": 403, "finance view": 403, "owner": 404}


def test_opening_the_sheets_changes_nothing(keeper):
    roll = a_roll(2)

    printed(keeper, roll)

    assert set(Stamp.objects.values_list("state", flat=True)) == {"free"}


def test_a_hostile_partner_name_stays_words_on_the_paper():
    into = io.BytesIO()

    stamp_pdf.write(into, [stamp_sheets.Label("ABCDE-FGHJK")], title="a) Tj (b \\ ☂ \u202e", part=1, size=1)
    ((words, _codes),) = pages_of(into.getvalue())

    assert "a) Tj (b \\" in words
