"""Orders and breaches as rows of a table, in the words of the active language; times are Vietnam's, money is đồng."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from orders import permissions, selectors
from orders.models import Assignment, Breach, Receipt
from orders.wording import breach_sentence, rule_words
from partners.areas import ward_label
from partners.charter_words import clause_title
from rada.lib.phones import display_phone
from rada.web.clock import VIETNAM

CHUNK = 500
Row = list[Any]


def order_rows(orders: QuerySet[Assignment], *, now: datetime) -> Iterator[Row]:
    """A heading, then an order a row; phone, address and whole name only where its partner may still see them.

    The rows are read as they are asked for, a chunk at a time.
    """
    yield [
        _("Order"), _("Service"), _("Status"), _("Customer"), _("Phone"), _("Address"), _("Ward"), _("Offered"),
        _("Accepted"), _("Appointment from"), _("Appointment until"), _("Completed"), _("Ended"), _("Technician"),
        _("Receipt (₫)"), _("Breaches counted"), _("Points"),
    ]  # fmt: skip
    for order in _with_sums(orders).iterator(chunk_size=CHUNK):
        yield _order_row(order, now)


def breach_rows(breaches: QuerySet[Breach]) -> Iterator[Row]:
    """A heading, then a breach a row with the numbers it rests on, read a chunk at a time."""
    yield [
        _("Order"), _("Service"), _("Commitment"), _("Commitment in words"), _("Breach"), _("What happened"),
        _("Occurred"), _("Recorded"), _("Severity"), _("State"), _("Points"),
    ]  # fmt: skip
    waiting = breaches.iterator(chunk_size=CHUNK)
    while chunk := list(islice(waiting, CHUNK)):
        evidence = selectors.evidence_of(chunk)
        for breach in chunk:
            yield _breach_row(breach, evidence[breach.pk])


def local(at: datetime | None) -> str:
    """`2026-11-22 21:05` by Vietnam's clock, which every spreadsheet reads as a time; nothing where there is none."""
    return "" if at is None else f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M}"


def _with_sums(orders: QuerySet[Assignment]) -> QuerySet[Assignment]:
    receipts = Receipt.objects.filter(assignment=OuterRef("pk")).order_by("-event__at", "-event__seq", "-event_id")
    counted = Breach.objects.filter(assignment=OuterRef("pk"), state=Breach.State.COUNTED).order_by()
    sums = counted.values("assignment").annotate(number=Count("pk"), weight=Sum("points", filter=Q(points__gt=0)))
    return orders.annotate(
        receipt_vnd=Subquery(receipts.values("total_vnd")[:1]),
        breaches_counted=Coalesce(Subquery(sums.values("number")), 0),
        points=Coalesce(Subquery(sums.values("weight")), 0),
    )


def _order_row(order: Any, now: datetime) -> Row:
    asked = order.order
    shown = permissions.shows_customer(order, now)
    return [
        asked.code,
        str(asked.service),
        order.get_status_display(),
        asked.customer_name if shown else " ".join(asked.customer_name.split()[-1:]),
        display_phone(asked.customer_phone) if shown else "",
        asked.address if shown else "",
        ward_label(asked.ward) if asked.ward else "",
        *(local(at) for at in (order.offered_at, order.accepted_at, order.arrive_from, order.arrive_to)),
        *(local(at) for at in (order.completed_at, order.ended_at)),
        str(order.technician.user) if order.technician else "",
        order.receipt_vnd,
        order.breaches_counted,
        order.points,
    ]


def _breach_row(breach: Breach, events: list[Any]) -> Row:
    order = breach.assignment.order
    return [
        order.code,
        str(order.service),
        breach.clause,
        clause_title(breach.clause),
        str(rule_words(breach.rule).title),
        breach_sentence(breach, events),
        local(breach.occurred_at),
        local(breach.found_at),
        breach.get_severity_display(),
        breach.get_state_display(),
        breach.points,
    ]
