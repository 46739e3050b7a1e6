"""What is read by the API: pages by cursor, filters, breaches in words, complaints as each side reads them, scores."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.scores import selectors as scores
from complaints.scores.content import score_card_content
from orders import listings
from orders.api.requests import EXAMPLE
from orders.services import complaints, offers, sweeping, visits
from rada.web import clock
from tests.api.calling import Caller, a_customer_of, an_app_of, an_integration
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_partner,
    a_staff_member,
    an_offer,
    an_order,
    an_owner,
    the_customer,
)
from tests.portal import named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


def test_a_list_is_read_page_by_page_and_nothing_is_missed(job, app):
    for minutes in range(5):
        an_offer(an_order(at=MONDAY), job.partner, at=MONDAY - minutes * MINUTE)
    seen, after = [], ""

    while True:
        page = app.get("assignments", {"limit": 2, **({"after": after} if after else {})}).json()
        seen += [each["id"] for each in page["results"]]
        after = page["next"]
        if not after:
            break

    assert len(seen) == len(set(seen)) == 6
    assert [each["id"] for each in app.get("assignments").json()["results"]] == seen


@pytest.mark.parametrize("path", ["assignments", "breaches", "complaints", "clocks"])
def test_a_longer_list_asks_the_database_no_more_often(job, app, path):
    complained_and_cancelled(job)
    with CaptureQueriesContext(connection) as of_one:
        assert app.get(path).status_code == 200
    for _another in range(3):
        other = an_offer(an_order(at=MONDAY), job.partner, at=MONDAY)
        offers.accept(other, by=an_owner(job.partner))
        complained_and_cancelled(other)
    with CaptureQueriesContext(connection) as of_several:
        app.get(path)

    assert len(of_several) == len(of_one)


def test_the_list_asks_who_calls_and_for_the_rows_and_nothing_else_but_the_clock(app):
    with CaptureQueriesContext(connection) as asked:
        app.get("assignments")

    tables = [query["sql"].partition('FROM "')[2].partition('"')[0] for query in asked]
    assert tables == ["partners_appsession", "orders_assignment"]  # the clock stands, and so is not asked


def complained_and_cancelled(job):
    complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Đắt")
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")


def test_a_list_is_narrowed_as_on_the_page(job, app):
    an_offer(an_order(at=MONDAY), job.partner, at=MONDAY)

    running = app.get("assignments", {"group": "running"}).json()["results"]
    another_day = app.get("assignments", {"first": "2026-03-03"}).json()["results"]
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")
    broken = {
        name: [each["id"] for each in caller.get("assignments", {"broken": "true"}).json()["results"]]
        for name, caller in (("app", app), ("rada", an_integration()), ("customer", a_customer_of(job.order)))
    }

    assert [each["id"] for each in running] == [job.pk]
    assert another_day == []
    assert broken == {"app": [job.pk], "rada": [job.pk], "customer": []}


@pytest.mark.parametrize(("days", "is_found"), [
    ({"first": "0001-01-01", "last": "9999-12-31"}, True),
    ({"first": "9999-12-31"}, False),
    ({"last": "0001-01-01"}, False),
])  # fmt: skip
def test_any_day_may_be_asked_for(job, app, days, is_found):
    found = app.get("assignments", days)

    assert (found.status_code, bool(found.json()["results"])) == (200, is_found)


@pytest.mark.parametrize(("words", "is_found"), [("tran ha", True), ("0912 345 678", True), ("Nguyễn", False)])
def test_a_list_is_searched_by_words_as_on_the_page(job, app, words, is_found):
    waiting = an_offer(an_order(at=MONDAY), job.partner, at=MONDAY)

    found = {each["id"] for each in app.get("assignments", {"q": words}).json()["results"]}
    by_code = app.get("assignments", {"q": waiting.order.code}).json()["results"]

    assert (job.pk in found) == is_found
    assert (waiting.pk in found) == (words == "tran ha")
    assert [each["id"] for each in by_code] == [waiting.pk]


def test_a_search_through_many_orders_goes_on_with_the_next_page(job, app, monkeypatch):
    monkeypatch.setattr(listings, "SEARCHED_AT_ONCE", 2)
    for minutes in range(1, 4):
        named(an_offer(an_order(at=MONDAY), job.partner, at=MONDAY + minutes * MINUTE), "Phạm Văn Sơn")

    first = app.get("assignments", {"q": "tran thi ha"}).json()
    rest = app.get("assignments", {"q": "tran thi ha", "after": first["next"]}).json()

    assert first["results"] == []
    assert [each["id"] for each in rest["results"]] == [job.pk]


def test_a_partner_reads_who_the_customer_is_only_while_the_page_shows_it(job, app):
    waiting = an_offer(an_order(at=MONDAY), job.partner, at=MONDAY)
    before = app.get(f"assignments/{waiting.pk}").json()["order"]
    during = app.get(f"assignments/{job.pk}").json()["order"]
    visits.cancel(job, by=an_owner(job.partner), reason="other")
    with clock.standing_at(MONDAY + 8 * DAY):
        after = an_app_of(an_owner(job.partner)).get(f"assignments/{job.pk}").json()["order"]

    assert (before["customer"], before["description"]) == (None, None)
    assert during["customer"] == {"name": "Trần Thị Hà", "phone": "+84912345678", "address": "12 Hàng Bài"}
    assert after["customer"] is None


def test_a_customer_is_not_told_whom_rada_asked(job):
    another = an_offer(an_order(at=MONDAY), a_partner(), at=MONDAY)
    customer = a_customer_of(another.order)

    assert customer.get("assignments").json()["results"] == []
    assert customer.get(f"assignments/{another.pk}").status_code == 404
    assert [each["id"] for each in a_customer_of(job.order).get("assignments").json()["results"]] == [job.pk]


def test_a_breach_is_told_with_its_numbers_in_a_sentence_and_can_be_appealed_once(job, app):
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    (breach,) = [each for each in app.get("breaches").json()["results"] if each["rule"] == "A2.cancelled"]
    whole = app.get(f"breaches/{breach['id']}").json()
    filed = app.post(f"breaches/{breach['id']}/appeal", {"text": "Khách hẹn lại"})
    again = app.post(f"breaches/{breach['id']}/appeal", {"text": "Khách hẹn lại"})

    assert (breach["severity"], breach["order"]) == ("major", job.order.code)
    assert whole["sentence"]
    assert (filed.status_code, filed.json()["outcome"]) == (201, "open")
    assert app.get(f"breaches/{breach['id']}/appeal").json()["text"] == "Khách hẹn lại"
    assert (again.status_code, again.json()["code"]) == (409, "already_appealed")


def test_a_complaint_is_read_by_both_sides_and_what_rada_asks_by_the_partner_alone(job, app):
    customer = a_customer_of(job.order)
    customer.post(f"assignments/{job.pk}/complaints", {"category": "price", "text": "Đắt quá"})
    (opened,) = app.get("complaints").json()["results"]
    complaints.ask_partner(job, by=a_staff_member(), complaint=opened["number"], text="Vì sao đắt?")
    app.post(f"complaints/{opened['id']}/answer", {"text": "Giá niêm yết"})

    told = {
        name: [each["text"] for each in caller.get(f"complaints/{opened['id']}").json()["said"]]
        for name, caller in (("app", app), ("customer", customer))
    }

    assert told == {
        "app": ["Đắt quá", "Vì sao đắt?", "Giá niêm yết"],
        "customer": ["Đắt quá", None, "Giá niêm yết"],
    }


def test_a_closed_complaint_is_reopened_by_its_customer(job):
    customer = a_customer_of(job.order)
    number = complaints.open_complaint(job, by=the_customer(job.order), category="price", text="Đắt")
    complaints.close(job, by=a_staff_member(), complaint=number, outcome="rejected")
    (closed,) = customer.get("complaints").json()["results"]
    nameless = an_integration(acting_for="rada").post(f"complaints/{closed['id']}/reopen", {"text": "Xem lại"})

    again = customer.post(f"complaints/{closed['id']}/reopen", {"text": "Vẫn đắt"})

    assert (closed["is_closed"], nameless.status_code, again.status_code) == (True, 403, 200)
    assert customer.get(f"complaints/{closed['id']}").json()["is_closed"] is False


def test_running_clocks_say_by_when_and_what_to_do(job, app):
    (running,) = [each for each in app.get("clocks").json()["results"] if each["rule"] == "A3.no_appointment"]

    assert running["due_at"] == (MONDAY + MINUTE + HOUR).isoformat()
    assert running["todo"]


def test_the_score_is_the_pages(job, app):
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")
    sweeping.sweep()

    card = scores.cards([job.partner_id], now=clock.now())[job.partner_id]

    told = app.get("score-card").json()
    assert told["points"] == card.points > 0
    assert told["clauses"][0]["clause"] == score_card_content(card)["clauses"][0]["clause"]


def test_a_request_becomes_an_order_that_its_link_opens(job):
    asked = an_integration(acting_for="rada").post("orders", EXAMPLE)
    customer = Caller(f"Link {asked.json()['link']}")

    order = customer.get(f"orders/{asked.json()['code']}").json()
    assert (asked.status_code, order["customer"]["phone"]) == (201, "+84912345678")
    assert customer.get(f"orders/{job.order.code}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service": "NONE"}, "service"),
        ({"phone": "123"}, "phone"),
        ({"ward": "0"}, "ward"),
        ({"only_partner": 999_999}, "only_partner"),
        ({"wanted_from": "2026-03-03T09:00:00+07:00"}, "wanted_to"),
        ({"wanted_from": "2026-03-03T09:00:00", "wanted_to": "2026-03-03T10:00:00+07:00"}, "wanted_from"),
    ],
)
def test_a_request_that_cannot_be_taken_names_its_field(job, changes, field):
    answer = Caller().post("orders", {**EXAMPLE, **changes})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_without_consent_nothing_is_stored(job):
    assert Caller().post("orders", {**EXAMPLE, "consents": []}).json()["code"] == "consent_missing"
