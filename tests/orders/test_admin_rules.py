"""The rules of operations: their modes, what they found of late, and switching them with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.commitments.registry import RULES
from orders.models import RuleMode
from rada.web import clock
from tests import factories as make
from tests.factories import DAY, HOUR, MONDAY
from tests.orders.deciders import somebody_of
from tests.portal import form

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/rulemode/"
RULE = f"{LIST}rules/A1.unanswered/"
WHY = "Giờ làm việc của đối tác bị nhập sai"


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(somebody_of("quality lead"))
    client.cookies["django_language"] = "en"
    return client


def switching(client: Client, mode: str, note: str = WHY, at=MONDAY):
    with clock.standing_at(at):
        return client.post(RULE, form(mode=mode, note=note))


def test_the_list_names_every_rule_with_its_mode_and_what_it_found_in_30_days(lead: Client) -> None:
    make.an_offer(at=MONDAY)
    make.sweep_all(MONDAY + HOUR)
    switching(lead, "shadow", at=MONDAY + DAY)
    make.an_offer(at=MONDAY + DAY)
    make.sweep_all(MONDAY + DAY + HOUR)

    with clock.standing_at(MONDAY + 2 * DAY), CaptureQueriesContext(connection) as queries:
        page = lead.get(LIST).content.decode()
    with clock.standing_at(MONDAY + DAY + HOUR + timedelta(days=30)):
        later = lead.get(LIST).content.decode()

    first_row = page.split("<tbody>")[1].split("</tr>")[0]
    assert "A1.unanswered" in first_row
    assert "in the shadow" in first_row
    assert [cell.split("</a>")[0].split(">")[-1] for cell in first_row.split("<td")[4:]] == ["1", "1"]
    assert all(code in page for code in RULES)
    assert later.split("<tbody>")[1].split("</tr>")[0].count(">0</a>") == 2
    assert len(queries) <= 15


def test_a_rule_is_switched_from_now_on_with_its_reason_and_its_page_tells_the_history(lead: Client) -> None:
    answer = switching(lead, "off")

    page = lead.get(RULE).content.decode()
    row = RuleMode.objects.get()
    assert (answer.status_code, row.rule, row.mode, row.set_at) == (302, "A1.unanswered", "off", MONDAY)
    assert (row.set_by.username, row.note) == ("quality lead", WHY)
    assert WHY in page


@pytest.mark.parametrize(
    ("mode", "note", "status"), [("", WHY, 422), ("off", " ", 422), ("on", WHY, 422), ("live", WHY, 409)]
)
def test_a_switch_that_is_refused_keeps_what_was_typed(lead: Client, mode: str, note: str, status: int) -> None:
    answer = switching(lead, mode, note)

    assert answer.status_code == status
    assert note.strip() in answer.content.decode()
    assert not RuleMode.objects.exists()


def test_a_form_sent_twice_switches_once(lead: Client) -> None:
    same = form(mode="off", note=WHY)

    answers = [lead.post(RULE, same).status_code for _time in range(2)]

    assert (answers, RuleMode.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize(("role", "sees", "may"), [
    ("triage", 200, 403), ("quality lead", 200, 302), ("finance view", 403, 403), ("administrator", 200, 302),
])  # fmt: skip
def test_each_role_sees_and_switches_what_it_may(client: Client, role: str, sees: int, may: int) -> None:
    client.force_login(somebody_of(role))

    seen = [client.get(address).status_code for address in (LIST, RULE)]
    page = client.get(RULE).content.decode()
    posted = switching(client, "off")

    assert (seen, posted.status_code) == ([sees, sees], may)
    assert ('name="mode"' in page) == (may == 302)
    assert RuleMode.objects.exists() == (may == 302)


def test_there_is_no_page_of_a_rule_that_does_not_exist(lead: Client) -> None:
    assert lead.get(f"{LIST}rules/Z9.none/").status_code == 404
