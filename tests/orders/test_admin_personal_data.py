"""Requests about personal data, legal holds and erasures in the admin: who may, in what order, and what is told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from orders.models import DataRequest, Erasure, LegalHold, Order
from orders.services import data_requests, holds
from rada.desk.roles import create_roles
from rada.web import clock
from tests import factories as make
from tests.factories import DAY, MONDAY
from tests.orders.told import an_officer
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
NOW = MONDAY + 100 * DAY
QUEUE = "/admin/orders/datarequest/"
HOLDS = "/admin/orders/legalhold/"


@pytest.fixture(autouse=True)
def at_now():
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def order():
    return make.an_order()


def browser(role: str) -> Client:
    create_roles()
    person = make.a_staff_member()
    person.user.groups.add(Group.objects.get(name=role))
    return signed_in(person)


@pytest.fixture
def lead() -> Client:
    return browser("quality lead")


def asked(order: Order, kind: str = "deletion") -> DataRequest:
    return DataRequest.objects.get(pk=data_requests.ask(order, by=make.the_customer(order), kind=kind))


def answered(client: Client, request: DataRequest, decision: str, **fields: object):
    return client.post(f"{QUEUE}{request.pk}/answer/", form(decision=decision, **fields), follow=True)


def test_what_is_due_soonest_comes_first_what_is_late_is_marked_and_the_sidebar_counts(lead, order):
    with clock.standing_at(NOW - 30 * DAY):
        late = asked(make.an_order())
    later, sooner = asked(order), asked(make.an_order(), "withdrawal")

    page = lead.get(QUEUE).content.decode()

    places = [page.index(request.order.code) for request in (late, sooner, later)]
    assert places == sorted(places)
    assert "days late)" in page
    assert page.count("days left)") >= 2
    assert ">3<" in "".join(page.split())


def test_a_deletion_is_approved_and_the_person_is_gone(lead, order):
    request = asked(order)
    shown = lead.get(f"{QUEUE}{request.pk}/change/").content.decode()

    page = answered(lead, request, "fulfil")

    assert "Delete now, for good" in shown
    assert page.status_code == 200
    assert Order.objects.get(pk=order.pk).customer_name == ""
    assert Erasure.objects.get().reason == "request"
    assert lead.get("/admin/orders/erasure/").content.decode().count(order.code) == 1


def test_a_deletion_that_must_wait_says_why_and_keeps_the_form(lead, order):
    request = asked(order)
    holds.place(order, by=an_officer("add_legalhold"), reason="authority")

    shown = lead.get(f"{QUEUE}{request.pk}/change/").content.decode()
    answer = answered(lead, request, "fulfil", note="Đã viết")

    assert "an authority or a court asks for it" in shown
    assert answer.status_code == 409
    assert "Đã viết" in answer.content.decode()
    assert DataRequest.objects.get().is_open


@pytest.mark.parametrize(
    ("decision", "fields", "said"),
    [
        ("", {}, "Choose an answer."),
        ("made-up", {}, "Choose an answer."),
        ("refuse:must_be_kept", {}, "Write what the customer is told"),
        ("extend:other", {"note": "x"}, "Say how many days longer it takes."),
        ("extend:other", {"note": "x", "days": 16}, "less than or equal to 15"),
    ],
)
def test_an_answer_that_is_not_whole_is_said_beside_its_field(lead, order, decision, fields, said):
    request = asked(order)

    answer = answered(lead, request, decision, **fields)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert request.steps.count() == 1


def test_first_answer_extension_and_refusal_follow_one_another(lead, order):
    request = asked(order)

    for decision, fields in (
        ("acknowledge", {}),
        ("extend:identity_unclear", {"days": 5, "note": "Xin xác nhận"}),
        ("refuse:not_the_customer", {"note": "Số máy khác"}),
    ):
        answered(lead, request, decision, **fields)

    kinds = list(request.steps.values_list("kind", flat=True))
    assert kinds == ["asked", "acknowledged", "extended", "refused"]
    assert answered(lead, request, "fulfil").status_code == 409
    assert Order.objects.get(pk=order.pk).customer_name != ""


def test_pressing_twice_answers_once(lead, order):
    request, fields = asked(order), form(decision="acknowledge")

    sent = [lead.post(f"{QUEUE}{request.pk}/answer/", fields).status_code for _press in range(2)]

    assert sent == [302, 302]
    assert request.steps.count() == 2


def test_a_request_that_came_by_phone_is_noted_once_for_the_customer(lead, order):
    noted = lead.post(f"{QUEUE}add/", form(order=order.pk, kind="deletion"))
    again = lead.post(f"{QUEUE}add/", form(order=order.pk, kind="deletion"))

    request = DataRequest.objects.get()
    assert (noted.status_code, request.order, request.asked_at) == (302, order, NOW)
    assert "You have asked for this already" in again.content.decode()


def test_a_hold_is_placed_and_lifted_and_both_are_signed(lead, order):
    placed = lead.post(f"{HOLDS}add/", form(order=order.pk, reason="dispute"))
    again = lead.post(f"{HOLDS}add/", form(order=order.pk, reason="dispute"))
    hold = LegalHold.objects.get()
    lead.post(HOLDS, {"action": "lift", "_selected_action": hold.pk})

    hold.refresh_from_db()
    assert placed.status_code == 302
    assert "held for this reason already" in again.content.decode()
    assert (hold.placed_by == hold.lifted_by, hold.lifted_at) == (True, NOW)


def test_triage_sees_the_queue_and_answers_nothing(order):
    triage, request = browser("triage"), asked(order)
    hold = LegalHold.objects.get(pk=holds.place(order, by=an_officer("add_legalhold"), reason="dispute"))

    shown = triage.get(f"{QUEUE}{request.pk}/change/")
    answers = [
        triage.post(f"{QUEUE}{request.pk}/answer/", form(decision="acknowledge")),
        triage.post(f"{QUEUE}add/", form(order=order.pk, kind="withdrawal")),
        triage.post(f"{HOLDS}add/", form(order=order.pk, reason="payment")),
    ]
    triage.post(HOLDS, {"action": "lift", "_selected_action": hold.pk})

    assert (shown.status_code, "Record the answer" in shown.content.decode()) == (200, False)
    assert {answer.status_code for answer in answers} == {403}
    assert (request.steps.count(), LegalHold.objects.get().lifted_at) == (1, None)


def test_finance_does_not_see_the_queue_at_all(order):
    request = asked(order)
    finance = browser("finance view")

    pages = (QUEUE, HOLDS, "/admin/orders/erasure/", f"{QUEUE}{request.pk}/change/")

    assert {finance.get(page).status_code for page in pages} == {403}
