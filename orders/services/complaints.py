"""The facts of a complaint on the timeline. The desk that triages complaints stands above and calls these."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, EventKind
from orders.services import timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once


class ComplaintMixedUp(timeline.Refused):
    """A complaint is opened once, and everything else is said of one that was opened."""

    def __init__(self, complaint: str, *, opened: bool) -> None:
        self.complaint, self.opened = complaint, opened
        super().__init__(complaint, opened)

    def __str__(self) -> str:
        said = _("Complaint %s was opened before.") if self.opened else _("There is no complaint %s on this order.")
        return said % self.complaint


@once
def open_complaint(
    assignment: Assignment, *, by: Actor, complaint: str, category: str, text: str = "", key: Key | None = None
) -> None:
    """The customer, or Rada for them, complains; the partner's clock to answer starts."""
    _record(assignment, EventKind.COMPLAINT_OPENED, by, complaint, category=category, text=text)


@once
def ask_partner(assignment: Assignment, *, by: Actor, complaint: str, text: str = "", key: Key | None = None) -> None:
    """Rada asks the partner about a complaint; another clock starts."""
    _record(assignment, EventKind.COMPLAINT_INFO_REQUESTED, by, complaint, text=text)


@once
def reopen(assignment: Assignment, *, by: Actor, complaint: str, key: Key | None = None) -> None:
    """A closed complaint is looked at again; earlier failures stand."""
    _record(assignment, EventKind.COMPLAINT_REOPENED, by, complaint)


@once
def reply(assignment: Assignment, *, by: Actor, complaint: str, text: str, key: Key | None = None) -> None:
    """The partner answers; every clock open for this complaint is met."""
    _record(assignment, EventKind.COMPLAINT_REPLY, by, complaint, text=text)


@once
def close(
    assignment: Assignment,
    *,
    by: Actor,
    complaint: str,
    outcome: str,
    clause: str | None = None,
    severity: str | None = None,
    key: Key | None = None,
) -> None:
    """Rada closes a complaint as upheld under a clause, rejected or settled."""
    _record(assignment, EventKind.COMPLAINT_CLOSED, by, complaint, outcome=outcome, clause=clause, severity=severity)


def _record(assignment: Assignment, kind: EventKind, by: Actor, complaint: str, **fields: Any) -> None:
    permissions.require(permissions.can_talk, by, timeline.lock(assignment))
    opened = assignment.events.filter(kind=EventKind.COMPLAINT_OPENED, payload__complaint=complaint).exists()
    if opened == (kind == EventKind.COMPLAINT_OPENED):
        raise ComplaintMixedUp(complaint, opened=opened)
    timeline.record(assignment, kind, by=by, permission=permissions.can_talk, fields={"complaint": complaint, **fields})
