"""Announced leave: days without new offers, told beforehand and taken back; no clock moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from orders.services import offers
from partners.models import AnnouncedLeave
from partners.selectors import partner_of, partners_taking_offers
from partners.services import leave
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    WARD,
    a_dispatcher,
    a_partner,
    a_technician,
    an_offer,
    an_order,
    an_owner,
)
from tests.partners.terms_editor import words
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
TET = {"first_day": "2026-03-10", "last_day": "2026-03-12", "reason": "Về quê"}


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def owner():
    """An owner at nine on a Monday."""
    return an_owner(a_partner())


def announced(actor, first=10, last=12):
    """Leave in March, from one day to another."""
    pk = leave.announce(date(2026, 3, first), date(2026, 3, last), by=actor)
    return AnnouncedLeave.objects.get(pk=pk)


def takes_offers(actor, at):
    found = partners_taking_offers(ward=WARD, service="AC-CLEAN", at=at)
    return found.filter(pk=actor.partner_id).exists()


def test_leave_holds_from_the_first_midnight_to_the_last_of_vietnam(owner):
    answer = signed_in(owner).post("/leave/", form(**TET))

    row = AnnouncedLeave.objects.get()
    begins, ends = MONDAY + 8 * DAY - 9 * HOUR, MONDAY + 11 * DAY - 9 * HOUR
    assert answer.status_code == 302
    assert (row.starts_at, row.ends_at, row.reason) == (begins, ends, "Về quê")
    assert (row.announced_by_id, row.announced_at) == (owner.member_id, MONDAY)
    assert [takes_offers(owner, at) for at in (begins - MINUTE, begins, ends - MINUTE, ends)] == [
        True,
        False,
        False,
        True,
    ]


def test_leave_that_begins_today_begins_at_once(owner):
    leave.announce(TODAY, TODAY, by=owner)

    row = AnnouncedLeave.objects.get()
    assert (row.starts_at, row.ends_at) == (MONDAY, MONDAY + 15 * HOUR)


def test_an_order_cannot_be_offered_to_who_is_away_and_no_clock_moves(owner):
    partner = a_partner()
    offer = an_offer(an_order(at=MONDAY), partner, at=MONDAY)
    due = offer.judge_after
    leave.announce(TODAY, TODAY, by=an_owner(partner))

    with pytest.raises(offers.CannotOffer):
        offers.offer(an_order(at=MONDAY), partner)

    offer.refresh_from_db()
    assert due is not None
    assert offer.judge_after == due


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"first_day": "2026-03-01"}, "first_day", "has passed"),
        ({"first_day": "2026-03-13"}, "last_day", "must not be before"),
        ({"last_day": "2026-05-09"}, "last_day", "at most 60 days"),
        ({"last_day": "9999-12-31"}, "last_day", "at most 60 days"),
        ({"first_day": "0001-01-01"}, "first_day", "has passed"),
        ({"first_day": "2027-03-10", "last_day": "2027-03-12"}, "first_day", "twelve months"),
        ({"first_day": ""}, "first_day", "Choose a day"),
        ({"first_day": "Tết"}, "first_day", "Choose a day"),
        ({"last_day": "30/02/2026"}, "last_day", "Choose a day"),
        ({"reason": "x" * 121}, "reason", "120"),
        ({"reason": "a\x00"}, "reason", "cannot be stored"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(owner, typed, field, sentence):
    answer = signed_in(owner).post("/leave/", form(**{**TET, **typed}))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in words(answer)
    assert answer.context["form"]["reason"].value() == {**TET, **typed}["reason"]
    assert AnnouncedLeave.objects.count() == 0


@pytest.mark.parametrize("days", [(9, 10), (11, 11), (12, 20), (9, 31)])
def test_leave_that_overlaps_with_another_is_refused_by_its_days(owner, days):
    announced(owner)

    with pytest.raises(leave.BadDays, match="10/03/2026 – 12/03/2026"):
        announced(owner, *days)

    assert AnnouncedLeave.objects.count() == 1


def test_leave_may_follow_on_the_very_next_day(owner):
    announced(owner, 10, 12)

    announced(owner, 13, 14)

    assert AnnouncedLeave.objects.count() == 2


def test_two_partners_may_be_away_on_the_same_days(owner):
    announced(owner)

    announced(an_owner(a_partner()))

    assert AnnouncedLeave.objects.count() == 2


def test_leave_ahead_is_removed(owner):
    row = announced(owner)

    signed_in(owner).post(f"/leave/{row.pk}/withdraw/", form())

    assert AnnouncedLeave.objects.count() == 0


def test_leave_that_runs_ends_now(owner):
    row = announced(owner, 2, 5)

    with clock.standing_at(MONDAY + DAY):
        signed_in(owner).post(f"/leave/{row.pk}/withdraw/", form())

    row.refresh_from_db()
    assert row.ends_at == MONDAY + DAY
    assert takes_offers(owner, MONDAY + DAY)


def test_leave_can_be_announced_again_on_the_day_it_was_ended(owner):
    row = announced(owner, 2, 5)
    with clock.standing_at(MONDAY + HOUR):
        leave.withdraw(row.pk, by=owner)

        leave.announce(TODAY, TODAY, by=owner)

    assert AnnouncedLeave.objects.count() == 2


def test_what_is_over_cannot_be_taken_back(owner):
    row = announced(owner, 2, 2)

    with clock.standing_at(MONDAY + 2 * DAY):
        answer = signed_in(owner).post(f"/leave/{row.pk}/withdraw/", form())

    assert answer.status_code == 409
    assert "This leave is over already." in words(answer)


def test_withdrawing_twice_with_one_key_is_once_and_a_colleague_is_told_so(owner):
    row = announced(owner)
    client, sent = signed_in(owner), form()

    twice = [client.post(f"/leave/{row.pk}/withdraw/", sent).status_code for _ in range(2)]
    colleague = signed_in(a_dispatcher(partner_of(owner))).post(f"/leave/{row.pk}/withdraw/", form())

    assert twice == [302, 302]
    assert colleague.status_code == 404
    assert "not on your list any more" in words(colleague)


def test_announcing_twice_with_one_key_is_once(owner):
    client, sent = signed_in(owner), form(**TET)

    answers = [client.post("/leave/", sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert AnnouncedLeave.objects.count() == 1


def test_the_list_says_what_runs_what_comes_and_what_is_over(owner):
    announced(owner, 2, 2)
    announced(owner, 4, 6)
    announced(owner, 20, 21)

    with clock.standing_at(MONDAY + 2 * DAY):
        page = signed_in(owner).get("/leave/")

    assert [(row.days, row.word) for row in page.context["standing"]] == [
        ("04/03/2026 – 06/03/2026", "away now"), ("20/03/2026 – 21/03/2026", "to come"),
    ]  # fmt: skip
    assert [row.days for row in page.context["over"]] == ["02/03/2026"]


def test_the_page_says_what_leave_does_and_does_not_do(owner):
    page = words(signed_in(owner).get("/leave/"))

    assert "offers you no new orders" in page
    assert "their clocks run" in page


def test_a_dispatcher_announces_and_a_technician_does_not(owner):
    partner = partner_of(owner)
    technician = a_technician(partner)

    answers = [signed_in(each).post("/leave/", form(**TET)).status_code for each in (a_dispatcher(partner), technician)]
    with pytest.raises(PermissionDenied):
        leave.announce(TODAY, TODAY + timedelta(days=1), by=technician)

    assert answers == [302, 404]
    assert AnnouncedLeave.objects.count() == 1


def test_nobody_withdraws_the_leave_of_another_partner(owner):
    row = announced(owner)
    rival = signed_in(an_owner(a_partner()))

    answers = {rival.get(f"/leave/{pk}/withdraw/").status_code for pk in (row.pk, 10**12)}
    answers |= {rival.post(f"/leave/{pk}/withdraw/", form()).status_code for pk in (row.pk, 10**12)}

    assert answers == {404}
    assert AnnouncedLeave.objects.filter(pk=row.pk).exists()
