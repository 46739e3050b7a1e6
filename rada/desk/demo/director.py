"""Keeps simulated orders going side by side until told to stop. A refused step ends its story, never the simulation."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from orders.models import Breach
from orders.services import stamps, timeline
from rada.desk.demo import content, stories
from rada.desk.demo.live import Live
from rada.desk.demo.people import Cast
from rada.platform.idempotency import KeyReused
from rada.web.clock import VIETNAM

# Somebody in the portal may act on the same order at the same time; then the order goes on without the story.
REFUSALS = (
    timeline.Refused,
    PermissionDenied,
    stamps.StampRefused,
    KeyReused,
    ObjectDoesNotExist,
    IntegrityError,
    ValueError,
)
AWAY = (OperationalError, InterfaceError)
BETWEEN_ORDERS = 15.0
MOST_AT_ONCE = 12
BLINK = 0.2


@dataclass
class Director:
    """`speed` divides the pauses between steps; the clocks of the commitments run as they always do."""

    cast: Cast
    rng: random.Random
    speed: float
    tell: Callable[[str], None]
    is_stopping: Callable[[], bool]
    _going: list[tuple[float, int, Iterator[float]]] = field(default_factory=list)
    _last_breach: int = 0

    def run(self, *, minutes: float | None) -> None:
        """Go on for so many minutes, or until told to stop."""
        self._last_breach = Breach.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        began, next_order, numbers, places = time.monotonic(), time.monotonic(), count(), count()
        while not self.is_stopping() and (minutes is None or time.monotonic() - began < minutes * 60):
            if time.monotonic() >= next_order and len(self._going) < MOST_AT_ONCE:
                number = next(numbers)
                heapq.heappush(self._going, (time.monotonic(), next(places), self._story(number)))
                opening = 1.0 if number < len(stories.OPENING) else BETWEEN_ORDERS * self.rng.uniform(0.5, 1.5)
                next_order = time.monotonic() + opening / self.speed
            while self._going and self._going[0][0] <= time.monotonic() and not self.is_stopping():
                self._step(places)
            self._safely(self._tell_breaches)
            time.sleep(BLINK)

    def _story(self, number: int) -> Iterator[float]:
        entry = content.simulated_partners()[number % len(self.cast.partners)]
        service = self.rng.choice(content.categories()[entry.category].services)
        yield from stories.chosen(number, self.rng)(
            Live(self.cast, entry.key, service.code, rng=self.rng, speed=self.speed, tell=self.tell)
        )

    def _step(self, places: Iterator[int]) -> None:
        _due, _place, story = heapq.heappop(self._going)
        pause = self._safely(lambda: next(story, None))
        if pause is not None:
            heapq.heappush(self._going, (time.monotonic() + pause / self.speed, next(places), story))

    def _safely(self, step: Callable[[], float | None]) -> float | None:
        try:
            return step()
        except REFUSALS as error:
            self.tell(_("   refused, this order goes on without the simulation: %(why)s") % {"why": error})
        except AWAY as error:
            self.tell(_("   the database is away: %(why)s") % {"why": type(error).__name__})
            connection.close()
        return None

    def _tell_breaches(self) -> None:
        fresh = Breach.objects.filter(pk__gt=self._last_breach, assignment__order__is_demo=True).order_by("pk")
        for breach in fresh.select_related("assignment__order", "partner"):
            self._last_breach = breach.pk
            found = breach.found_at.astimezone(VIETNAM)
            told = {
                "at": f"{found:%H:%M:%S}",
                "order": breach.assignment.order,
                "partner": breach.partner,
                "rule": breach.rule,
            }
            self.tell(_("%(at)s  %(order)s  %(partner)s: BREACH %(rule)s") % told)
