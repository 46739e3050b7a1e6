"""Writing a receipt: filled in from what was approved, differences and costs said before it is sent."""

from __future__ import annotations

import json
import re

import pytest

from orders.services import parts, receipts, visits
from tests.factories import DAY, MONDAY, a_dispatcher, an_owner
from tests.orders.papers import CAPACITOR, LABOUR, a_serial, address, at, at_work, post, told
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

VALUE = re.compile(r'<(?:input|textarea)[^>]*name="(?P<name>[^"]+)"(?:[^>]*?value="(?P<value>[^"]*)")?[^>]*>')
TEXT = re.compile(r'<textarea[^>]*name="(?P<name>[^"]+)"[^>]*>\s*(?P<value>[^<]*)</textarea>')
SUMMER = {
    "code": "HE", "title": "Hè mát", "percent": 10, "cap": 50_000, "min_total": 0, "codes": [],
    "from": (MONDAY - DAY).isoformat(), "to": (MONDAY + DAY).isoformat(),
}  # fmt: skip


def opened(job):
    return signed_in(an_owner(job.partner))


def fields_of(answer):
    """What the form on the page holds, as a browser would send it again."""
    page = answer.content.decode().split('enctype="multipart/form-data"')[1].split("</form>")[0]
    held = {match["name"]: match["value"] or "" for match in VALUE.finditer(page)}
    held |= {match["name"]: match["value"].strip() for match in TEXT.finditer(page)}
    for unsent in ("csrfmiddlewaretoken", "idempotency_key", "scan"):
        held.pop(unsent, None)
    return held


def write(client, job, do="send", **changes):
    """Open the page, change these fields, press a button."""
    held = fields_of(client.get(address(job, "issue_receipt")))
    return post(client, job, "issue_receipt", **{**held, **changes}, do=do)


def pressed(client, job, answer, do="send", **changes):
    """Press a button on the page that came back."""
    return post(client, job, "issue_receipt", **{**fields_of(answer), **changes}, do=do)


def test_it_is_filled_in_from_the_approved_quote_and_sent_as_it_stands():
    job = at_work(LABOUR, CAPACITOR)
    client, serial = opened(job), a_serial(job)
    with at():
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="Thái Lan", brand="Panasonic")

        page = client.get(address(job, "issue_receipt"))
        answer = pressed(client, job, page, stamp=serial.lower(), warranty_terms="Linh kiện đã thay")

    receipt = told(job, "receipt_issued")[0]
    assert fields_of(page)["warranty_days"] == "180"
    assert "The same as the customer approved." in page.content.decode()
    assert answer.status_code == 302
    assert receipt["stamp"] == serial
    assert (receipt["total"], receipt["discount"]) == (430_000, 0)
    assert [line["unit_price"] for line in receipt["lines"]] == [250_000, 180_000]
    assert job.breaches.count() == 0


def test_the_names_of_its_lines_stand_beside_the_event():
    job = at_work(LABOUR, CAPACITOR)

    with at():
        write(opened(job), job)

    event = job.events.get(kind="receipt_issued")
    beside = json.loads(event.remarks.get(field="extra").text)["lines"]
    assert beside["1"] == {"name": "Tụ khởi động 35 µF", "line": "2"}
    assert "Tụ khởi động" not in json.dumps(event.payload, ensure_ascii=False)


def test_without_an_approved_quote_it_starts_from_the_published_price():
    job = at_work(LABOUR, CAPACITOR, approved=False)

    with at():
        page = opened(job).get(address(job, "issue_receipt"))

    held = fields_of(page)
    assert (held["lines-0-code"], held["lines-0-unit_price"]) == ("AC-CLEAN", "250.000")
    assert "lines-1-code" not in held
    assert "The customer has approved no quote of this order." in page.content.decode()


def test_the_best_promotion_is_taken_off_by_itself():
    job = at_work(LABOUR, promotions=[SUMMER])

    with at():
        page = opened(job).get(address(job, "issue_receipt")).content.decode()
        write(opened(job), job)

    assert "225.000\xa0₫" in page
    assert "Two hundred twenty-five thousand dong" in page
    assert "The promotion “Hè mát” applies" in page
    assert told(job, "receipt_issued")[0]["discount"] == 25_000
    assert job.breaches.count() == 0


def test_giving_less_than_the_promotion_promises_says_its_cost_first():
    job = at_work(LABOUR, promotions=[SUMMER])
    client = opened(job)

    with at():
        asked = write(client, job, discount="10.000")
        before = told(job, "receipt_issued")
        sent = pressed(client, job, asked)

    assert asked.status_code == 409
    assert "promises 25.000\xa0₫, this gives 10.000\xa0₫." in asked.content.decode()
    assert "This will be recorded as a breach of B1: 5 points." in asked.content.decode()
    assert before == []
    assert sent.status_code == 302
    assert job.breaches.get().rule == "B1.promotion_withheld"


def test_above_the_quote_says_line_by_line_what_differs_and_what_it_costs():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)

    with at():
        counted = write(client, job, do="count", **{"lines-1-unit_price": "230.000"})
        sent = pressed(client, job, counted)

    page = counted.content.decode()
    assert counted.status_code == 200
    assert "50.000\xa0₫ above the approved quote" in page
    assert "230.000\xa0₫ instead of 180.000\xa0₫" in page
    assert "The total 480.000\xa0₫ is above the 430.000\xa0₫ that the customer approved." in page
    assert sent.status_code == 302
    assert job.breaches.get().rule == "B2.over_quote"


def test_a_price_above_the_list_is_said_beside_its_line():
    job = at_work()
    client = opened(job)

    with at():
        asked = write(client, job, **{"lines-0-unit_price": "300000"})

    page = asked.content.decode()
    line = page.split('id="line-1"')[1].split("</fieldset>")[0]
    assert asked.status_code == 409
    assert "300.000\xa0₫ is above your published price of 250.000\xa0₫." in line
    assert "B1.overpriced:major#0" in fields_of(asked)["cost_shown"]
    assert told(job, "receipt_issued") == []


def test_another_line_above_the_list_is_said_anew():
    job = at_work(LABOUR, {**LABOUR, "line": "5"})
    client = opened(job)

    with at():
        first = write(client, job, do="count", **{"lines-0-unit_price": "300000"})
        second = pressed(client, job, first, **{"lines-1-unit_price": "300000", "total_shown": "600000"})

    assert second.status_code == 409
    assert "B1.overpriced:major#1" in fields_of(second)["cost_shown"]


def test_many_dear_lines_are_said_and_may_still_be_sent():
    job = at_work(*({**LABOUR, "line": str(number)} for number in range(40)))
    client = opened(job)

    with at():
        asked = write(client, job, do="count", **{f"lines-{number}-unit_price": "300.000" for number in range(40)})
        sent = pressed(client, job, asked)

    assert asked.status_code == 200
    assert sent.status_code == 302
    assert job.breaches.filter(rule="B1.overpriced").count() == 40


def test_a_warranty_that_is_missing_or_short_after_a_part_says_its_cost():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)
    with at():
        parts.replace_part(job, by=an_owner(job.partner), line="2", origin="Thái Lan")

        unstated = write(client, job, do="count", warranty_days="", warranty_terms="").content.decode()
        short = write(client, job, do="count", warranty_days="90", warranty_terms="Linh kiện").content.decode()

    assert "A part was replaced, and the warranty is not stated in days and words." in unstated
    assert "90 days of warranty are less than the 180 days that were promised." in short


def test_a_changed_total_is_shown_before_it_is_sent():
    job = at_work(LABOUR)
    client = opened(job)

    with at():
        asked = write(client, job, **{"lines-0-unit_price": "200.000"})
        before = told(job, "receipt_issued")
        sent = pressed(client, job, asked)

    assert asked.status_code == 409
    assert "The total is 200.000\xa0₫. Nothing has been sent yet" in asked.content.decode()
    assert before == []
    assert sent.status_code == 302


def test_lines_are_added_and_removed_without_losing_what_was_typed():
    job = at_work(LABOUR, CAPACITOR)
    client = opened(job)

    with at():
        added = write(client, job, do="own", **{"lines-0-qty": "hai", "warranty_terms": "Đã gõ"})
        removed = pressed(client, job, added, do="remove:1")
        listed = pressed(client, job, removed, do="list:AC-CLEAN")

    held = fields_of(listed)
    assert fields_of(added)["lines-0-qty"] == "hai"
    assert held["lines-TOTAL_FORMS"] == "3"
    assert (held["lines-0-qty"], held["lines-2-code"], held["warranty_terms"]) == ("hai", "AC-CLEAN", "Đã gõ")
    assert told(job, "receipt_issued") == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lines-0-qty": "0"}, "Type a number from 1 to 999."),
        ({"lines-0-qty": "1000"}, "Type a number from 1 to 999."),
        ({"lines-0-qty": "hai"}, "Type a whole number."),
        ({"lines-0-unit_price": ""}, "Say the price."),
        ({"lines-0-unit_price": "-5"}, "Type the amount in whole"),
        ({"lines-0-unit_price": "99999999999"}, "The amount must be at most"),
        ({"lines-1-name": ""}, "Say what it is, so that the customer knows what they pay for."),
        ({"lines-1-name": "a\x00b"}, "The text contains characters that cannot be stored."),
        ({"discount": "500.000"}, "The discount cannot be more than the lines together"),
        ({"warranty_days": "-1"}, "Type from 0 to 3650 days."),
        ({"warranty_days": "nhiều"}, "Type the days as a whole number."),
        ({"warranty_terms": "a" * 2001}, "at most 2000 characters"),
        ({"stamp": "ABCDE-FGHJK"}, "Stamp ABCDE-FGHJK is not on any of your rolls."),
        ({"stamp": "\x00"}, "The text contains characters that cannot be stored."),
        ({"lines-TOTAL_FORMS": "0"}, "A receipt needs at least one line."),
        ({"lines-TOTAL_FORMS": "99"}, "at most 40 forms"),
    ],
)
def test_a_wrong_field_has_its_sentence_and_nothing_is_sent(changes, sentence):
    job = at_work(LABOUR, CAPACITOR)

    with at():
        answer = write(opened(job), job, **changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert told(job, "receipt_issued") == []


def test_a_corrected_receipt_starts_from_the_last_one_and_keeps_its_stamp():
    job = at_work(LABOUR, CAPACITOR)
    client, serial = opened(job), a_serial(job)
    with at():
        write(client, job, stamp=serial, warranty_terms="Sáu tháng")
    with at(30):
        page = client.get(address(job, "issue_receipt"))
        counted = pressed(client, job, page, do="remove:1")
        sent = pressed(client, job, counted)

    held = fields_of(page)
    assert (held["stamp"], held["warranty_terms"], held["seen"]) == (serial, "Sáu tháng", "1")
    assert "Against the receipt before" in counted.content.decode()
    assert sent.url.endswith("/receipts/2/")
    assert [each["total"] for each in told(job, "receipt_issued")] == [430_000, 250_000]
    assert {each["stamp"] for each in told(job, "receipt_issued")} == {serial}


def test_a_receipt_that_a_colleague_issued_meanwhile_is_shown_before_it_is_corrected():
    job = at_work(LABOUR)
    client = opened(job)
    with at():
        page = client.get(address(job, "issue_receipt"))
        line = {"code": "AC-CLEAN", "unit_price": 200_000, "qty": 1}
        receipts.issue(job, by=a_dispatcher(job.partner), lines=[line], total=200_000)

        stale = pressed(client, job, page, warranty_terms="Đã gõ")
        again = pressed(client, job, stale)

    assert stale.status_code == 409
    assert "A colleague has issued a receipt meanwhile." in stale.content.decode()
    assert fields_of(stale)["warranty_terms"] == "Đã gõ"
    assert "before 200.000\xa0₫" in stale.content.decode()
    assert again.status_code == 302
    assert len(told(job, "receipt_issued")) == 2


def test_the_same_form_sent_twice_issues_one_receipt():
    job = at_work(LABOUR)
    client, serial = opened(job), a_serial(job)
    with at():
        held = fields_of(client.get(address(job, "issue_receipt")))
        sent = form(**held, do="send") | {"stamp": serial}

        answers = [client.post(address(job, "issue_receipt"), sent) for _time in range(2)]

    assert [answer.url for answer in answers] == [f"/orders/{job.pk}/receipts/1/"] * 2
    assert len(told(job, "receipt_issued")) == 1


def test_after_a_cancellation_the_form_says_why_and_keeps_what_was_typed():
    job = at_work(LABOUR)
    client = opened(job)
    with at():
        page = client.get(address(job, "issue_receipt"))
        visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

        answer = pressed(client, job, page, warranty_terms="Đã gõ")
        opened_again = client.get(address(job, "issue_receipt"))

    assert answer.status_code == 409
    assert "“Receipt issued” is not possible any more" in answer.content.decode()
    assert fields_of(answer)["warranty_terms"] == "Đã gõ"
    assert "The order was cancelled." in opened_again.content.decode()
