"""Whom a new order is put to: who serves the ward and the service at the wanted time, a few, in a fair turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.models import Order, Status
from orders.services import broadcasting, offers
from partners.services import leave
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import (
    DAY,
    HOUR,
    MONDAY,
    a_partner,
    an_offer,
    an_order,
    an_owner,
    some_terms,
    the_policy,
)

pytestmark = pytest.mark.django_db
ELSEWHERE = "00004"


@pytest.fixture(autouse=True)
def _monday():
    the_policy()
    with clock.standing_at(MONDAY):
        yield


def asked(order: Order, **only) -> list[str]:
    """The names of the partners whom a broadcast asked, in turn."""
    broadcasting.broadcast(order, **only)
    return [each.partner.name for each in order.assignments.order_by("pk")]


def wanted(begin, end) -> Order:
    """An order for a window."""
    order = an_order()
    Order.objects.filter(pk=order.pk).update(wanted_from=begin, wanted_to=end)
    order.refresh_from_db()
    return order


def test_who_serves_the_ward_and_the_service_is_asked():
    a_partner("Sông")

    assert asked(an_order()) == ["Sông"]


def test_who_serves_another_ward_is_not():
    a_partner("Sông")

    assert asked(an_order(ward=ELSEWHERE)) == []


def test_who_does_another_service_is_not():
    a_partner("Sông")

    assert asked(an_order(service="TV-FIX")) == []


def test_the_terms_in_force_decide_and_not_those_to_come():
    some_terms(a_partner("Núi"), starts_at=MONDAY + DAY, hours={})

    assert asked(wanted(MONDAY, MONDAY + HOUR)) == ["Núi"]


def test_who_is_paused_is_asked_again_from_the_very_instant_the_pause_ends():
    partner = a_partner("Sông")
    partner.paused_until = MONDAY + timedelta(microseconds=1)
    partner.save()
    paused = asked(an_order())
    partner.paused_until = MONDAY
    partner.save()

    assert (paused, asked(an_order())) == ([], ["Sông"])


def test_who_is_on_leave_is_not_asked():
    partner = a_partner("Sông")
    today = MONDAY.astimezone(VIETNAM).date()
    leave.announce(today, today, by=an_owner(partner))

    assert asked(an_order()) == []


@pytest.mark.parametrize(
    ("begin", "end", "fits"),
    [
        (MONDAY, MONDAY + 2 * HOUR, True),
        (MONDAY + 8 * HOUR, MONDAY + 10 * HOUR, True),  # 17:00 to 19:00: the last hour before closing
        (MONDAY + 9 * HOUR, MONDAY + 11 * HOUR, False),  # 18:00 is closing time
        (MONDAY - 3 * HOUR, MONDAY - HOUR, False),  # 06:00 to 08:00 ends as they open
    ],
)
def test_the_wanted_window_must_meet_the_service_hours(begin, end, fits):
    a_partner("Sông")

    assert asked(wanted(begin, end)) == (["Sông"] if fits else [])


def test_as_soon_as_possible_asks_whoever_is_closed_now_too():
    a_partner("Sông", hours={"sun": [["08:00", "09:00"]]})

    assert asked(an_order()) == ["Sông"]


def test_at_most_so_many_are_asked(settings):
    settings.BROADCAST_MOST = 2
    for name in ("Một", "Hai", "Ba"):
        a_partner(name)

    assert asked(an_order()) == ["Một", "Hai"]


def test_fewest_waiting_offers_come_first_then_the_longest_without_any(settings):
    settings.BROADCAST_MOST = 3
    busy, late, early, never = (a_partner(name) for name in ("Bận", "Muộn", "Sớm", "Chưa"))
    an_offer(partner=busy, at=MONDAY - DAY)
    for partner, at in ((late, MONDAY - HOUR), (early, MONDAY - 2 * HOUR)):
        answered = an_offer(partner=partner, at=at)
        offers.decline(answered, by=an_owner(partner), reason="busy")

    assert asked(an_order()) == ["Chưa", "Sớm", "Muộn"]
    assert never.assignments.count() == 1


def test_a_preferred_partner_is_asked_alone_and_only_where_it_fits():
    a_partner("Sông")
    preferred = a_partner("Núi")

    assert asked(an_order(), only=preferred) == ["Núi"]
    assert asked(an_order(ward=ELSEWHERE), only=preferred) == []


def test_the_same_order_put_twice_asks_nobody_a_second_time():
    a_partner("Sông")
    order = an_order()
    asked(order)

    assert asked(order) == ["Sông"]
    assert order.assignments.filter(status=Status.OFFERED).count() == 1


@pytest.mark.parametrize(
    ("asked_at", "calls_by"),
    [("09:00", "13:00"), ("19:30", "10:30"), ("23:00", "12:00")],
)
def test_rada_calls_within_four_care_hours(asked_at, calls_by):
    hour, minute = map(int, asked_at.split(":"))

    due = broadcasting.by_hand_until(MONDAY.replace(hour=hour, minute=minute))

    assert due.astimezone(VIETNAM).strftime("%H:%M") == calls_by
