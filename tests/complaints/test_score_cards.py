"""The score card on the desk: page, file and content tell the same numbers, and every number opens its orders."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.models import ScoreVersion
from complaints.scores import selectors
from complaints.scores.content import score_card_content
from complaints.services import climbs
from partners.models import Partner
from rada.lib.csv_cells import BOM
from rada.web import clock
from tests import factories as make
from tests.complaints.orders_with import a_life, blemish
from tests.complaints.test_admin_appeals import somebody_of
from tests.portal import form

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
CARDS = "/admin/complaints/scorecard/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(somebody_of("quality lead"))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def partner() -> Partner:
    """With eleven orders of which one broke A2 and one waits to be checked."""
    made = make.a_partner("=Điện lạnh Tám")
    for number in range(11):
        order = a_life("repaired" if number < 3 else "accepted", made, at=make.MONDAY)[1]
        if number < 2:
            blemish(order, "A2", ("counted", "to_check")[number], at=make.MONDAY, points=5 * (1 - number))
    return made


def content_of(partner: Partner) -> dict[str, Any]:
    return score_card_content(selectors.cards([partner.pk], now=NOW)[partner.pk])


def cells(row: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*text-right[^>]*>(.*?)</td>", row, re.S)
    ]


def test_page_and_file_tell_the_very_numbers_of_the_content(lead: Client, partner: Partner) -> None:
    content = content_of(partner)

    page = lead.get(f"{CARDS}{partner.pk}/change/").content.decode()
    told = lead.get(f"{CARDS}{partner.pk}/csv/").getvalue().decode()

    rows = {row["clause"]: row for row in content["clauses"]}
    filed = {line[1]: line[3:10] for line in csv.reader(told.removeprefix(BOM).splitlines()[1:15])}
    shown = {match[1]: cells(match[0]) for match in re.finditer(r"<tr [^>]*><th[^>]*>(\w\d) · .*?</tr>", page, re.S)}
    assert set(filed) == set(shown) == set(rows)
    for clause, row in rows.items():
        counts = [row[name] for name in ("counted", "kept", "broken", "pending", "excluded", "percent", "points")]
        assert filed[clause] == ["" if count is None else str(count) for count in counts]
        assert [cell.removesuffix(" %").replace("–", "") for cell in shown[clause]] == filed[clause]
    assert (rows["A2"]["counted"], rows["A2"]["broken"], rows["A2"]["pending"], content["points"]) == (11, 1, 1, 5)


def test_a_name_that_is_a_formula_is_a_text_in_the_file(lead: Client, partner: Partner) -> None:
    told = lead.get(f"{CARDS}{partner.pk}/csv/").getvalue().decode()

    assert '"\'=Điện lạnh Tám"' in told


@pytest.mark.parametrize("show", ["", "kept", "broken", "pending", "excluded"])
def test_every_number_opens_as_many_orders(lead: Client, partner: Partner, show: str) -> None:
    rows = {row["clause"]: row for row in content_of(partner)["clauses"]}

    for clause in ("A2", "B4"):
        page = lead.get(f"{CARDS}{partner.pk}/orders/{clause}/?show={show}").content.decode()
        listed = len(re.findall(r'href="/admin/orders/assignment/\d+/change/"', page))
        assert listed == rows[clause][show or "counted"]


def test_the_card_says_when_points_expire_and_how_far_the_next_step_is(lead: Client, partner: Partner) -> None:
    page = lead.get(f"{CARDS}{partner.pk}/change/").content.decode()

    assert "1 point more: a call and training." in page
    assert "Weighs until 31/05/2026" in page
    assert "Not enough orders yet" not in page


def test_under_ten_orders_the_card_says_that_they_are_too_few(lead: Client) -> None:
    few = a_life("accepted", make.a_partner(), at=make.MONDAY)[1].partner

    page = lead.get(f"{CARDS}{few.pk}/change/").content.decode()

    assert "Not enough orders yet: rates are told from 10 orders on." in page


def test_the_list_shows_the_most_points_first_and_costs_the_same_for_many(lead: Client, partner: Partner) -> None:
    counts = []
    for _time in range(2):
        other = a_life("accepted", make.a_partner(), at=make.MONDAY)[1]
        blemish(other, "B6", "counted", at=make.MONDAY, points=9)
        climbs.propose()
        with CaptureQueriesContext(connection) as queries:
            page = lead.get(CARDS).content.decode()
        counts.append(len(queries))
        assert page.index(other.partner.name) < page.index("Điện lạnh Tám")

    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize(("role", "status"), [("finance view", 200), ("triage", 200), ("administrator", 200)])
def test_every_role_may_look_at_a_card(client: Client, partner: Partner, role: str, status: int) -> None:
    client.force_login(somebody_of(role))

    addresses = [CARDS, f"{CARDS}{partner.pk}/change/", f"{CARDS}{partner.pk}/csv/", f"{CARDS}{partner.pk}/orders/A2/"]

    assert [client.get(each).status_code for each in addresses] == [status] * 4


def test_somebody_of_no_role_sees_no_card(client: Client, partner: Partner) -> None:
    user = somebody_of("triage")
    user.groups.clear()
    client.force_login(user)

    for each in (CARDS, f"{CARDS}{partner.pk}/change/", f"{CARDS}{partner.pk}/csv/", f"{CARDS}{partner.pk}/orders/A2/"):
        assert client.get(each).status_code in (302, 403)


def test_a_version_of_the_score_is_published_by_its_form_with_what_is_in_force_filled_in(lead: Client) -> None:
    address = "/admin/complaints/scoreversion/add/"
    numbers = re.findall(
        r'name="(\w+)"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="(\w+)"', lead.get(address).content.decode()
    )
    filled = {name or other: value or again for name, value, again, other in numbers}
    fields = {name: value for name, value in filled.items() if name.isidentifier()}

    refused = lead.post(address, form(starts_at_0="12/04/2026", starts_at_1="09:00", **{**fields, "train": "3"}))
    made = lead.post(address, form(starts_at_0="12/04/2026", starts_at_1="09:00", **{**fields, "train": "7"}))

    assert (refused.status_code, made.status_code) == (200, 302)
    assert ScoreVersion.objects.get().numbers == {"train": 7}
