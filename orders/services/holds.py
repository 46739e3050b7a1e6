"""Why the data of an order must stay: what is still going on, and legal holds that staff place and lift.

why = holds.why_held(order, now=now)         # sentences; empty where nothing holds it
holds.also(reason)                           # an upper app's own: `reason(order, now)` is a sentence, or ""
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import ENGAGED, Event, EventKind, LegalHold, Order
from orders.services import timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once
from rada.web import clock

Reason = Callable[[Order, datetime], str]
LOOKED_FOR = timedelta(days=30)  # as long an order without a partner may still find one
COMPLAINT_KINDS = (EventKind.COMPLAINT_OPENED, EventKind.COMPLAINT_REOPENED, EventKind.COMPLAINT_CLOSED)
_reasons: list[Reason] = []


class HeldAlready(timeline.Refused):
    """The same hold stands."""

    def __str__(self) -> str:
        return _("This order is held for this reason already.")


class LiftedBefore(timeline.Refused):
    """A colleague was faster."""

    def __str__(self) -> str:
        return _("This hold was lifted before.")


def also(reason: Reason) -> None:
    """Let an upper app hold data for what it alone knows; called from its `ready()`."""
    if reason not in _reasons:
        _reasons.append(reason)


def why_held(order: Order, *, now: datetime) -> list[str]:
    """Why nothing of this order may be erased now, a sentence each, fit to be read by its customer."""
    found = [_running(order, now), _complained(order), *(reason(order, now) for reason in _reasons)]
    standing = order.legal_holds.filter(lifted_at__isnull=True).order_by("placed_at")
    found += [_("Kept because of %(reason)s.") % {"reason": hold.get_reason_display()} for hold in standing]
    return [sentence for sentence in found if sentence]


def ended_at(order: Order) -> datetime | None:
    """When the last thing about the order had ended; None while a partner is engaged with it."""
    if order.assignments.filter(status__in=ENGAGED).exists():
        return None
    last = order.assignments.aggregate(ended=Max("ended_at"), offered=Max("offered_at"))
    return max(filter(None, (order.created_at, last["ended"], last["offered"])))


@once
def place(order: Order, *, by: Actor, reason: str, key: Key | None = None) -> int:
    """Hold the data of an order for a reason of `LegalHold.Reason`. Returns the hold's primary key.

    Raises PermissionDenied, ValueError for another reason, HeldAlready.
    """
    if not permissions.can_place_holds(by):
        raise PermissionDenied
    if reason not in LegalHold.Reason.values:
        raise ValueError(reason)
    locked = _locked(order.pk)
    require_placeable(locked, reason)
    return LegalHold.objects.create(order=locked, reason=reason, placed_by=by.user, placed_at=clock.now()).pk  # type: ignore[misc]


def require_placeable(order: Order, reason: str) -> None:
    """Raise HeldAlready where the same hold stands."""
    if order.legal_holds.filter(reason=reason, lifted_at__isnull=True).exists():
        raise HeldAlready


@once
def lift(hold: LegalHold, *, by: Actor, key: Key | None = None) -> None:
    """End a hold; retention looks at the order again at once. Raises PermissionDenied, LiftedBefore."""
    if not permissions.can_lift_holds(by):
        raise PermissionDenied
    order = _locked(hold.order_id)
    standing = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if standing.lifted_at is not None:
        raise LiftedBefore
    standing.lifted_at, standing.lifted_by = clock.now(), by.user
    standing.save(update_fields=["lifted_at", "lifted_by"])
    Order.objects.filter(pk=order.pk, erase_after__isnull=False).update(erase_after=standing.lifted_at)


def _locked(pk: int) -> Order:
    return Order.objects.select_for_update(no_key=True).get(pk=pk)


def _running(order: Order, now: datetime) -> str:
    ended = ended_at(order)
    if ended is None:
        return _("The order is not finished yet.")
    if order.state == Order.State.OPEN and max(ended, order.wanted_to or ended) + LOOKED_FOR > now:
        return _("The order still looks for a company: cancel it first.")
    return ""


def _complained(order: Order) -> str:
    told = Event.objects.filter(assignment__order=order, kind__in=COMPLAINT_KINDS).order_by("at", "seq", "position")
    last: dict[tuple[int, Any], str] = {(event.assignment_id, event.payload["complaint"]): event.kind for event in told}
    is_open = any(kind != EventKind.COMPLAINT_CLOSED for kind in last.values())
    return _("A complaint about the order is still open.") if is_open else ""
