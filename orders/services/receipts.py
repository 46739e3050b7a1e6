"""Receipts with their stamp. A receipt is no tax invoice. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, EventKind
from orders.pricing import MOST_UNITS, MOST_VND
from orders.services import stamps, timeline
from partners.actors import Actor
from rada.lib.money import format_vnd
from rada.platform.idempotency import Key, once


class BadReceipt(timeline.Refused):
    """A receipt that cannot be issued; its text says why."""


class OtherReceipt(timeline.Refused):
    """A colleague issued a receipt since the page was opened."""

    def __str__(self) -> str:
        return _("A colleague has issued a receipt meanwhile. Compare it with yours; sending again corrects it.")


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
    promotion: str = "",
    after: int | None = None,
    key: Key | None = None,
) -> int:
    """Issue a receipt, or a corrected one with the same stamp; returns its number among the assignment's receipts.

    A line is a mapping as docs/commitments.md §4 says; whatever else it says, as `name`, is kept beside the event.
    `after` is how many receipts the sender had seen. Raises BadReceipt where the numbers do not add up, OtherReceipt
    where there are more receipts by now, stamps.StampRefused for a serial that is not usable.
    """
    _require_sums(lines, total=total, discount=discount)
    known = _seen_so_far(assignment, by, after)
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
            **({"promotion": promotion} if promotion else {}),
        },
    )
    return known + 1


def _seen_so_far(assignment: Assignment, by: Actor, after: int | None) -> int:
    """How many receipts there are, the order locked; OtherReceipt where the sender had seen fewer."""
    known = timeline.lock(assignment).events.filter(kind=EventKind.RECEIPT_ISSUED).count()
    if after is not None and after < known:
        permissions.require(permissions.can_work_on_assignment, by, assignment)
        raise OtherReceipt
    return known


@once
def ask_for_photo(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """Ask the customer to photograph the stamped receipt."""
    timeline.record(assignment, EventKind.PHOTO_REQUESTED, by=by, permission=permissions.can_work_on_assignment)


def _require_sums(lines: Sequence[dict[str, Any]], *, total: int, discount: int) -> None:
    """Raise BadReceipt unless the numbers are such as a receipt can state, and add up."""
    if not lines:
        raise BadReceipt(_("A receipt needs at least one line."))
    for line in lines:
        if not 0 <= line["unit_price"] <= MOST_VND:
            raise BadReceipt(_("A price is a number of đồng between 0 and %s.") % format_vnd(MOST_VND))
        if not 1 <= line["qty"] <= MOST_UNITS:
            raise BadReceipt(_("A quantity is a whole number between 1 and %s.") % MOST_UNITS)
    subtotal = sum(line["unit_price"] * line["qty"] for line in lines)
    if not 0 <= discount <= subtotal:
        raise BadReceipt(_("The discount cannot be more than the lines together: %s.") % format_vnd(subtotal))
    if total != subtotal - discount:
        raise BadReceipt(_("The total must be the lines less the discount: %s.") % format_vnd(subtotal - discount))
