"""Orders that wait for a person of Rada's, and why: nobody can take them, or something about them must be looked at."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from orders.models import Assignment, Breach, CustomerCall, OddReport, Order, OrderInNeed, RunningClock, Status


class Need(StrEnum):
    """Why an order needs a hand."""

    LEFT = "left"  # its partner cancelled, and nobody who was asked can still take it in time
    UNTAKEN = "untaken"  # nobody took it
    ODD_REPORT = "odd_report"
    UNJUDGED = "unjudged"


LOOKING = {Need.LEFT, Need.UNTAKEN}

_OFFERS = Assignment.objects.filter(order=OuterRef("pk"), status=Status.OFFERED)
IN_TIME = Exists(_OFFERS.filter(Exists(RunningClock.objects.filter(assignment=OuterRef("pk"), rule="A1.unanswered"))))
WAS_LEFT = Exists(Assignment.objects.filter(order=OuterRef("pk"), status=Status.CANCELLED, accepted_at__isnull=False))
# The last refusal or missed answer, else the request: since then nobody is left who may still accept in time.
NOBODY_LEFT_SINCE = Greatest(
    F("created_at"),
    Subquery(
        Assignment.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(last=Max("ended_at"))
        .values("last")
    ),
    Subquery(
        Breach.objects.filter(assignment__order=OuterRef("pk"), rule="A1.unanswered").order_by()
        .values("assignment__order").annotate(last=Max("occurred_at")).values("last")
    ),
)  # fmt: skip


def orders_in_need(*, only: Need | None = None) -> QuerySet[OrderInNeed]:
    """The queue: `since` when each waits, the longest first, and what `needs_of` reads. Its cost follows what waits."""
    first, *others = [_waiting(need) for need in ([only] if only is not None else Need)]
    return _annotated().filter(pk__in=first.union(*others) if others else first).order_by("since", "pk")  # type: ignore[misc]


def order_in_need(pk: int) -> OrderInNeed | None:
    """Any order with what `needs_of` reads, whether it needs a hand or not."""
    return _annotated().filter(pk=pk).first()


def needs_of(order: OrderInNeed) -> list[Need]:
    """Why an order of these selectors needs a hand; nothing where it needs none."""
    looking = order.state == Order.State.OPEN and not order.is_whole_case and not order.is_in_time  # type: ignore[attr-defined]
    left = [Need.LEFT if order.was_left else Need.UNTAKEN] if looking else []  # type: ignore[attr-defined]
    odd = [Need.ODD_REPORT] if order.has_odd_report else []  # type: ignore[attr-defined]
    return [*left, *odd, *([Need.UNJUDGED] if order.is_unjudged else [])]  # type: ignore[attr-defined]


def nobody_left_since(order: Order) -> datetime:
    """Since when nobody is left who may still accept in time: the last refusal or missed answer, else the request."""
    return Order.objects.filter(pk=order.pk).values_list(NOBODY_LEFT_SINCE, flat=True).get()


def talked_since(order: Order, since: datetime) -> CustomerCall | None:
    """The last call in which somebody of Rada's talked to the customer, where it came after an instant."""
    return order.calls.filter(outcome=CustomerCall.Outcome.REACHED, called_at__gte=since).first()


def calls_of(order: Order) -> QuerySet[CustomerCall]:
    """Every call to the customer, the newest first."""
    return order.calls.select_related("called_by").order_by("-called_at", "-pk")


def _waiting(need: Need) -> QuerySet:
    """The primary keys of the orders that wait for one reason."""
    if need == Need.ODD_REPORT:
        return OddReport.objects.filter(settled_at__isnull=True).values("event__assignment__order_id").order_by()
    if need == Need.UNJUDGED:
        return Assignment.objects.filter(judge_failures__gt=0).values("order_id").order_by()
    looking = Order.objects.filter(~IN_TIME, state=Order.State.OPEN, reported_digest="").order_by()
    return looking.filter(WAS_LEFT if need == Need.LEFT else ~WAS_LEFT).values("pk")


def _annotated() -> QuerySet[OrderInNeed]:
    odd = OddReport.objects.filter(settled_at__isnull=True, event__assignment__order=OuterRef("pk"))
    unjudged = Assignment.objects.filter(order=OuterRef("pk"), judge_failures__gt=0)
    calls = CustomerCall.objects.filter(order=OuterRef("pk")).order_by("-called_at", "-pk")
    return OrderInNeed.objects.select_related("service").annotate(
        since=NOBODY_LEFT_SINCE, is_in_time=IN_TIME, was_left=WAS_LEFT, has_odd_report=Exists(odd),
        is_unjudged=Exists(unjudged), last_call_at=Subquery(calls.values("called_at")[:1]),
        last_call=Subquery(calls.values("outcome")[:1]),
    )  # fmt: skip
