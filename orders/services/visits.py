"""Everything between acceptance and the end: appointments, arrival, work, disagreement, cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.chain import stated
from orders.models import ENGAGED, Assignment, EventKind, Order, Status
from orders.services import timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once


class BadAppointment(timeline.Refused):
    """Times that make no appointment; its text says which."""


class NothingToCancel(timeline.Refused):
    """The order has ended already."""

    def __str__(self) -> str:
        return _("This order has already ended.")


@once
def schedule(
    assignment: Assignment, *, by: Actor, arrive_from: datetime, arrive_to: datetime, key: Key | None = None
) -> None:
    """Make or move the appointment: the technician arrives between the two instants."""
    if arrive_to < arrive_from:
        raise BadAppointment(_("The appointment must end after it starts."))
    timeline.record(
        assignment,
        EventKind.SCHEDULED,
        by=by,
        permission=permissions.can_talk,
        fields={"arrive_from": stated(arrive_from), "arrive_to": stated(arrive_to)},
    )


@once
def arrive(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """The technician is at the customer's door."""
    timeline.record(assignment, EventKind.ARRIVED, by=by, permission=permissions.can_work_on_assignment)


@once
def report_disagreement(assignment: Assignment, *, by: Actor, text: str, key: Key | None = None) -> None:
    """Tell that both sides could not agree, and why: before a cancellation it softens A2, after one it meets A2."""
    timeline.record(
        assignment,
        EventKind.DISAGREEMENT_REPORTED,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={"text": text},
    )


@once
def do_checklist(assignment: Assignment, *, by: Actor, items: Sequence[str], key: Key | None = None) -> None:
    """Record the steps of the maker's checklist that were done."""
    timeline.record(
        assignment,
        EventKind.CHECKLIST_DONE,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={"items": list(items)},
    )


@once
def complete(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """The work is done."""
    timeline.record(assignment, EventKind.COMPLETED, by=by, permission=permissions.can_work_on_assignment)


@once
def cancel(assignment: Assignment, *, by: Actor, reason: str, key: Key | None = None) -> None:
    """End one accepted assignment. By its partner this breaks A2; the order can then be offered again."""
    timeline.record(
        assignment, EventKind.CANCELLED, by=by, permission=permissions.can_end_assignment, fields={"reason": reason}
    )


@once
def cancel_order(order: Order, *, by: Actor, reason: str, key: Key | None = None) -> None:
    """End a whole order: its accepted assignment is cancelled, its waiting offers withdrawn, as one act."""
    if not permissions.can_cancel_order(by, order):
        raise PermissionDenied
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.state in {Order.State.CANCELLED, Order.State.COMPLETED}:
        raise NothingToCancel
    act = uuid4()
    for assignment in locked.assignments.filter(status__in=[*ENGAGED, Status.OFFERED]).order_by("pk"):
        if assignment.status == Status.OFFERED:
            timeline.record(assignment, EventKind.WITHDRAWN, by=by, permission=permissions.can_end_assignment, act=act)
        else:
            timeline.record(
                assignment,
                EventKind.CANCELLED,
                by=by,
                permission=permissions.can_end_assignment,
                fields={"reason": reason},
                act=act,
            )
    locked.state = Order.State.CANCELLED
    locked.save(update_fields=["state"])
    order.state = locked.state
