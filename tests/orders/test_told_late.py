"""A clock that the sweep found broken is met late: the breach stays as it is and says since when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from orders.models import BreachDecision
from orders.services import messages, sweeping, visits
from orders.wording import breach_sentence
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, MONDAY, an_engagement, an_owner, the_customer

pytestmark = pytest.mark.django_db


def test_a_late_reply_is_told_on_the_breach_that_the_sweep_wrote_before() -> None:
    assignment = an_engagement(at=MONDAY)
    owner = an_owner(assignment.partner)
    with clock.standing_at(MONDAY + 5 * MINUTE):
        visits.schedule(assignment, by=owner, arrive_from=MONDAY + DAY, arrive_to=MONDAY + DAY + HOUR)
    with clock.standing_at(MONDAY + HOUR):
        messages.send(assignment, by=the_customer(assignment.order), text="Anh ơi")
    with clock.standing_at(MONDAY + 2 * HOUR + timedelta(seconds=1)):
        sweeping.sweep()
    breach = assignment.breaches.get(rule="C1.reply_late")
    before = (breach.state, breach.points, breach.occurred_at, breach.severity)

    with clock.standing_at(MONDAY + 2 * HOUR + 25 * MINUTE):
        messages.send(assignment, by=owner, text="Em xin lỗi")

    breach.refresh_from_db()
    assert (breach.state, breach.points, breach.occurred_at, breach.severity) == before
    assert not BreachDecision.objects.filter(breach=breach).exists()
    with translation.override("en"):
        sentence = breach_sentence(breach, assignment.events.all())
    assert sentence.endswith("due 11:00 Monday 02/03; replied at 11:25, 25 minutes late.")
