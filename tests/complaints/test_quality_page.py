"""The score's pages: every number opens the orders behind it, for the office of the partner alone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.scores.definition import CLAUSES
from complaints.scores.numbers import Numbers
from rada.web import clock
from tests import factories as make
from tests.complaints.orders_with import a_life, blemish
from tests.portal import signed_in

pytestmark = pytest.mark.django_db

NOW = make.MONDAY + 40 * make.DAY
CODE = re.compile(r"RD-[0-9A-Z]{4}-[0-9A-Z]{4}")
HOSTILE = ["\x00", "%", "' OR 1=1 --", "a" * 5000, "-1", "9" * 17 + "-1", "١-٢", "KEPT", "é" * 300]


def answer_at(client, address, at=NOW):
    with clock.standing_at(at):
        return client.get(address)


def page(client, name="quality", *args, ask="", at=NOW):
    answer = answer_at(client, reverse(f"complaints:{name}", args=args) + ask, at)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client, *args, ask=""):
    """The codes of the orders that a page lists."""
    return CODE.findall(page(client, *args, ask=ask))


@pytest.fixture
def partner():
    """A partner with three orders under A2: kept, broken, being checked; and a declined one that does not count."""
    partner = make.a_partner()
    for name, state in (("declined", ""), ("accepted", ""), ("accepted", "counted"), ("accepted", "to_check")):
        _facts, order = a_life(name, partner, at=make.MONDAY)
        if state:
            blemish(order, "A2", state, at=make.MONDAY, points=5 if state == "counted" else 0, rule="A2.cancelled")
    return partner


def test_every_number_of_the_score_opens_as_many_orders_as_it_says(partner):
    client = signed_in(make.an_owner(partner))
    score = page(client)

    links = re.findall(r'href="(/quality/[A-C][1-6]/\?show=\w+)"><span[^>]*><svg.*?</svg>\s*(\d+) ', score, re.DOTALL)
    opened = [(int(told), len(CODE.findall(answer_at(client, href).content.decode()))) for href, told in links]

    assert len(opened) >= 14
    assert [pair for pair in opened if pair[0] != pair[1]] == []


def test_an_order_says_why_it_does_not_count_and_opens_its_breach_where_it_broke(partner):
    client = signed_in(make.an_owner(partner))

    excluded = page(client, "quality_clause", "A2", ask="?show=excluded")
    broken = page(client, "quality_clause", "A2", ask="?show=broken")

    assert "You did not take this order." in excluded
    assert "Accepted order cancelled" in broken
    assert re.search(r'href="/breaches/\d+/"', broken)


def test_the_points_open_the_breaches_that_weigh_and_until_when(partner):
    client = signed_in(make.an_owner(partner))

    points = page(client, "quality_points", ask="?clause=A2")

    assert len(CODE.findall(points)) == 1
    assert "5 points" in points
    assert "Weighs until 31/05/2026 09:00" in points
    assert CODE.findall(page(client, "quality_points", ask="?clause=B1")) == []


def test_a_lifted_breach_is_named_and_breaks_nothing(partner):
    _facts, order = a_life("accepted", partner, at=make.MONDAY)
    blemish(order, "A3", "waived", at=make.MONDAY, rule="A3.short_notice")
    client = signed_in(make.an_owner(partner))

    kept = page(client, "quality_clause", "A3", ask="?show=kept")

    assert order.order.code in kept
    assert "waived" in kept
    assert listed(client, "quality_clause", "A3", ask="?show=broken") == []


def test_the_answer_rate_opens_the_offers_of_its_thirty_days(partner):
    a_life("accepted", partner, at=NOW - make.DAY)
    client = signed_in(make.an_owner(partner))

    recent = listed(client, "quality_clause", "A1", ask=f"?days={Numbers.answers_days}")

    assert (len(recent), len(listed(client, "quality_clause", "A1"))) == (1, 5)


def test_the_cancel_rate_opens_the_cancelled_orders(partner):
    client = signed_in(make.an_owner(partner))

    assert f'href="{reverse("complaints:quality_clause", args=["A2"])}?show=cancelled"' in page(client)
    assert len(listed(client, "quality_clause", "A2", ask="?show=cancelled")) == 1


def test_under_ten_orders_no_rate_is_told_and_from_ten_on_it_is(partner):
    client = signed_in(make.an_owner(partner))
    before = page(client)
    for _number in range(7):
        a_life("accepted", partner, at=make.MONDAY)

    after = page(client)

    assert "Not enough orders yet" in before
    assert "2 of 3 orders without a breach<" in before
    assert "Not enough orders yet" not in after
    assert "9 of 10 orders without a breach · 90\u00a0%" in after


def test_a_drawing_of_weeks_says_the_same_in_words(partner):
    client = signed_in(make.an_owner(partner))

    score = page(client)

    assert 'role="img" aria-label="13 weeks: 3 orders counted, 1 broken"' in score
    assert score.count('<svg class="weeks"') == len(CLAUSES)


def test_without_orders_the_page_says_what_will_appear():
    score = page(signed_in(make.an_owner(make.a_partner())))

    assert "Nothing to score yet" in score
    assert '<svg class="weeks"' not in score


def test_pages_of_a_clause_hold_every_order_once_and_keep_what_was_asked(partner):
    made = [a_life("accepted", partner, at=make.MONDAY + number * make.MINUTE)[1].order.code for number in range(25)]
    client, ask, seen = signed_in(make.an_owner(partner)), "?show=kept", []

    for _page in range(2):
        html = page(client, "quality_clause", "A2", ask=ask)
        seen += CODE.findall(html)
        older = re.search(r'href="(\?[^"]*after=[^"]*)">', html)
        ask = older[1].replace("&amp;", "&") if older else ""

    assert seen[:25] == made[::-1]
    assert len(seen) == 26
    assert older is None


def test_what_others_break_and_earn_is_never_shown(partner):
    stranger = signed_in(make.an_owner(make.a_partner()))

    shown = [listed(stranger, "quality_clause", clause) for clause in CLAUSES]

    assert shown == [[]] * len(CLAUSES)
    assert listed(stranger, "quality_points") == []


def test_a_technician_and_a_stranger_find_no_score(partner):
    technician = signed_in(make.a_technician(partner))
    addresses = ["/quality/", "/quality/points/", "/quality/A1/"]

    assert [answer_at(technician, each).status_code for each in addresses] == [404, 404, 404]
    assert [answer_at(signed_in(None), each).status_code for each in addresses] == [302, 302, 302]


@pytest.mark.parametrize("clause", ["A6", "a1", "B", "Z9", "A1 ", "%00"])
def test_a_clause_that_does_not_exist_is_not_found(partner, clause):
    answer = answer_at(signed_in(make.an_owner(partner)), f"/quality/{clause}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("parameter", ["show", "after", "days", "clause"])
def test_hostile_addresses_show_the_whole_list(partner, parameter):
    client = signed_in(make.an_owner(partner))

    found = [
        client.get(address, {parameter: value}).status_code
        for value in HOSTILE
        for address in ("/quality/A2/", "/quality/points/", "/quality/")
    ]

    assert set(found) == {200}


def test_the_pages_take_as_many_queries_with_thirty_orders_as_with_three(partner):
    client = signed_in(make.an_owner(partner))
    addresses = ["/quality/", "/quality/A2/", "/quality/points/"]

    answer_at(client, addresses[0])  # the first page of a session reads more
    few = [queries_of(client, each) for each in addresses]
    for _number in range(27):
        _facts, order = a_life("accepted", partner, at=make.MONDAY)
        blemish(order, "A2", "counted", at=make.MONDAY, points=1)
    many = [queries_of(client, each) for each in addresses]

    assert few == many
    assert max(many) <= 12


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert answer_at(client, address).status_code == 200
    return len(captured)
