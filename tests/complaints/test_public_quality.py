"""What a public page says of quality: the score's rates in whole sentences, from ten orders on, and never points."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.scores.numbers import Numbers
from rada.web import clock
from tests.complaints.orders_with import a_life, blemish
from tests.factories import DAY, MONDAY, a_partner
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
NOW = MONDAY + 40 * DAY


def page_of(partner):
    with clock.standing_at(NOW):
        answer = signed_in(None).get(reverse("partners:partner", args=[partner.slug]))
    return " ".join(answer.content.decode().split())


def test_below_enough_orders_no_rate_is_told():
    partner = a_partner()
    for number in range(Numbers.enough - 1):
        a_life("complained", partner, at=NOW - DAY - number * DAY)

    assert "Not enough orders to judge yet." in page_of(partner)


def test_from_enough_orders_on_the_rates_are_told_in_words_without_points():
    partner = a_partner()
    lives = [a_life("complained", partner, at=NOW - DAY - number * DAY)[1] for number in range(Numbers.enough)]
    blemish(lives[0], "A4", "counted", at=NOW - DAY)

    page = page_of(partner)

    assert "100 % of requests were answered in time." in page
    assert "90 % of finished orders got their receipt with the stamp in time." in page
    assert " points" not in page
    assert "A4" not in page
