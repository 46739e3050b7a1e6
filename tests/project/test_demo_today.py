"""The first partner's day in the demo, at hours at which people may look at it: at night too. Never in production."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from orders import selectors
from orders.models import Breach, Order
from orders.services import offers
from partners.actors import Actor, actor_of
from partners.models import Partner, User
from rada.desk.demo import content, seeding
from rada.desk.demo.scenes import situations
from rada.web import clock
from rada.web.clock import VIETNAM

pytestmark = pytest.mark.django_db
HOURS = ["2026-11-20 00:01", "2026-11-21 02:30", "2026-11-22 07:55", "2026-11-23 13:10", "2026-11-24 23:58"]


@pytest.fixture(params=HOURS)
def now(request: pytest.FixtureRequest) -> datetime:
    """An instant at which the day's situations are played and looked at."""
    return datetime.fromisoformat(request.param).replace(tzinfo=VIETNAM)


@pytest.fixture
def owner(now: datetime) -> Actor:
    """The first partner's owner, after the day's situations were played at `now`."""
    today = [each.name for each in situations() if each.play.__module__.endswith(".today")]
    with clock.standing_at(now):
        seeding.seed(only=today)
    return actor_of(User.objects.get(username=content.partners()[0].members[0].username))


def test_at_any_hour_there_are_offers_clocks_and_appointments(now, owner):
    midnight = datetime.combine(now.date(), time.min, VIETNAM)

    offers = selectors.offers_waiting(owner).count()
    left = [row.due_at - now for row in selectors.clocks_running(owner)]
    appointments = selectors.appointments_between(owner, midnight, midnight + timedelta(days=1)).count()

    assert offers == 3
    assert len(left) >= 7
    assert timedelta() < min(left) <= timedelta(minutes=30)
    assert appointments >= 3
    assert list(Breach.objects.values_list("rule", flat=True)) == []


@pytest.mark.parametrize("command", [["seed_demo"], ["seed_demo", "--accounts"], ["simulate"]])
def test_the_demo_is_refused_in_production(settings, command):
    settings.LOCAL = False

    with pytest.raises(CommandError):
        call_command(*command)

    assert not Order.objects.exists()


def test_a_seeding_that_fails_half_way_leaves_nothing_and_is_redone(monkeypatch):
    wanted = ["offer_from_just_now", "no_appointment_yet"]
    with monkeypatch.context() as patched:
        patched.setattr(offers, "accept", Mock(side_effect=MemoryError))
        with pytest.raises(MemoryError):
            seeding.seed(only=wanted)
    left = (User.objects.count(), Order.objects.count(), Partner.objects.count())

    seeded = seeding.seed(only=wanted)

    assert left == (0, 0, 0)
    assert set(seeded.orders) == set(wanted)
