"""Everything between acceptance and the end: appointments, arrival, work, disagreement, cancelling."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.chain import stated
from orders.models import ENGAGED, Assignment, EventKind, Order, Status
from orders.services import bookings, ringing, timeline
from orders.services.spoken import WRITTEN, Spoken
from partners.actors import Actor
from partners.models import Member
from rada.platform import outbox
from rada.platform.idempotency import Key, once
from rada.web import clock


class BadAppointment(timeline.Refused):
    """Times that make no appointment; its text says which."""


class Moved(timeline.Refused):
    """The appointment was made or moved since the page was opened."""

    def __str__(self) -> str:
        return _(
            "The appointment was changed since you opened this page. Look at it, then choose again if you want to."
        )


class NothingToCancel(timeline.Refused):
    """The order has ended already."""

    def __str__(self) -> str:
        return _("This order has already ended.")


class NotInProgress(timeline.Refused):
    """Nobody goes to this order: it is not taken yet, or it has ended."""

    def __str__(self) -> str:
        return _("A technician goes only to an order that you have taken and that has not ended.")


class NotOnTheTeam(timeline.Refused):
    """The chosen person does not work for this partner."""

    def __str__(self) -> str:
        return _("This person does not work for you any more. Choose somebody else.")


def appointment_mark(assignment: Assignment) -> str:
    """What names the standing appointment in a form; "" where there is none, its own word once it was kept."""
    if assignment.status == Status.ARRIVED:
        return str(Status.ARRIVED)
    return (
        f"{stated(assignment.arrive_from)}/{stated(assignment.arrive_to)}"
        if assignment.arrive_from and assignment.arrive_to
        else ""
    )


@once
def schedule(
    assignment: Assignment,
    *,
    by: Actor,
    arrive_from: datetime,
    arrive_to: datetime,
    overlaps_shown: Collection[str] | None = None,
    standing: str | None = None,
    key: Key | None = None,
) -> None:
    """Make or move the appointment: the technician arrives between the two instants.

    Raises DoubleBooked where the technician is booked in these hours and that is not among `overlaps_shown`; None asks
    nothing, as for a customer, who knows no technician's hours. `standing` is the appointment that the sender had seen,
    as `appointment_mark` says it: Moved where another stands by now; None asks nothing.
    """
    if arrive_to < arrive_from:
        raise BadAppointment(_("The appointment must end after it starts."))
    if standing is not None and appointment_mark(timeline.lock(assignment)) != standing:
        raise Moved
    if overlaps_shown is not None:
        locked = timeline.lock(assignment)
        permissions.require(permissions.can_work_on_assignment, by, locked)
        if locked.technician_id is not None and locked.is_engaged:
            bookings.require_shown(locked, locked.technician_id, arrive_from, arrive_to, shown=overlaps_shown)
    timeline.record(
        assignment,
        EventKind.SCHEDULED,
        by=by,
        permission=permissions.can_talk,
        fields={"arrive_from": stated(arrive_from), "arrive_to": stated(arrive_to)},
    )


@once
def assign(
    assignment: Assignment,
    *,
    by: Actor,
    technician: int | None,
    overlaps_shown: Collection[str] = (),
    key: Key | None = None,
) -> None:
    """Say which member of the partner goes, by primary key; None takes the job from whoever had it.

    Whoever gets or loses a job is told. Raises NotInProgress, NotOnTheTeam, and DoubleBooked where the technician has
    another appointment in these hours that is not among `overlaps_shown`.
    """
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_send_technician, by, locked)
    if not locked.is_engaged:
        raise NotInProgress
    before = locked.technician_id
    if technician is not None:
        if not Member.objects.filter(pk=technician, partner_id=locked.partner_id, is_active=True).exists():
            raise NotOnTheTeam
        if locked.arrive_from and locked.arrive_to:
            bookings.require_shown(locked, technician, locked.arrive_from, locked.arrive_to, shown=overlaps_shown)
    if technician != before:
        locked.technician_id = assignment.technician_id = technician
        locked.save(update_fields=["technician"])
        _tell(locked, by, {"unassigned": before, "assigned": technician})


def _tell(assignment: Assignment, by: Actor, whom: dict[str, int | None]) -> None:
    """Tell the members, by the kind of notice; nobody is told what they did themselves."""
    now = clock.now()
    subject = f"assignment:{assignment.pk}:{now.isoformat()}"
    facts: dict[str, object] = {"order": assignment.order.code}
    for level, member in whom.items():
        if member is not None and member != by.member_id:
            outbox.tell(
                [
                    outbox.notice(f"member:{member}", subject, level, at=now, facts=facts),
                    *(ringing.notices(f"member:{member}", assignment, level, at=now, subject=subject)),
                ]
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
def cancel_order(order: Order, *, by: Actor, reason: str, spoken: Spoken = WRITTEN, key: Key | None = None) -> None:
    """End a whole order: its accepted assignment is cancelled, its waiting offers withdrawn, as one act."""
    if not permissions.can_cancel_order(by, order):
        raise PermissionDenied
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.state in {Order.State.CANCELLED, Order.State.COMPLETED}:
        raise NothingToCancel
    act = uuid4()
    for assignment in locked.assignments.filter(status__in=[*ENGAGED, Status.OFFERED]).order_by("pk"):
        if assignment.status == Status.OFFERED:
            timeline.record(
                assignment,
                EventKind.WITHDRAWN,
                by=by,
                permission=permissions.can_end_assignment,
                fields=spoken.fields,
                act=act,
            )
        else:
            timeline.record(
                assignment,
                EventKind.CANCELLED,
                by=by,
                permission=permissions.can_end_assignment,
                fields={"reason": reason, **spoken.fields},
                act=act,
            )
    locked.state = Order.State.CANCELLED
    locked.save(update_fields=["state"])
    order.state = locked.state
