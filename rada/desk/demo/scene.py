"""One order, played through the real services step by step, each at its own instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.db import transaction

from orders.models import Assignment, Order, RunningClock
from orders.services import closures, intake, judging, offers, timeline
from partners.actors import SYSTEM, Actor, customer_of
from partners.models import Service
from partners.selectors import terms_in_force
from rada.desk.demo import content
from rada.desk.demo.people import Cast
from rada.web import clock
from rada.web.clock import VIETNAM

SOON = timedelta(seconds=2)


class Scene:
    """An order and the steps of its life. `on`, `ago` and `later` move its clock; clocks that run out in between
    are found when they do, as the sweep would have found them.
    """

    is_demo = False  # judged by the live policy

    def __init__(self, cast: Cast, partner: str, service: str, *, now: datetime) -> None:
        self.cast, self.now, self.instant = cast, now, now
        self.key, self.code = partner, service
        self.order: Order
        self.assignment: Assignment
        self.total = 0

    # when

    def day(self, days: int, hours: str) -> datetime:
        """An hour of the day so many days ago, in Vietnam (0: today, -1: tomorrow)."""
        date = self.now.astimezone(VIETNAM).date() - timedelta(days=days)
        return datetime.combine(date, time.fromisoformat(hours), VIETNAM)

    def on(self, days: int, hours: str) -> Self:
        """Go on at an hour of the day so many days ago."""
        return self._move(self.day(days, hours))

    def ago(self, **span: float) -> Self:
        """Go on so many minutes or hours before now."""
        return self._move(self.now - timedelta(**span))

    def later(self, minutes: float) -> Self:
        """Go on so many minutes after the last step."""
        return self._move(self.instant + timedelta(minutes=minutes))

    def minutes_since(self, hours: str) -> float:
        """How long ago an hour of today was; negative where it lies ahead."""
        return (self.now - self.day(0, hours)).total_seconds() / 60

    def _move(self, instant: datetime) -> Self:
        if instant > self.now:
            raise ValueError(f"{instant.isoformat()} has not come yet")
        if hasattr(self, "order"):
            self.let_clocks_run_out(instant)
        self.instant = instant
        return self

    def let_clocks_run_out(self, until: datetime) -> None:
        """Judge each of the order's assignments at the instants at which one of its clocks ran out."""
        due = RunningClock.objects.filter(assignment__order=self.order, due_at__lt=until).order_by("due_at")
        while (first := due.select_related("assignment").first()) is not None:
            self.judge(first.assignment, min(first.due_at + SOON, until))

    @transaction.atomic
    def judge(self, assignment: Assignment, instant: datetime) -> None:
        """Judge one assignment as a sweep at that instant would."""
        with clock.standing_at(instant):
            locked = timeline.lock(assignment)
            judging.judge_and_store([locked], {locked.pk: list(locked.events.all())}, now=instant)

    def clock_set(self) -> AbstractContextManager[None]:
        """The clock as the next act reads it: standing at the scene's instant."""
        return clock.standing_at(self.instant)

    # who

    @property
    def partner(self) -> Actor:
        """The owner of the partner whose assignment is played."""
        return self.cast.owners[self.key]

    @property
    def technician(self) -> Actor:
        """Who works at the customer's home; the owner where nobody was sent."""
        technician = self.cast.technicians[self.key]
        return technician if self.assignment.technician_id == technician.member_id else self.partner

    @property
    def customer(self) -> Actor:
        """Who ordered."""
        return customer_of(self.order.pk)

    def rada(self) -> Actor:
        """Whoever of Rada's looks after orders."""
        return self.cast.staff or SYSTEM

    def turn_to(self, key: str) -> Self:
        """Go on with another partner that was offered the order."""
        self.key = key
        self.assignment = self.order.assignments.filter(partner=self.cast.partners[key]).latest("pk")
        return self

    # the order and its offers

    def ordered(self, *, wish: str = "", home: content.Home | None = None) -> Self:
        """A customer orders, now."""
        entry = next(each for each in _entries() if each.key == self.key)
        number = Order.objects.count()
        customer = content.customers()[number % len(content.customers())]
        home = home or self._home(entry.province, number)
        request = intake.Request(
            service=Service.objects.get(code=self.code),
            customer_name=customer.name,
            phone=customer.phone,
            address=home.address,
            ward=home.code,
            description=wish or content.wish(self.code, entry.category, number),
        )
        with self.clock_set():
            self.order = Order.objects.get(pk=int(intake.take(request, is_demo=self.is_demo) or 0))
        return self

    def offered(self, *keys: str) -> Self:
        """The order, taken now where it is new, is put to these partners; play goes on with the first."""
        if not hasattr(self, "order"):
            self.ordered()
        keys = keys or (self.key,)
        with self.clock_set():
            offers.broadcast(self.order, [self.cast.partners[key] for key in keys])
        return self.turn_to(keys[0])

    def do(self, service: Callable[..., Any], *args: Any, by: Actor, **fields: Any) -> Self:
        """One act of somebody, now."""
        with self.clock_set():
            service(*(args or (self.assignment,)), by=by, **fields)
        return self

    def reported(self, kind: str, at: datetime, *, actor: str = "partner", **fields: Any) -> Self:
        """Only now is it told that something happened at `at`; the order is judged again at once."""
        told = timeline.Report(id=f"{kind}-{self.assignment.pk}", kind=kind, at=at, actor=actor, fields=fields)
        with transaction.atomic(), self.clock_set():
            timeline.report(self.assignment, [told], by=SYSTEM)
        self.judge(self.assignment, self.instant)
        return self

    def exempted(self, reason: str, note: str, starts_at: datetime, ends_at: datetime) -> Self:
        """Only now is it declared that clocks did not run in the order's ward; the order is judged again at once."""
        staff = self.rada().user
        with self.clock_set():
            closures.declare(
                starts_at=starts_at, ends_at=ends_at, reason=reason, note=note, wards=[self.order.ward], by=staff
            )
        self.judge(self.assignment, self.instant)
        return self

    def _home(self, province: str, number: int) -> content.Home:
        terms = terms_in_force(self.cast.partners[self.key], self.now)
        served = [home for home in content.homes(province) if terms is None or home.code in terms.wards]
        return served[number % len(served)]


def _entries() -> Sequence[content.PartnerEntry]:
    return [*content.partners(), *content.simulated_partners()]
