"""Fill a database with the demo, in one transaction: after a crash nothing is there, and it starts anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from orders.models import Order
from orders.services import notices, sweeping, warnings
from partners.models import User
from rada.desk.demo import content, desk_room, people, published
from rada.desk.demo.people import Cast
from rada.desk.demo.scenes import Situation, situations
from rada.desk.demo.steps import Play
from rada.platform.models import Delivery, Notice
from rada.web import clock

# Any fixed number: one seeding at a time.
SEEDING_LOCK = 20_260_101
OPENED = timedelta(days=120)


class NotHere(Exception):
    """Demo data never goes where strangers can reach it."""

    def __str__(self) -> str:
        return _("Demo data is refused in production (RADA_ENV=production).")


@dataclass(frozen=True)
class Seeded:
    """What was played: each situation with its order."""

    orders: dict[str, Order]


def refuse_in_production() -> None:
    """Raise NotHere unless this is a trial or a test."""
    if not settings.LOCAL:
        raise NotHere


def is_seeded() -> bool:
    """Whether the demo is there: its first account is."""
    return User.objects.filter(username=content.partners()[0].members[0].username).exists()


def seed(*, only: Iterable[str] | None = None, tell: Callable[[str], None] = lambda line: None) -> Seeded | None:
    """Play the situations (`only` those named) relative to now; None where the demo is there already."""
    refuse_in_production()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEEDING_LOCK])
        if is_seeded():
            return None
        now = clock.now()
        cast = open_house(now)
        tell(_("Partners, accounts and published terms are there; playing orders."))
        wanted = situations() if only is None else [each for each in situations() if each.name in set(only)]
        orders = {each.name: _play(each, cast, now) for each in wanted}
    sweeping.sweep()
    warnings.warn()
    _send(now)
    return Seeded(orders)


def _send(now: datetime) -> None:
    """Send every notice; what was told while the orders were played went out when it was told."""
    while notices.send_waiting():
        pass
    told = Notice.objects.filter(sent_at__gt=now, created_at__lt=now)
    then = Notice.objects.filter(pk=OuterRef("notice")).values("created_at")
    Delivery.objects.filter(notice__in=told).update(tried_at=Subquery(then))
    told.update(sent_at=F("created_at"))


def open_house(now: datetime) -> Cast:
    """Everything that stands before the first order."""
    opened = now - OPENED
    cast, password = Cast(), people.hashed_password()
    published.fill_catalogue()
    version = published.publish_charter(opened)
    published.open_policy(opened)
    people.employ(cast, password=password, at=opened)
    desk_room.set_up(cast.staff)
    for entry in [*content.partners(), *content.simulated_partners()]:
        published.open_partner(entry, cast, version, password=password, at=opened, now=now)
    return cast


def _play(situation: Situation, cast: Cast, now: datetime) -> Order:
    play = Play(cast, situation.partner, situation.service, now=now)
    situation.play(play)
    play.let_clocks_run_out(now)
    return play.order
