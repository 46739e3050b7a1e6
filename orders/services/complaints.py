"""The facts of a complaint on the timeline. The desk that triages complaints stands above and calls these."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Attachment, Event, EventKind
from orders.services import attachments, timeline
from orders.services.stamps import ALPHABET
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile
from rada.web import clock

LONGEST = 4000
MOST_PHOTOS = 4
REOPENED_WITHIN = timedelta(days=15)


class ComplaintMixedUp(timeline.Refused):
    """A complaint is opened once, and everything else is said of one that was opened."""

    def __init__(self, complaint: str, *, opened: bool) -> None:
        self.complaint, self.opened = complaint, opened
        super().__init__(complaint, opened)

    def __str__(self) -> str:
        said = _("Complaint %s was opened before.") if self.opened else _("There is no complaint %s on this order.")
        return said % self.complaint


class BadComplaint(timeline.Refused):
    """What was written or sent along makes no complaint; its text says why."""


class NotReopened(timeline.Refused):
    """Its customer cannot reopen this complaint now; its text says why."""


@once
def open_complaint(
    assignment: Assignment,
    *,
    by: Actor,
    category: str,
    complaint: str = "",
    text: str = "",
    files: Sequence[StoredFile] = (),
    key: Key | None = None,
) -> str:
    """The customer, or Rada for them, complains; the partner's clock to answer starts. Returns the complaint's number.

    A number is made up unless `complaint` names one.
    """
    number = complaint or _new_number()
    if len(files) > MOST_PHOTOS:
        raise BadComplaint(_("A complaint carries at most %(count)s photos.") % {"count": MOST_PHOTOS})
    told = {"category": category, "text": written(text), **attachments.named(files)}
    event = _record(assignment, EventKind.COMPLAINT_OPENED, by, number, **told)
    attachments.attach(event, files, Attachment.Role.COMPLAINT)
    return number


@once
def ask_partner(assignment: Assignment, *, by: Actor, complaint: str, text: str = "", key: Key | None = None) -> None:
    """Rada asks the partner about a complaint; another clock starts."""
    _record(assignment, EventKind.COMPLAINT_INFO_REQUESTED, by, complaint, text=text)


@once
def reopen(assignment: Assignment, *, by: Actor, complaint: str, text: str = "", key: Key | None = None) -> None:
    """A closed complaint is looked at again; earlier failures stand.

    Its customer may within 15 plain days of the closing. Raises NotReopened.
    """
    told = {"text": written(text)} if text.strip() else {}
    if by.kind == "customer":
        _require_closed_lately(assignment, by, complaint)
    _record(assignment, EventKind.COMPLAINT_REOPENED, by, complaint, **told)


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
    text: str = "",
    key: Key | None = None,
) -> None:
    """Rada closes a complaint as upheld under a clause, rejected or settled; `text` is what its customer is told."""
    told = {"text": written(text)} if text.strip() else {}
    ruling = {"outcome": outcome, "clause": clause, "severity": severity}
    _record(assignment, EventKind.COMPLAINT_CLOSED, by, complaint, **ruling, **told)


def written(text: str) -> str:
    """The text as it is stored. Raises BadComplaint where it is too long."""
    kept = clean(text).strip()
    if len(kept) > LONGEST:
        raise BadComplaint(_("The text is too long: at most %(count)s characters.") % {"count": LONGEST})
    return kept


def reopened_until(closed_at: datetime) -> datetime:
    """The last instant at which its customer may reopen a complaint."""
    return closed_at + REOPENED_WITHIN


def _require_closed_lately(assignment: Assignment, by: Actor, complaint: str) -> None:
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_act_for_customer, by, locked)
    ends = (EventKind.COMPLAINT_CLOSED, EventKind.COMPLAINT_REOPENED)
    last = locked.events.filter(kind__in=ends, payload__complaint=complaint).order_by("at", "seq", "position").last()
    if last is None or last.kind != EventKind.COMPLAINT_CLOSED:
        raise NotReopened(_("This complaint is open. Rada is looking at it."))
    if clock.now() > reopened_until(last.at):
        raise NotReopened(
            _("A complaint can be reopened for %(days)s days after it was closed. Call Rada, or open a new one.")
            % {"days": REOPENED_WITHIN.days}
        )


def _new_number() -> str:
    """`KN-7K2FM9`: 30 bits, one of a handful on an order."""
    return "KN-" + "".join(secrets.choice(ALPHABET) for _place in range(6))


def _record(assignment: Assignment, kind: EventKind, by: Actor, complaint: str, **fields: Any) -> Event:
    permissions.require(permissions.can_talk, by, timeline.lock(assignment))
    opened = assignment.events.filter(kind=EventKind.COMPLAINT_OPENED, payload__complaint=complaint).exists()
    if opened == (kind == EventKind.COMPLAINT_OPENED):
        raise ComplaintMixedUp(complaint, opened=opened)
    fields = {"complaint": complaint, **fields}
    return timeline.record(assignment, kind, by=by, permission=permissions.can_talk, fields=fields)
