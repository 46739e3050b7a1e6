"""Lines of the log about requests to the API: they name who acted and on which order, and nobody in person."""

from __future__ import annotations

import pytest

from orders.api.requests import EXAMPLE
from orders.models import Order
from orders.services import complaints, visits
from rada.platform.models import Integration
from tests.api.calling import Caller, a_customer_of, an_app_of, an_integration
from tests.factories import MONDAY, an_offer, an_owner, the_customer
from tests.logged import production_log
from tests.orders.asking import a_house

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]


@pytest.fixture
def log():
    with production_log() as opened:
        yield opened


def told(log):
    """Actor, way to call and order of the last line."""
    line = log.requests[-1]
    return line.get("actor"), line.get("caller"), line.get("order")


def test_each_caller_is_named_by_its_kind(log, job):
    code = job.order.code
    callers = {
        ("partner", "member", code): an_app_of(an_owner(job.partner)),
        ("customer", "customer", code): a_customer_of(job.order),
        ("rada", "integration", code): an_integration(),
        ("partner", "integration", code): an_integration(acting_for=f"member:{an_owner(job.partner).member_id}"),
        ("stranger", "stranger", None): Caller(),
    }

    found = []
    for caller in callers.values():
        caller.get(f"assignments/{job.pk}")
        found.append(told(log))

    assert found == list(callers)


def test_a_program_is_named_with_whom_it_acts_for_and_no_path_is_told(log, job):
    program = an_integration(acting_for=f"customer:{job.order.code}")

    program.post(f"assignments/{job.pk}/need-no-reply")
    program.get(f"nowhere/{EXAMPLE['phone']}")

    assert {line["acting_for"] for line in log.requests} == {f"customer:{job.order.code}"}
    assert {line["program"] for line in log.requests} == {f"integration:{Integration.objects.get().pk}"}
    assert "nowhere/" not in log.text


def test_every_address_of_one_thing_names_its_order(log, job):
    complaints.open_complaint(job, by=the_customer(job.order), category="price")
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")
    (breach,) = job.breaches.filter(rule="A2.cancelled")
    opened = job.events.get(kind="complaint_opened")
    office, program = an_app_of(an_owner(job.partner)), an_integration()

    for caller, path in (
        (office, f"assignments/{job.pk}/events"),
        (office, f"breaches/{breach.pk}"),
        (office, f"complaints/{opened.pk}"),
        (program, f"orders/{job.order.code}"),
    ):
        assert caller.get(path).status_code == 200
        assert told(log)[2] == job.order.code


def test_a_report_names_its_order_though_it_is_refused(log, job):
    an_integration(acting_for="rada").post(f"assignments/{job.pk}/reports", {"events": []})

    line = log.requests[-1]
    assert (line["route"], line["status"], line["order"]) == ("api:reports", 422, job.order.code)


def test_an_order_that_is_not_there_for_the_caller_is_not_named(log, job):
    other = an_offer(at=MONDAY)

    assert an_app_of(an_owner(job.partner)).get(f"assignments/{other.pk}").status_code == 404

    assert told(log) == ("partner", "member", None)


def test_whoever_asks_for_a_partner_is_named_by_the_new_order_alone(log):
    a_house()
    asked = {**EXAMPLE, "service": "AC-CLEAN"}

    answers = [Caller().post("orders", asked, key="once") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert told(log) == ("stranger", "stranger", Order.objects.get().code)
    link = answers[0].json()["link"]
    personal = [EXAMPLE["name"], EXAMPLE["text"], EXAMPLE["address"], "912345678", "912 345 678", link]
    assert [word for word in personal if word in log.text] == []
