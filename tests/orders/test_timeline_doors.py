"""Two doors to the timeline: acts pass the transition table, reports are recorded in any order and late."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from orders.models import Event, OddReport, Status
from orders.services import messages, offers, timeline, visits
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_an_act_that_the_table_does_not_know_is_refused_and_leaves_nothing():
    offer = make.an_offer()
    owner = make.an_owner(offer.partner)

    with pytest.raises(timeline.NotPossibleNow):
        visits.complete(offer, by=owner)

    assert list(Event.objects.values_list("kind", flat=True)) == ["offered"]


def test_a_report_of_the_same_is_recorded_steers_nothing_and_waits_for_a_person():
    offer = make.an_offer()

    make.reported(offer, ("r1", "completed", make.MONDAY + make.HOUR, "partner"))

    offer.refresh_from_db()
    assert offer.status == Status.OFFERED
    assert OddReport.objects.get().event.event_id == "r1"


def test_reports_in_any_order_lead_where_the_right_order_leads():
    offer = make.an_offer()
    completed = ("r2", "completed", make.MONDAY + make.HOUR, "partner")
    accepted = ("r1", "accepted", make.MONDAY + make.MINUTE, "partner")

    make.reported(offer, completed)
    make.reported(offer, accepted)

    offer.refresh_from_db()
    assert offer.status == Status.COMPLETED
    assert offer.accepted_at == accepted[2]


def test_reporting_twice_is_reporting_once():
    offer = make.an_offer()
    accepted = ("r1", "accepted", make.MONDAY + make.MINUTE, "partner")

    make.reported(offer, accepted)
    make.reported(offer, accepted)

    assert offer.events.count() == 2


def test_an_id_that_comes_back_with_other_content_is_refused():
    offer = make.an_offer()
    make.reported(offer, ("r1", "declined", make.MONDAY, "partner", {"reason": "busy"}))

    with pytest.raises(timeline.OtherContent):
        make.reported(offer, ("r1", "declined", make.MONDAY, "partner", {"reason": "too_far"}))

    assert offer.events.get(event_id="r1").payload == {"reason": "busy"}


def test_a_text_that_comes_back_changed_is_other_content_too():
    offer = make.an_engagement()
    make.reported(offer, ("r1", "disagreement_reported", make.MONDAY + make.HOUR, "partner", {"text": "giá"}))

    with pytest.raises(timeline.OtherContent):
        make.reported(offer, ("r1", "disagreement_reported", make.MONDAY + make.HOUR, "partner", {"text": "giờ"}))

    assert offer.events.count() == 3


def test_an_act_by_a_stranger_is_refused():
    offer = make.an_offer()
    stranger = make.an_owner(make.a_partner())

    with pytest.raises(PermissionDenied):
        offers.accept(offer, by=stranger)

    offer.refresh_from_db()
    assert offer.status == Status.OFFERED


def test_an_act_is_judged_in_its_own_transaction():
    engagement = make.an_engagement()

    with clock.standing_at(make.MONDAY + make.HOUR):
        visits.cancel(engagement, by=make.an_owner(engagement.partner), reason="cannot_come")

    assert list(engagement.breaches.values_list("rule", "points")) == [("A2.cancelled", 5)]


def test_a_message_of_the_customer_starts_a_clock_at_once():
    engagement = make.an_engagement()

    with clock.standing_at(make.MONDAY + make.HOUR):
        messages.send(engagement, by=make.the_customer(engagement.order), text="Anh đến chưa?")

    running = engagement.clocks.get(rule="C1.reply_late")
    assert running.due_at == make.MONDAY + 2 * make.HOUR
