"""What Rada's people do about a complaint: take it down, ask, answer, note, close, reopen.

Every act says what the person had `seen` of it (`Complaint.version`) and is refused where somebody acted in between.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from complaints import permissions
from complaints.models import Complaint, ComplaintNote, ComplaintStep
from complaints.services import remedies as remedies_of
from complaints.services import steps
from complaints.services.remedies import Promise
from complaints.transitions import Act
from orders.commitments.kinds import CLAUSES
from orders.models import Assignment
from orders.models.breaches import Severity
from orders.services import complaints, messages, remarks, timeline
from orders.services.complaints import NotReopened, reopened_until
from partners.actors import Actor
from partners.models import User
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile
from rada.web import clock

OUTCOMES = (Act.UPHELD, Act.REJECTED, Act.SETTLED)


class NothingSaid(timeline.Refused):
    """A question, an answer or a note without a word."""

    def __str__(self) -> str:
        return _("Write what is to be said first.")


class BadRuling(timeline.Refused):
    """Upheld is upheld under a clause of the charter, at one of the severities; its text says what is missing."""


@once
def open_for_customer(
    assignment: Assignment,
    *,
    by: Actor,
    category: str,
    text: str,
    files: Sequence[StoredFile] = (),
    key: Key | None = None,
) -> int:
    """Take down what a customer says by telephone. Returns the complaint's primary key; whoever wrote it has it.

    Raises PermissionDenied, NothingSaid, complaints.BadComplaint.
    """
    permissions.require(permissions.can_handle_complaint(by))
    number = complaints.open_complaint(assignment, by=by, category=category, text=_said(text), files=files)
    complaint = Complaint.objects.select_related("assignment").get(assignment=assignment, number=number)
    steps.take_down(complaint, ComplaintStep.Kind.HANDED, by=by, at=clock.now(), handler=by.user)
    steps.bring_up([complaint])
    return complaint.pk


@once
def ask_partner(complaint: Complaint, *, by: Actor, text: str, seen: int | None = None, key: Key | None = None) -> None:
    """Ask the partner; another clock of theirs starts. Raises as `steps.begin` does, NothingSaid, BadComplaint."""
    fresh = steps.begin(complaint, Act.PARTNER_ASKED, by=by, seen=seen)
    asked = complaints.written(_said(text))
    complaints.ask_partner(fresh.assignment, by=by, complaint=fresh.reference, text=asked)


@once
def ask_customer(
    complaint: Complaint, *, by: Actor, text: str, seen: int | None = None, key: Key | None = None
) -> None:
    """Ask the customer, by a message on their page; the complaint waits for what they write next."""
    _write(complaint, Act.CUSTOMER_ASKED, ComplaintStep.Kind.CUSTOMER_ASKED, by, text, seen)


@once
def answer_customer(
    complaint: Complaint, *, by: Actor, text: str, seen: int | None = None, key: Key | None = None
) -> None:
    """Answer the customer, by a message on their page; the first keeps Rada's own clock."""
    _write(complaint, Act.CUSTOMER_ANSWERED, ComplaintStep.Kind.CUSTOMER_ANSWERED, by, text, seen)


@once
def note(complaint: Complaint, *, by: Actor, text: str, key: Key | None = None) -> int:
    """Write down something for colleagues alone; no clock and no state moves. Returns the note's primary key."""
    permissions.require(permissions.can_handle_complaint(by))
    written = complaints.written(_said(text))
    who: User = by.user  # type: ignore[assignment]  # whoever may handle complaints has an account
    order, now = timeline.lock(complaint.assignment).order, clock.now()
    remarks.stays_not(order, at=now)
    return ComplaintNote.objects.create(complaint=complaint, at=now, by=who, text=written).pk


@once
def close(
    complaint: Complaint,
    *,
    by: Actor,
    outcome: str,
    told: str,
    clause: str | None = None,
    severity: str | None = None,
    remedies: Sequence[Promise] = (),
    seen: int | None = None,
    key: Key | None = None,
) -> None:
    """Say how it ends: upheld under a clause, rejected or settled; `told` is what the customer reads of it.

    What was upheld is a breach from this instant on. Raises as `steps.begin` does, ValueError for another outcome,
    BadRuling, NothingSaid, remedies.BadRemedy.
    """
    permissions.require(permissions.can_close_complaint(by))
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    is_upheld = outcome == Act.UPHELD
    if is_upheld and clause not in CLAUSES:
        raise BadRuling(_("Choose the clause that was broken."))
    if is_upheld and severity and severity not in Severity.values:
        raise BadRuling(_("Choose how much it weighs."))
    fresh = steps.begin(complaint, Act(outcome), by=by, seen=seen)
    ruling = {"clause": clause, "severity": severity or None} if is_upheld else {"clause": None, "severity": None}
    complaints.close(
        fresh.assignment, by=by, complaint=fresh.reference, outcome=str(outcome), text=_said(told), **ruling
    )  # fmt: skip
    remedies_of.keep(fresh, remedies, by=by)


@once
def reopen(complaint: Complaint, *, by: Actor, text: str = "", seen: int | None = None, key: Key | None = None) -> None:
    """Look at a closed complaint again, within 15 plain days of its closing; earlier failures stand.

    Raises as `steps.begin` does, complaints.NotReopened.
    """
    fresh = steps.begin(complaint, Act.REOPENED, by=by, seen=seen)
    if fresh.closed_at is not None and clock.now() > reopened_until(fresh.closed_at):
        raise NotReopened(_("The time to reopen it is over. Take down a new complaint instead."))
    complaints.reopen(fresh.assignment, by=by, complaint=fresh.reference, text=text)


def _write(complaint: Complaint, act: Act, kind: ComplaintStep.Kind, by: Actor, text: str, seen: int | None) -> None:
    fresh = steps.begin(complaint, act, by=by, seen=seen)
    event = messages.record(fresh.assignment, by=by, text=messages.written(_said(text), ()))
    steps.take_down(fresh, kind, by=by, at=event.at, event=event)
    steps.bring_up([fresh])


def _said(text: str) -> str:
    if not text.strip():
        raise NothingSaid
    return text
