"""Faults of the platform: recorded, then confirmed as closures that excuse what they touched, or declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Closure, PlatformFault
from orders.models.faults import CHANNELS
from orders.notice_places import about
from orders.services import closures, timeline
from partners.actors import Actor
from rada.platform import failures
from rada.platform.idempotency import Key, once
from rada.web import clock

State = PlatformFault.State
MOST_ORDERS = 200


class SettledBefore(timeline.Refused):
    """A colleague was faster."""

    def __str__(self) -> str:
        return _("Somebody has decided about this fault already.")


class NothingTouched(timeline.Refused):
    """No message about an order failed in that time."""

    def __str__(self) -> str:
        return _("In this time no message about an order failed by this way: there is nothing to excuse.")


@once
def record(
    *,
    starts_at: datetime,
    ends_at: datetime,
    touched: str,
    wards: Sequence[str] = (),
    note: str = "",
    by: Actor,
    key: Key | None = None,
) -> int:
    """Record that something of Rada's did not work in [starts_at, ends_at). Returns the fault's primary key.

    Raises PermissionDenied.
    """
    if not permissions.can_record_faults(by):
        raise PermissionDenied
    return PlatformFault.objects.create(
        starts_at=starts_at,
        ends_at=ends_at,
        touched=touched,
        wards=list(wards),
        note=note,
        recorded_by=by.user,
        recorded_at=clock.now(),
    ).pk


def proposed(fault: PlatformFault, *, starts_at: datetime, ends_at: datetime, note: str = "") -> list[Closure]:
    """The closures that would excuse what the fault touched in [starts_at, ends_at), not stored.

    One for everybody or for the wards; where a way out failed, one for each order that a message failed about.
    """
    outage = {"starts_at": starts_at, "ends_at": ends_at, "reason": Closure.Reason.OUTAGE, "note": note, "fault": fault}
    if fault.touched not in CHANNELS:
        return [Closure(wards=fault.wards, **outage)]
    return [Closure(order_id=pk, **outage) for pk in _orders_touched(fault.touched, starts_at, ends_at)]


@once
def confirm(
    fault: PlatformFault, *, starts_at: datetime, ends_at: datetime, note: str = "", by: Actor, key: Key | None = None
) -> int:
    """Declare what the fault proposes. Returns how many closures. Raises PermissionDenied, SettledBefore,
    NothingTouched.
    """
    locked = _open(fault, by)
    declared = proposed(locked, starts_at=starts_at, ends_at=ends_at, note=note)
    if not declared:
        raise NothingTouched
    closures.declare_together(declared, by=by.user)
    _settle(locked, State.CONFIRMED, note, by)
    return len(declared)


@once
def decline(fault: PlatformFault, *, note: str, by: Actor, key: Key | None = None) -> None:
    """Excuse nothing. Raises PermissionDenied, SettledBefore."""
    _settle(_open(fault, by), State.DECLINED, note, by)


def _open(fault: PlatformFault, by: Actor) -> PlatformFault:
    if not permissions.can_declare_closures(by):
        raise PermissionDenied
    locked = PlatformFault.objects.select_for_update().get(pk=fault.pk)
    if not locked.is_open:
        raise SettledBefore
    return locked


def _settle(fault: PlatformFault, state: PlatformFault.State, note: str, by: Actor) -> None:
    fault.state, fault.settled_note, fault.settled_by, fault.settled_at = state, note, by.user, clock.now()
    fault.save(update_fields=["state", "settled_note", "settled_by", "settled_at"])


def _orders_touched(channel: str, starts_at: datetime, ends_at: datetime) -> list[int]:
    """The newest orders that a failed message was about: to their customer, of an offer, a job or a clock."""
    orders: set[int] = set()
    assignments: set[int] = set()
    for notice in failures.failed(channel, starts_at, ends_at):
        if notice.audience.startswith("order:"):
            orders.add(int(notice.audience.removeprefix("order:")))
        elif (subject := about(notice))[0] == "assignment":
            assignments.add(subject[1])
    orders |= set(Assignment.objects.filter(pk__in=assignments).values_list("order_id", flat=True))
    return sorted(orders - {0}, reverse=True)[:MOST_ORDERS]
