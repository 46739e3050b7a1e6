"""How every act of the desk begins: the lock, the complaint as it stands now, what the person had seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from complaints import folding, permissions, transitions
from complaints.models import Complaint, ComplaintStep, State
from complaints.services import projections
from complaints.transitions import Act
from orders.models import ActorKind, Assignment, Event
from orders.services import timeline
from partners.actors import Actor
from partners.models import User


class ActedMeanwhile(timeline.Refused):
    """Somebody acted after the person had opened the complaint."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(who)

    def __str__(self) -> str:
        return _("%(who)s acted on this complaint in the meantime. Look at what was done, then send yours again.") % {
            "who": self.who
        }


class NotNow(timeline.Refused):
    """The transition table has no such step from where the complaint stands."""

    def __init__(self, act: str, state: str) -> None:
        self.act, self.state = act, state
        super().__init__(act, state)

    def __str__(self) -> str:
        return _("“%(act)s” is not possible: this complaint is “%(state)s”.") % {
            "act": Act(self.act).label,
            "state": State(self.state).label,
        }


def begin(complaint: Complaint, act: Act | None, *, by: Actor, seen: int | None) -> Complaint:
    """Lock the order and the assignment; the complaint as it stands now. `act` None: whatever state it is in.

    `seen` is the `version` the person had before their eyes; None asks nothing. Raises PermissionDenied,
    ActedMeanwhile, NotNow.
    """
    permissions.require(permissions.can_handle_complaint(by))
    timeline.lock(complaint.assignment)
    fresh = read(complaint)
    if seen is not None and seen != fresh.version:
        raise ActedMeanwhile(who_acted_last(fresh))
    if act is not None and transitions.step(act, fresh.state, by.kind) is None:
        raise NotNow(act, fresh.state)
    return fresh


def lock_all(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Lock the orders and assignments of many, always in the same order; the complaints as they stand now."""
    asked = sorted(complaints, key=lambda each: (each.assignment.order_id, each.assignment_id, each.pk))
    timeline.lock_all({each.assignment_id for each in asked})
    fresh = {each.pk: each for each in _with_order().filter(pk__in=[each.pk for each in asked])}
    return [fresh[each.pk] for each in asked]


def read(complaint: Complaint) -> Complaint:
    """The complaint as it stands now."""
    return _with_order().get(pk=complaint.pk)


def take_down(
    complaint: Complaint,
    kind: ComplaintStep.Kind,
    *,
    by: Actor,
    at: datetime,
    event: Event | None = None,
    handler: User | None = None,
    other: Complaint | None = None,
) -> None:
    """Write a step; `projections.bring_up` lets the row follow."""
    who: User = by.user  # type: ignore[assignment]  # whoever may handle complaints has an account
    ComplaintStep.objects.create(
        complaint=complaint, kind=kind, at=at, by=who, event=event, handler=handler, other=other
    )  # fmt: skip


def bring_up(complaints: Sequence[Complaint]) -> None:
    """Let the rows of these complaints, and of all others of their assignments, follow their steps."""
    projections.bring_up(list({each.assignment_id: each.assignment for each in complaints}.values()))


def who_acted_last(complaint: Complaint) -> str:
    """Who did the latest thing to it: a colleague by name, anybody else by their part."""
    step = complaint.steps.select_related("by").last()
    event = _last_event(complaint.assignment, complaint)
    if step is not None and (event is None or step.at >= event.recorded_at):
        return str(step.by)
    if event is None:
        return str(_("Somebody"))
    return str(event.by) if event.by is not None else str(ActorKind(event.actor).label)


def _last_event(assignment: Assignment, complaint: Complaint) -> Event | None:
    told = assignment.events.filter(kind__in=folding.KINDS, payload__complaint=complaint.reference)
    return told.select_related("by").order_by("recorded_at", "position").last()


def _with_order():  # type: ignore[no-untyped-def]
    return Complaint.objects.select_related(
        "assignment__order__service", "assignment__partner", "assignment__policy", "opening", "handler"
    )
