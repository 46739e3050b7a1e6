"""Receipts with their stamp, and customers' photos of them. A receipt is no tax invoice. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, EventKind
from orders.services import stamps, timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once


class BadReceipt(timeline.Refused):
    """A receipt that cannot be issued; its text says why."""


@dataclass(frozen=True)
class Warranty:
    """What the receipt says of warranty: days, and its terms in words."""

    days: int | None
    terms: str


@once
def issue(
    assignment: Assignment,
    *,
    by: Actor,
    lines: Sequence[dict[str, Any]],
    total: int,
    discount: int = 0,
    stamp: str | None = None,
    warranty: Warranty | None = None,
    key: Key | None = None,
) -> None:
    """Issue a receipt, or a corrected one with the same stamp. Raises StampRefused for a serial that is not usable."""
    if not lines:
        raise BadReceipt(_("A receipt needs at least one line."))
    timeline.lock(assignment)
    if stamp is not None and stamp.strip():
        permissions.require(permissions.can_work_on_assignment, by, assignment)
        stamps.require_usable(assignment, stamp)
    timeline.record(
        assignment,
        EventKind.RECEIPT_ISSUED,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={
            "stamp": stamps.folded(stamp) or None,
            "total": total,
            "discount": discount,
            "lines": list(lines),
            "warranty": {"days": warranty.days, "terms": warranty.terms} if warranty else None,
        },
    )


@once
def ask_for_photo(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """Ask the customer to photograph the stamped receipt."""
    timeline.record(assignment, EventKind.PHOTO_REQUESTED, by=by, permission=permissions.can_work_on_assignment)


@once
def upload_photo(
    assignment: Assignment, *, by: Actor, stamp_read: str | None, reused_from: str | None = None, key: Key | None = None
) -> None:
    """Record what the customer's photo says: the serial that could be read on it, and the photo it repeats, if any."""
    timeline.record(
        assignment,
        EventKind.PHOTO_UPLOADED,
        by=by,
        permission=permissions.can_act_for_customer,
        fields={"stamp_read": stamp_read, "reused_from": reused_from},
    )
