"""The desk of measures, and what the partner sees: what waits first, what follows before the click, who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import Measure
from complaints.services import climbs, measures
from orders.services import notices
from partners.actors import actor_of
from rada.web import clock
from tests import factories as make
from tests.complaints.orders_with import a_life, blemish
from tests.complaints.test_admin_appeals import somebody_of
from tests.complaints.test_measure_acts import STEPS
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
DESK = "/admin/complaints/measure/"
NOTE = "Anh chị trả lời tin trong giờ nhé."


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(somebody_of("quality lead"))
    client.cookies["django_language"] = "en"
    return client


def proposed(step: str = "remind") -> Measure:
    order = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
    blemish(order, "B6", "counted", at=make.MONDAY, points=STEPS[step])
    climbs.propose()
    return Measure.objects.get(partner=order.partner)


def page_of(client: Client, measure: Measure) -> str:
    return client.get(f"{DESK}{measure.pk}/change/").content.decode()


def acting(client: Client, measure: Measure, act: str, **fields: Any) -> Any:
    return client.post(f"{DESK}{measure.pk}/act/{act}/", form(**fields))


def test_what_waits_stands_above_what_runs_and_what_is_over(lead: Client) -> None:
    declined, running, waiting = proposed(), proposed(), proposed()
    acting(lead, declined, "decline", reason="small", note="")
    acting(lead, running, "take", note="")

    page = lead.get(DESK).content.decode()

    places = [page.index(f"{DESK}{each.pk}/change/") for each in (waiting, running, declined)]
    assert places == sorted(places)


def test_the_queue_costs_the_same_however_long_it_is(lead: Client) -> None:
    counts = []
    for _time in range(2):
        proposed()
        with CaptureQueriesContext(connection) as queries:
            lead.get(DESK)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


def test_the_sidebar_counts_what_waits(lead: Client) -> None:
    proposed()
    acting(lead, proposed(), "take", note="")

    page = lead.get("/admin/").content.decode()

    entry = page[page.index(f'href="{DESK}"') :]
    assert ">1<" in "".join(entry[: entry.index("</a>")].split())


def test_the_page_says_what_follows_before_the_click_and_names_the_breaches(lead: Client) -> None:
    page = page_of(lead, proposed("pause"))

    assert "No new order is offered to the partner for the days of the pause." in page
    assert "Begun now, the pause lasts until 18/04/2026 09:00." in page
    assert "12 points at the proposal." in page
    assert "/admin/orders/breach/" in page


def test_a_pause_goes_through_two_people(lead: Client) -> None:
    measure, second = proposed("pause"), Client()
    second.force_login(somebody_of("quality lead", "second"))
    acting(lead, measure, "take", note=NOTE)

    own = acting(lead, measure, "second")
    other = acting(second, measure, "second")

    measure.refresh_from_db()
    assert (own.status_code, other.status_code, measure.state, measure.note) == (409, 302, "taken", NOTE)
    assert "quality lead" in page_of(lead, measure)


def test_a_refused_form_keeps_what_was_typed(lead: Client) -> None:
    answer = acting(lead, proposed(), "decline", reason="", note=NOTE)

    assert (answer.status_code, NOTE in answer.content.decode()) == (422, True)
    assert Measure.objects.get().state == "proposed"


def test_whoever_comes_too_late_is_told_and_keeps_what_was_typed(lead: Client) -> None:
    measure = proposed()
    measures.decline(measure, by=actor_of(somebody_of("administrator")), reason="small")

    answer = acting(lead, measure, "take", note=NOTE)

    assert answer.status_code == 409
    assert NOTE in answer.content.decode()


def test_a_double_click_takes_once(lead: Client) -> None:
    measure, fields = proposed(), form(note=NOTE)

    answers = [lead.post(f"{DESK}{measure.pk}/act/take/", fields).status_code for _time in range(2)]

    assert (answers, measure.decisions.count()) == ([302, 302], 1)


@pytest.mark.parametrize("act", ["take", "second", "decline", "complete", "end"])
def test_triage_looks_and_does_not_decide(client: Client, act: str) -> None:
    measure = proposed()
    client.force_login(somebody_of("triage"))

    assert f"/act/{act}/" not in page_of(client, measure)
    assert acting(client, measure, act, reason="small", note=NOTE).status_code == 403


def test_only_a_post_decides_and_an_act_that_is_none_is_not_found(lead: Client) -> None:
    measure = proposed()

    assert lead.get(f"{DESK}{measure.pk}/act/take/").status_code == 405
    assert acting(lead, measure, "delete").status_code == 404


def test_the_partner_sees_what_was_decided_why_until_when_and_what_to_do(lead: Client) -> None:
    measure, second = proposed("pause"), actor_of(somebody_of("quality lead", "second"))
    owner = signed_in(make.an_owner(measure.partner), "vi")
    before = owner.get("/quality/").content.decode()
    acting(lead, measure, "take", note=NOTE)
    measures.second(Measure.objects.get(pk=measure.pk), by=second)
    notices.send_waiting()

    page = owner.get("/quality/").content.decode()

    title = "Anh/chị tạm thời không được mời đơn mới"
    assert title not in before
    for shown in (title, "12 điểm", "18/04/2026 09:00", NOTE, f"/breaches/{measure.breaches[0]['breach']}/"):
        assert shown in page
    assert title in owner.get("/notices/").content.decode()


def test_a_technician_and_another_partner_see_nothing_of_it(lead: Client) -> None:
    measure = proposed()
    acting(lead, measure, "take", note=NOTE)

    rival = signed_in(make.an_owner(make.a_partner()))

    assert NOTE not in rival.get("/quality/").content.decode()
    assert signed_in(make.a_technician(measure.partner)).get("/quality/").status_code == 404
