"""A partner reads its complaints, open ones first, and answers them; closed ones say what Rada decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import selectors
from orders.models import Assignment, Event
from orders.services import complaints
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_partner,
    a_staff_member,
    a_technician,
    an_engagement,
    an_offer,
    an_owner,
    reported,
    sweep_all,
    the_customer,
)
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
OPENED = MONDAY + HOUR
SAID = "Máy vẫn chảy nước xuống giường"


def a_complaint(
    assignment: Assignment | None = None, *, reference: str = "KN-1", at: datetime = OPENED, **told: Any
) -> Event:
    assignment = assignment or an_engagement(at=MONDAY)
    told = {"category": "price", "text": SAID, **told}
    with clock.standing_at(at):
        complaints.open_complaint(assignment, by=the_customer(assignment.order), complaint=reference, **told)
    return assignment.events.get(kind="complaint_opened", payload__complaint=reference)


def page_of(opened: Event) -> str:
    return reverse("complaints:complaint", args=[opened.pk])


def read(opened: Event, at: datetime = OPENED + MINUTE) -> str:
    with clock.standing_at(at):
        return signed_in(an_owner(opened.assignment.partner)).get(page_of(opened)).content.decode()


def answered(opened: Event, at: datetime = OPENED + HOUR, text: str = "Dạ em qua xem lại") -> None:
    with clock.standing_at(at):
        owner = an_owner(opened.assignment.partner)
        complaints.reply(opened.assignment, by=owner, complaint=opened.payload["complaint"], text=text)


def closed(opened: Event, at: datetime = OPENED + DAY, **ruling: Any) -> None:
    with clock.standing_at(at):
        ruling = {"outcome": "settled", **ruling}
        complaints.close(opened.assignment, by=a_staff_member(), complaint=opened.payload["complaint"], **ruling)


def test_the_page_tells_what_was_said_and_until_when_to_answer() -> None:
    opened = a_complaint()
    with clock.standing_at(OPENED + MINUTE):
        by = a_staff_member()
        complaints.ask_partner(opened.assignment, by=by, complaint="KN-1", text="Anh gửi ảnh giúp Rada")

    page = read(opened)

    assert "Complaint: price" in page
    assert SAID in page
    assert "Rada asks" in page
    assert "Anh gửi ảnh giúp Rada" in page
    assert "due 10:00 Wednesday 04/03" in page
    assert "waits for your answer" in page


def test_an_answer_is_recorded_and_meets_the_clock() -> None:
    opened = a_complaint()
    client = signed_in(an_owner(opened.assignment.partner))

    with clock.standing_at(OPENED + HOUR):
        answer = client.post(page_of(opened), form(text="Dạ em qua xem lại"), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(page_of(opened), 302)]
    assert "Your answer was sent." in page
    assert "answered, Rada decides" in page
    assert not opened.assignment.clocks.filter(rule="A5.complaint_unanswered").exists()


def test_an_answer_goes_to_the_complaint_of_the_page_whatever_the_form_names() -> None:
    opened = a_complaint()
    a_complaint(opened.assignment, reference="KN-2")

    with clock.standing_at(OPENED + HOUR):
        signed_in(an_owner(opened.assignment.partner)).post(page_of(opened), form(text="Dạ", complaint="KN-2"))

    assert opened.assignment.events.get(kind="complaint_reply").payload["complaint"] == "KN-1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" ", "Write your answer first."), ("x" * 4001, "at most"), ("a\x00", "cannot be stored")],
)
def test_an_answer_that_cannot_be_kept_is_refused_beside_the_field(text: str, sentence: str) -> None:
    opened = a_complaint()

    with clock.standing_at(OPENED + HOUR):
        answer = signed_in(an_owner(opened.assignment.partner)).post(page_of(opened), form(text=text))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not opened.assignment.events.filter(kind="complaint_reply").exists()


def test_sending_an_answer_twice_records_it_once() -> None:
    opened = a_complaint()
    client, fields = signed_in(an_owner(opened.assignment.partner)), form(text="Dạ em qua")

    with clock.standing_at(OPENED + HOUR):
        answers = [client.post(page_of(opened), fields) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert opened.assignment.events.filter(kind="complaint_reply").count() == 1


def test_a_closed_complaint_says_how_and_shows_its_breach_and_no_form() -> None:
    opened = a_complaint(category="part")
    answered(opened)
    closed(opened, outcome="upheld", clause="B6", severity="minor")

    page = read(opened, OPENED + 2 * DAY)

    assert "Rada closed the complaint: upheld under clause B6" in page
    assert "Rada has closed this complaint." in page
    assert reverse("orders:breach", args=[opened.assignment.breaches.get(rule="B6.upheld").pk]) in page
    assert "<textarea" not in page


def test_a_reopened_complaint_waits_again() -> None:
    opened = a_complaint()
    closed(opened)
    with clock.standing_at(OPENED + 2 * DAY):
        complaints.reopen(opened.assignment, by=a_staff_member(), complaint="KN-1")

    page = read(opened, OPENED + 2 * DAY + MINUTE)

    assert "waits for your answer" in page
    assert "<textarea" in page


def test_a_late_complaint_says_that_it_is_late() -> None:
    opened = a_complaint()
    sweep_all(OPENED + 5 * DAY)

    page = read(opened, OPENED + 5 * DAY)

    assert 'class="chip broken"' in page
    assert "Complaint not answered in time" in page


def test_the_list_has_open_ones_first_and_closed_ones_page_by_page() -> None:
    assignment = an_engagement(at=MONDAY)
    late = a_complaint(assignment, reference="late", at=OPENED + MINUTE, text="Thứ hai")
    early = a_complaint(assignment, reference="early", at=OPENED, text="Thứ nhất")
    for number in range(22):
        closed(
            a_complaint(assignment, reference=f"c{number}", at=OPENED + (number + 2) * MINUTE, text=f"Cũ {number:02}")
        )
    client = signed_in(an_owner(assignment.partner))

    with clock.standing_at(OPENED + 2 * DAY):
        first = client.get("/complaints/").content.decode()
        older = first.split('href="?after=')[1].split('"')[0]
        second = client.get(f"/complaints/?after={older}").content.decode()

    order = [first.index(page_of(each)) for each in (early, late)] + [
        first.index(f"Cũ {number:02}") for number in (21, 2)
    ]
    assert order == sorted(order)
    assert [f"Cũ {number:02}" in first for number in (1, 0)] == [False, False]
    assert [f"Cũ {number:02}" in second for number in (2, 1, 0)] == [False, True, True]
    assert page_of(early) not in second


def test_the_list_costs_the_same_however_many_complaints_there_are() -> None:
    opened = a_complaint()
    client, counts = signed_in(an_owner(opened.assignment.partner)), []

    for _time in range(2):
        with clock.standing_at(OPENED + HOUR), CaptureQueriesContext(connection) as queries:
            client.get("/complaints/")
        counts.append(len(queries))
        for _number in range(6):
            another = an_engagement(partner=opened.assignment.partner, at=MONDAY)
            a_complaint(another)
            closed(a_complaint(another, reference="KN-2"))

    assert counts[0] == counts[1] <= 16


def test_an_empty_list_says_what_will_appear_here() -> None:
    page = signed_in(an_owner(an_offer().partner)).get("/complaints/").content.decode()

    assert "No complaints" in page


def test_the_badge_counts_what_waits_for_an_answer() -> None:
    assignment = an_engagement(at=MONDAY)
    owner, technician = an_owner(assignment.partner), a_technician(assignment.partner)
    counts = []

    opened = a_complaint(assignment)
    a_complaint(assignment, reference="KN-2")
    for act in (lambda: None, lambda: answered(opened), lambda: closed(opened)):
        act()
        counts.append(selectors.waiting_for_answer(owner).count())
    with clock.standing_at(OPENED + 2 * DAY):
        complaints.reopen(assignment, by=a_staff_member(), complaint="KN-1")

    assert counts == [2, 1, 1]
    assert selectors.waiting_for_answer(owner).count() == 2
    assert selectors.waiting_for_answer(technician).count() == 0
    assert selectors.waiting_for_answer(an_owner(a_partner())).count() == 0


def test_a_technician_answers_for_their_own_job_and_sees_no_other() -> None:
    opened, other = a_complaint(), a_complaint()
    technician = a_technician(opened.assignment.partner)
    Assignment.objects.filter(pk=opened.assignment_id).update(technician_id=technician.member_id)
    client = signed_in(technician)

    with clock.standing_at(OPENED + HOUR):
        own, foreign = client.post(page_of(opened), form(text="Dạ em")), client.get(page_of(other))

    assert (own.status_code, foreign.status_code) == (302, 404)
    assert opened.assignment.events.filter(kind="complaint_reply").count() == 1


def test_a_reported_complaint_with_words_of_its_own_opens_like_any_other() -> None:
    assignment = an_engagement(at=MONDAY)
    strange = {"complaint": "../a/b?c=<b>", "category": "Bị tính thêm <script>", "text": SAID}
    reported(assignment, ("k", "complaint_opened", OPENED, "customer", strange), at=OPENED)
    sweep_all(OPENED + MINUTE)
    opened = assignment.events.get(kind="complaint_opened")
    client = signed_in(an_owner(assignment.partner))

    with clock.standing_at(OPENED + HOUR):
        pages = [client.get(address) for address in (page_of(opened), "/complaints/", f"/orders/{assignment.pk}/")]
        client.post(page_of(opened), form(text="Dạ em"))

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "<script>" not in pages[0].content.decode().split("<main")[1]
    assert "Bị tính thêm &lt;script&gt;" in pages[0].content.decode()
    assert assignment.events.get(kind="complaint_reply").payload["complaint"] == "../a/b?c=<b>"


def test_an_event_that_is_no_complaint_has_no_such_page() -> None:
    assignment = an_engagement(at=MONDAY)
    accepted = assignment.events.get(kind="accepted")

    answer = signed_in(an_owner(assignment.partner)).get(page_of(accepted))

    assert answer.status_code == 404


@pytest.mark.parametrize("value", ["\x00", "9" * 40, "-1", "' OR 1=1 --"])
def test_a_hostile_address_shows_the_list(value: str) -> None:
    opened = a_complaint()

    answer = signed_in(an_owner(opened.assignment.partner)).get("/complaints/", {"after": value})

    assert answer.status_code == 200


def test_the_page_of_the_order_leads_to_its_complaints_and_shows_none_twice() -> None:
    opened = a_complaint()
    shut = a_complaint(opened.assignment, reference="KN-2", text="Cũ")
    closed(shut)

    with clock.standing_at(OPENED + 2 * DAY):
        page = signed_in(an_owner(opened.assignment.partner)).get(f"/orders/{opened.assignment_id}/").content.decode()

    assert page.count(page_of(opened)) == 1
    assert page.count(page_of(shut)) == 1
    assert "Closed complaints" in page
