"""The weekly figures: what is counted in which week, and that home, page and CSV say the same."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.figures.answers import at_percent
from complaints.figures.weeks import weeks_until
from complaints.services import appeals
from orders.services import complaints, rulings
from partners.actors import actor_of
from rada.desk.home import charts
from rada.web import clock
from tests.complaints.orders_with import a_life, blemish
from tests.desk import an_account, signed_in
from tests.factories import DAY, HOUR, MINUTE, MONDAY, a_partner, an_engagement, an_owner, the_customer

pytestmark = pytest.mark.django_db
NOW = MONDAY + 9 * DAY  # Wednesday of the week after
LAST_WEEK, THIS_WEEK = "2026-03-02", "2026-03-09"


@pytest.fixture
def lead():
    return an_account("lead", role="quality lead")


def table(user, address="admin:figures_csv", weeks=4):
    """The CSV as rows by (Monday, clause), each by the names of its heading."""
    with clock.standing_at(NOW):
        answer = signed_in(user).get(reverse(address), {"weeks": weeks})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    return {(row["Week from"], row["Commitment"]): row for row in rows}


def _as_read(monday):
    return f"{date.fromisoformat(monday):%d/%m/%Y}"


def told(row, *names):
    return [row[name] for name in names]


def an_appealed(partner, *, by, at, granted):
    """A breach that somebody confirmed, and its appeal decided by somebody else."""
    _facts, order = a_life("accepted", partner, at=at)
    breach = blemish(order, "B4", "to_check", at=at, rule="B4.part_differs")
    with clock.standing_at(at + HOUR):
        rulings.confirm(breach, by=actor_of(by), reason="evidence_clear")
        appeals.file(breach, by=an_owner(partner), text="Không đúng")
    with clock.standing_at(at + 2 * HOUR):
        decider = actor_of(an_account(f"second-{breach.pk}", role="quality lead"))
        outcome, reason = ("granted", "wrong_record") if granted else ("rejected", "facts_stand")
        appeals.decide(appeals.Appeal.objects.get(breach=breach), by=decider, outcome=outcome, reason=reason, note="Rõ")
    return breach


def test_a_week_runs_from_monday_to_monday_in_vietnam():
    weeks = weeks_until(NOW, 2)

    assert [week.monday for week in weeks] == [date(2026, 3, 2), date(2026, 3, 9)]
    assert weeks[0].ends == weeks[1].begins == MONDAY + 7 * DAY - 9 * HOUR


def test_orders_are_counted_in_the_week_of_their_offer_and_breaches_in_that_in_which_they_occurred(lead):
    partner = a_partner()
    _facts, order = a_life("accepted", partner, at=MONDAY)
    a_life("accepted", partner, at=MONDAY + DAY)
    a_life("accepted", partner, at=MONDAY + 7 * DAY)
    blemish(order, "A2", "counted", at=MONDAY + 7 * DAY - 9 * HOUR, points=5)
    blemish(order, "C1", "to_check", at=MONDAY)

    rows = table(lead)

    orders = ("Orders counted", "Kept", "Broken", "Waiting for a person")
    assert told(rows[LAST_WEEK, "A2"], *orders) == ["2", "1", "1", "0"]
    assert told(rows[LAST_WEEK, "C1"], *orders) == ["2", "1", "0", "1"]
    assert told(rows[THIS_WEEK, "A2"], *orders) == ["1", "1", "0", "0"]
    assert told(rows[LAST_WEEK, "A2"], "Breaches counted", "Points") == ["0", "0"]
    assert told(rows[THIS_WEEK, "A2"], "Breaches counted", "Points") == ["1", "5"]
    assert told(rows[THIS_WEEK, "all"], "Breaches counted", "Points") == ["1", "5"]


def test_appeals_are_counted_by_the_clause_in_the_week_of_the_decision_and_by_who_had_confirmed(lead):
    partner, hasty = a_partner(), an_account("hasty", role="triage")
    an_appealed(partner, by=hasty, at=MONDAY, granted=True)
    an_appealed(partner, by=hasty, at=MONDAY, granted=False)

    rows = table(lead)
    with clock.standing_at(NOW):
        by_rule, by_person = charts.overturned(weeks_until(NOW, 2))

    assert told(rows[LAST_WEEK, "B4"], "Appeals decided", "Appeals overturned") == ["2", "1"]
    assert told(rows[LAST_WEEK, "all"], "Appeals decided", "Appeals overturned") == ["2", "1"]
    assert [numbers for _name, numbers in by_rule.rows] == [[1, 1]]
    assert by_person.rows == [("hasty", [1, 1])]


def test_first_answers_are_told_in_care_minutes_with_those_that_are_late(lead):
    evening = MONDAY + 11 * HOUR + 30 * MINUTE  # 20:30: half an hour of care is left
    jobs = [an_engagement(at=MONDAY) for _each in range(3)]
    for number, job in enumerate(jobs):
        with clock.standing_at(evening):
            complaints.open_complaint(
                job, by=the_customer(job.order), complaint=f"k{number}", category="price", text="Đắt"
            )
    staff = actor_of(lead)
    with clock.standing_at(MONDAY + DAY):  # 09:00: an hour and a half of care later
        complaints.ask_partner(jobs[2], by=staff, complaint="k2", text="Sao vậy?")  # no word to the customer
        complaints.close(jobs[0], by=staff, complaint="k0", outcome="rejected")
    with clock.standing_at(MONDAY + 2 * DAY):
        complaints.close(jobs[1], by=staff, complaint="k1", outcome="rejected")

    row = table(lead)[LAST_WEEK, "all"]

    assert told(row, "Complaints opened", "Complaints closed", "First answers owed") == ["3", "2", "3"]
    assert row["First answer: median (care minutes)"] == "90"
    assert row["First answer: 90th percentile (care minutes)"] == str(90 + 13 * 60)
    assert row["First answers late"] == "2"


@pytest.mark.parametrize(("percent", "expected"), [(50, 5), (90, 9), (91, 10), (100, 10), (1, 1)])
def test_a_percentile_is_one_of_the_numbers_themselves(percent, expected):
    assert at_percent(range(1, 11), percent) == expected
    assert at_percent([], percent) is None


def test_home_page_and_csv_say_the_same(lead):
    partner = a_partner()
    for place in range(3):
        _facts, order = a_life("accepted", partner, at=MONDAY + place * DAY)
        blemish(order, "A2", "counted", at=MONDAY + place * DAY, points=5)
    client = signed_in(lead)

    with clock.standing_at(NOW):
        chart = charts.breaches_by_week(weeks_until(NOW, 8))
        page = client.get(reverse("admin:figures")).content.decode()
    rows = table(lead)

    shown = [re.findall(r"<td[^>]*>(.*?)</td>", line) for line in page.split("<tr")[2:]]
    assert shown == [[_as_read(monday), *cells] for monday, *cells in (row.values() for row in rows.values())]
    drawn = dict(zip(chart.labels, chart.series[0].values, strict=True))
    assert drawn["02/03"] == int(rows[LAST_WEEK, "A2"]["Breaches counted"]) == 3


def test_the_figures_cost_three_queries_for_each_week_and_few_for_all(lead):
    client = signed_in(lead)
    costs = []
    for weeks in (4, 13):
        with clock.standing_at(NOW), CaptureQueriesContext(connection) as queries:
            b"".join(client.get(reverse("admin:figures_csv"), {"weeks": weeks}).streaming_content)
        costs.append(len(queries))

    assert costs[1] - costs[0] <= 9 * 2
    assert costs[0] <= 30


@pytest.mark.parametrize("asked", ["0", "-1", "9999999", "x", "", "١٣"])
def test_a_span_that_is_none_is_the_shortest(lead, asked):
    assert len(table(lead, weeks=asked)) == 4 * 15
