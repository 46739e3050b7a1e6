"""What puts a complaint right: promised to the customer, followed up, done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from complaints.models import Complaint, Remedy
from complaints.services import steps
from orders.services import remarks, timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

LONGEST_NOTE = 1000
Kind = Remedy.Kind


class BadRemedy(timeline.Refused):
    """What was promised is not whole; its text says what is missing."""


class DoneBefore(timeline.Refused):
    """A colleague has seen to it."""

    def __str__(self) -> str:
        return _("This remedy was marked as done before.")


@dataclass(frozen=True)
class Promise:
    """One remedy to promise: a refund with its amount in đồng; Rada looks after it at `follow_up_at`."""

    kind: str
    amount_vnd: int | None = None
    follow_up_at: datetime | None = None
    note: str = ""


@once
def promise(
    complaint: Complaint, asked: Sequence[Promise], *, by: Actor, seen: int | None = None, key: Key | None = None
) -> None:
    """Promise remedies, whatever state the complaint is in. Raises PermissionDenied, ActedMeanwhile, BadRemedy."""
    fresh = steps.begin(complaint, None, by=by, seen=seen)
    keep(fresh, asked, by=by)


@once
def done(remedy: Remedy, *, by: Actor, key: Key | None = None) -> None:
    """Mark a remedy as done. Raises PermissionDenied, DoneBefore."""
    fresh = steps.begin(remedy.complaint, None, by=by, seen=None)
    remedy.refresh_from_db()
    if remedy.done_at is not None:
        raise DoneBefore
    remedy.done_at, remedy.done_by = clock.now(), by.user
    remedy.save(update_fields=["done_at", "done_by"])
    steps.bring_up([fresh])


def keep(complaint: Complaint, asked: Sequence[Promise], *, by: Actor) -> None:
    """Write remedies of a complaint whose assignment is locked. Raises BadRemedy."""
    if not asked:
        return
    now = clock.now()
    for each in asked:
        _require_whole(each, now)
    Remedy.objects.bulk_create(
        Remedy(
            complaint=complaint, kind=each.kind, amount_vnd=each.amount_vnd, follow_up_at=each.follow_up_at,
            note=clean(each.note).strip(), promised_at=now, promised_by=by.user,
        )
        for each in asked
    )  # fmt: skip
    remarks.stays_not(complaint.assignment.order, at=now)
    steps.bring_up([complaint])


def _require_whole(asked: Promise, now: datetime) -> None:
    if asked.kind not in Kind.values:
        raise ValueError(asked.kind)
    if asked.kind == Kind.REFUND and not (asked.amount_vnd and asked.amount_vnd > 0):
        raise BadRemedy(_("A refund needs an amount above zero."))
    if asked.kind != Kind.REFUND and asked.amount_vnd is not None:
        raise BadRemedy(_("Only a refund has an amount."))
    if asked.follow_up_at is not None and asked.follow_up_at <= now:
        raise BadRemedy(_("The day to follow up lies ahead."))
    if len(asked.note) > LONGEST_NOTE:
        raise BadRemedy(_("The note is too long: keep it within %(count)s characters.") % {"count": LONGEST_NOTE})
