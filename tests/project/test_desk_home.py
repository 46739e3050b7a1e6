"""The home of operations: queues as numbers with their way, one's own clocks, charts; of each what a role may see."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Complaint
from complaints.scores.selectors import AtRisk
from complaints.services import appeals
from orders.services import complaints, rulings
from partners.actors import actor_of
from rada.desk.home import numbers, partners
from rada.web import clock
from tests.complaints.orders_with import a_life, blemish
from tests.desk import an_account, signed_in
from tests.factories import DAY, HOUR, MINUTE, MONDAY, a_partner, an_engagement, an_owner, the_customer

pytestmark = pytest.mark.django_db
CARD = re.compile(r'href="([^"]*)"[^>]*>(?:(?!</a>).)*?</span>([^<]+)</p>\s*<p[^>]*>([\d+]+)</p>', re.DOTALL)
MOST_QUERIES = 32


@pytest.fixture
def now():
    with clock.standing_at(MONDAY + DAY):
        yield MONDAY + DAY


def a_doubtful_breach(partner=None):
    _facts, order = a_life("accepted", partner or a_partner(), at=MONDAY)
    return blemish(order, "B4", "to_check", at=MONDAY, rule="B4.part_differs")


def home_of(user):
    return signed_in(user).get("/admin/").content.decode()


def shown(page):
    """Figure and way by the title of each number."""
    return {title.strip(): (figure, way) for way, title, figure in CARD.findall(page)}


def test_each_queue_is_a_number_that_leads_to_it(now):
    for _each in range(2):
        a_doubtful_breach()

    cards = shown(home_of(an_account("an", role="triage")))

    assert cards["Breaches to check"] == ("2", "/admin/orders/breach/?state__exact=to_check")
    assert cards["Appeals to decide"] == ("0", "/admin/complaints/appeal/?outcome__exact=open")


def test_nothing_is_counted_farther_than_people_read(now, monkeypatch):
    monkeypatch.setattr(numbers, "MOST", 1)
    for _each in range(3):
        a_doubtful_breach()

    assert shown(home_of(an_account("an", role="triage")))["Breaches to check"][0] == "1+"


def test_a_role_sees_on_the_home_what_it_may_see_elsewhere_and_nothing_else(now):
    page = home_of(an_account("ke-toan", role="finance view"))

    assert set(shown(page)) == {"Breaches to check", "Clocks about to break", "Cannot be judged"}
    assert "Breaches by clause and week" in page
    assert "who had confirmed" not in page
    assert "First answers to complaints" not in page


def test_an_account_without_a_role_is_told_to_choose_and_sees_no_number(now):
    page = home_of(an_account("moi"))

    assert shown(page) == {}
    assert "Choose a place on the left." in page


def test_appeals_are_ones_own_work_unless_one_had_a_part_in_the_breach(now):
    partner = a_partner()
    hasty, other = an_account("hasty", role="quality lead"), an_account("other", role="quality lead")
    breach = a_doubtful_breach(partner)
    with clock.standing_at(MONDAY + HOUR):
        rulings.confirm(breach, by=actor_of(hasty), reason="evidence_clear")
        appeals.file(breach, by=an_owner(partner), text="Không đúng")

    pages = {user.username: home_of(user) for user in (hasty, other)}

    assert "Decide an appeal" in pages["other"]
    assert "Decide an appeal" not in pages["hasty"]
    assert "Nothing of yours is waiting." in pages["hasty"]


def test_partners_at_risk_are_told_with_what_is_left_until_the_next_step(now, monkeypatch):
    partner = a_partner("Điện lạnh Gió Biển")
    monkeypatch.setattr(partners, "partners_at_risk", lambda now, limit: [AtRisk(partner, 8, "train", 1)])

    page = home_of(an_account("an", role="triage"))

    assert f'href="/admin/complaints/scorecard/{partner.pk}/change/">Điện lạnh Gió Biển</a>' in page
    assert "a call and training" in page
    assert "1 point to the next step" in page


def test_a_chart_stands_beside_a_table_with_the_same_numbers(now):
    _facts, order = a_life("accepted", a_partner(), at=MONDAY)
    blemish(order, "A2", "counted", at=MONDAY, points=5)

    page = home_of(an_account("an", role="triage"))

    table = page[page.index('aria-label="Breaches by clause and week"') :]
    assert '<div aria-hidden="true">' in page
    assert re.search(r'<th scope="row"[^>]*>02/03</th><td[^>]*>1</td>', table)


def test_the_home_costs_the_same_few_queries_however_much_waits(now):
    lead = an_account("lead", role="quality lead")
    costs = []
    for _round in range(2):
        for _each in range(3):
            partner = a_partner()
            breach = a_doubtful_breach(partner)
            appeals.file(breach, by=an_owner(partner), text="Không đúng")
            job = an_engagement(at=MONDAY)
            with clock.standing_at(now - MINUTE):
                complaints.open_complaint(
                    job, by=the_customer(job.order), complaint=f"k{job.pk}", category="price", text="Đắt"
                )
        client = signed_in(lead)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        costs.append(len(queries))

    assert Complaint.objects.count() == 6
    assert costs[0] == costs[1] <= MOST_QUERIES
