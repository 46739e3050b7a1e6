"""Stamps: rolls of serials. A serial belongs to one assignment, whose corrected receipts may repeat it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from orders import stamp_codes
from orders.models import Assignment, Event, EventKind, OddReport, Stamp, StampRoll
from orders.stamp_codes import ALPHABET
from partners.models import Partner, User

DECLARED = frozenset({Stamp.State.LOST, Stamp.State.VOID})
ELSEWHERE, LOST = "belongs elsewhere", "was declared lost"  # how odd reports begin their reason
DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")  # what phones make of a typed "-"


class StampRefused(Exception):
    """A serial that cannot stand on this receipt; its text says what to do."""


def folded(serial: str | None) -> str:
    """A serial as stamps compare: white space stripped, upper case."""
    return (serial or "").strip().upper()


def serial_in(text: str) -> str:
    """The serial that somebody's typing names: no white space inside, plain dashes, upper case."""
    return "".join(text.split()).translate(DASHES).upper()


@transaction.atomic
def issue_roll(partner: Partner, *, size: int, by: User | None, at: datetime) -> StampRoll:
    """Make a roll of `size` free serials for a partner. Serials are not guessable from one another."""
    prefix = "".join(secrets.choice(ALPHABET) for _place in range(5))
    roll = StampRoll.objects.create(partner=partner, prefix=prefix, size=size, issued_at=at, issued_by=by)
    tails: set[str] = set()
    while len(tails) < size:
        tails.add("".join(secrets.choice(ALPHABET) for _place in range(5)))
    Stamp.objects.bulk_create(Stamp(roll=roll, serial=f"{prefix}-{tail}") for tail in sorted(tails))
    return roll


def require_usable(assignment: Assignment, serial: str) -> None:
    """Raise StampRefused unless the serial is this partner's, and free or this assignment's. Locks the stamp."""
    _require_free(assignment, Stamp.objects.select_for_update(of=("self",)), serial)


def require_likely(assignment: Assignment, serial: str) -> None:
    """As `require_usable`, for a form: nothing is locked, so that a colleague may still be quicker."""
    _require_free(assignment, Stamp.objects.all(), serial)


def likeliest(assignment: Assignment, texts: Sequence[str]) -> str:
    """Of the codes on one photo the first that this assignment may use: a maker's label may carry one too.

    Raises StampRefused where none of them was signed by Rada.
    """
    serials = [serial for text in texts if (serial := stamp_codes.serial_of(text)) is not None]
    if not serials:
        raise StampRefused(
            _("The code in this photo was not made by Rada. Photograph the stamp itself, or type what stands under it.")
        )
    for serial in serials:
        with suppress(StampRefused):
            require_likely(assignment, serial)
            return serial
    return serials[0]


def _require_free(assignment: Assignment, among: QuerySet[Stamp], serial: str) -> None:
    stamp = among.select_related("roll").filter(serial=folded(serial)).first()
    if stamp is None or stamp.roll.partner_id != assignment.partner_id:
        raise StampRefused(
            _("Stamp %s is not on any of your rolls. Check the letters and digits under the QR code.") % serial
        )
    if stamp.state == Stamp.State.USED and stamp.assignment_id != assignment.pk:
        raise StampRefused(_("Stamp %s was already used on another order. Take the next stamp of the roll.") % serial)
    if stamp.state in DECLARED:
        raise StampRefused(_("Stamp %s was declared lost or void. Take the next stamp of the roll.") % serial)


def bind(assignment: Assignment, events: Sequence[Event]) -> None:
    """Bind the serials on an assignment's receipts to it. One that is another's goes to the staff queue instead."""
    receipts = {folded(event.payload["stamp"]): event for event in events if event.kind == EventKind.RECEIPT_ISSUED}
    receipts.pop("", None)
    for stamp in (
        Stamp.objects.select_for_update(of=("self",))
        .select_related("roll")
        .filter(serial__in=receipts)
        .order_by("serial")
    ):
        event = receipts[stamp.serial]
        if stamp.state == Stamp.State.FREE and stamp.roll.partner_id == assignment.partner_id:
            stamp.state, stamp.assignment, stamp.used_at = Stamp.State.USED, assignment, event.at
            stamp.save(update_fields=["state", "assignment", "used_at"])
        elif stamp.assignment_id != assignment.pk:
            reason = f"stamp {stamp.serial} {LOST if stamp.state in DECLARED else ELSEWHERE}"
            OddReport.objects.get_or_create(event=event, defaults={"reason": reason, "created_at": event.recorded_at})
