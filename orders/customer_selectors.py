"""What comes back to a customer of their own order. To anybody else it is empty."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from orders.models import Assignment, Breach, DataRequest, Order, Quote, RunningClock, Status
from orders.models.orders import HOLDS_THE_ORDER
from orders.selectors import assignments_visible_to
from partners.actors import Actor
from rada.web.paging import After, beyond


def engagement_of_customer(actor: Actor) -> Assignment | None:
    """The engagement that holds this customer's order, completed ones included."""
    return assignments_visible_to(actor).filter(status__in=HOLDS_THE_ORDER).first() if actor.order_id else None


def engagements_visible_to(actor: Actor) -> QuerySet[Assignment]:
    """What this actor sees; of a customer's own order only those that were taken: whom Rada asked is not told."""
    found = assignments_visible_to(actor)
    return found.filter(accepted_at__isnull=False) if actor.kind == "customer" else found


def ended_engagements_of_customer(actor: Actor) -> QuerySet[Assignment]:
    """The engagements with this customer's order that were cancelled after their acceptance, the earliest first."""
    ended = assignments_visible_to(actor).filter(accepted_at__isnull=False, status=Status.CANCELLED)
    return ended.order_by("accepted_at", "pk") if actor.order_id else ended.none()


def clocks_of(assignment: Assignment) -> QuerySet[RunningClock]:
    """The clocks that run for one assignment, the nearest first."""
    running = RunningClock.objects.filter(assignment=assignment).order_by("due_at", "pk")
    return running.select_related("assignment__order", "assignment__terms", "assignment__policy")


def breaches_told_customer(assignment: Assignment) -> QuerySet[Breach]:
    """What broke a promise to this engagement's customer for certain: no suspicion, nothing that was taken back."""
    told = [Breach.State.COUNTED, Breach.State.CURED]
    return Breach.objects.filter(assignment=assignment, state__in=told).order_by("occurred_at", "pk")


def quotes_to_answer(actor: Actor) -> QuerySet[Quote]:
    """The versions that this customer was ever shown."""
    shown = Quote.objects.select_related("assignment")
    return shown.filter(assignment__order_id=actor.order_id or 0) if actor.kind == "customer" else shown.none()


def offers_of_customer(actor: Actor) -> QuerySet[Assignment]:
    """The offers of this customer's order that may still be answered in time."""
    in_time = RunningClock.objects.filter(assignment=OuterRef("pk"), rule="A1.unanswered")
    waiting = assignments_visible_to(actor).filter(order_id=actor.order_id or 0, status=Status.OFFERED)
    return waiting.filter(Exists(in_time))


def answers_due_by(offers: QuerySet[Assignment]) -> datetime | None:
    """When the last of these offers is to be answered; None where no clock runs."""
    clocks = RunningClock.objects.filter(assignment__in=offers.order_by().values("pk"), rule="A1.unanswered")
    return clocks.aggregate(last=Max("due_at"))["last"]


def data_requests_of(actor: Actor) -> QuerySet[DataRequest]:
    """What this customer asked about their data, the newest first, each with its steps; nobody else asked anything."""
    asked = DataRequest.objects.prefetch_related("steps").order_by("-asked_at", "-pk")
    return asked.filter(order_id=actor.order_id or 0) if actor.kind == "customer" else asked.none()


def order_coded(code: str) -> Order | None:
    """The order of this code, unless its person was erased."""
    return Order.objects.select_related("service").filter(code=code, erased_at__isnull=True).first()


def orders_visible_to(actor: Actor, *, after: After | None = None) -> QuerySet[Order]:
    """The order of its customer; every one for Rada, the newest first, from `after` on.

    A partner sees assignments, not orders.
    """
    found = Order.objects.select_related("service").filter(beyond(after, "created_at")).order_by("-created_at", "-pk")
    if actor.kind == "customer":
        return found.filter(pk=actor.order_id or 0)
    return found if actor.is_staff else found.none()
