"""Orders that happen while one watches: the scenes' steps with the real clock, under a policy of their own."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import transaction

from orders.models import Event, PolicyVersion
from orders.services import policies
from orders.wording.timeline import event_line
from rada.desk.demo import content, people, published
from rada.desk.demo.people import Cast
from rada.desk.demo.steps import Play
from rada.web import clock
from rada.web.clock import VIETNAM

# Around the clock, and so short that clocks run out while one watches. Only demo orders pin it.
NUMBERS: dict[str, Any] = {
    "care_open": "00:00",
    "care_close": "24:00",
    "appointment_minutes": 2,
    "short_notice_minutes": 1,
    "feedback_minutes": 2,
    "receipt_hours": 1,
    "photo_request_hours": 1,
    "complaint_reply_minutes": 2,
    "arrival_grace_minutes": 1,
    "no_show_minutes": 3,
    "reply_minutes": 1,
    "reply_minutes_engaged": 1,
}
OPENED = timedelta(minutes=1)


class Live(Play):
    """A scene in real time: `clock_set` leaves the clock alone, and each act is told."""

    is_demo = True

    def __init__(
        self, cast: Cast, partner: str, service: str, *, rng: random.Random, speed: float, tell: Callable[[str], None]
    ) -> None:
        super().__init__(cast, partner, service, now=clock.now())
        self.rng, self.speed, self.tell = rng, speed, tell

    def clock_set(self) -> AbstractContextManager[None]:
        """The clock goes on by itself."""
        return nullcontext()

    def offered(self, *keys: str) -> Self:
        """Offer, and tell."""
        return super().offered(*keys)._told()

    def do(self, service: Callable[..., Any], *args: Any, by: Any, **fields: Any) -> Self:
        """Act, and tell."""
        return super().do(service, *args, by=by, **fields)._told()

    def visit_in(self, seconds: float, *, lasting: float = 60) -> Self:
        """An appointment that begins in so many seconds and lasts so long."""
        return self.scheduled(clock.now() + timedelta(seconds=seconds), lasting / 3600)

    def pause(self, shortest: float, longest: float) -> float:
        """A random number of seconds."""
        return self.rng.uniform(shortest, longest)

    def while_clocks_run(self, shortest: float, longest: float) -> float:
        """A random number of seconds that no speed shortens: a commitment's clock must run out meanwhile."""
        return self.pause(shortest, longest) * self.speed

    def _told(self) -> Self:
        event = Event.objects.filter(assignment=self.assignment).prefetch_related("remarks").latest("position")
        texts = {remark.field: remark.text for remark in event.remarks.all()}
        at = event.at.astimezone(VIETNAM)
        self.tell(f"{at:%H:%M:%S}  {self.order.code}  {self.cast.partners[self.key]}: {event_line(event, texts)}")
        return self


@transaction.atomic
def open_simulation() -> Cast:
    """The simulation's partners and its policy, made where they are missing."""
    now = clock.now()
    opened, cast = now - OPENED, Cast()
    published.fill_catalogue()
    version = published.publish_charter(opened)
    published.open_policy(opened)
    _open_policy(opened)
    password = people.hashed_password()
    for entry in content.simulated_partners():
        published.open_partner(entry, cast, version, password=password, at=opened, now=now)
    return cast


def _open_policy(starts_at: datetime) -> None:
    newest = PolicyVersion.objects.filter(is_demo=True).order_by("-starts_at", "-number").first()
    if newest is None or newest.numbers != NUMBERS:
        policies.publish(
            NUMBERS, starts_at=starts_at, is_demo=True, note="Chạy thử: cả ngày lẫn đêm, thời hạn rất ngắn"
        )
