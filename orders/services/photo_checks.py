"""Receipt photos that wait for a person: somebody looks and says what they saw. The customer's event stays as it is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import PhotoCheck
from orders.services import stamps, timeline
from orders.services.receipt_photos import stamps_on_receipts
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

LONGEST_NOTE = 1000
Outcome = PhotoCheck.Outcome
READ_BY_EYE = frozenset({Outcome.STAMP_RIGHT, Outcome.STAMP_OTHER})


class SettledBefore(timeline.Refused):
    """A colleague was quicker."""

    def __str__(self) -> str:
        return _("A colleague has looked at this photo meanwhile.")


class BadReading(timeline.Refused):
    """What was typed does not go with the outcome; `field` is the one to mend."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


@once
def settle(check: PhotoCheck, *, outcome: str, serial: str, note: str, by: Actor, key: Key | None = None) -> None:
    """Take a photo off the queue with what a person saw, once. `serial` is what they read by eye, where they could.

    Raises PermissionDenied, SettledBefore, BadReading.
    """
    if not permissions.can_check_photos(by) or by.user is None:
        raise PermissionDenied
    locked = PhotoCheck.objects.select_for_update(of=("self",)).select_related("event__assignment").get(pk=check.pk)
    if locked.settled_at is not None:
        raise SettledBefore
    read = stamps.serial_in(serial)
    _require_fitting(locked, outcome, read)
    if len(note) > LONGEST_NOTE:
        raise BadReading("note", _("Write at most %(count)s characters.") % {"count": LONGEST_NOTE})
    locked.outcome, locked.serial, locked.note = outcome, read, clean(note).strip()
    locked.settled_at, locked.settled_by = clock.now(), by.user
    locked.save(update_fields=["outcome", "serial", "note", "settled_at", "settled_by"])


def _require_fitting(check: PhotoCheck, outcome: str, serial: str) -> None:
    """A stamp that was read has a serial, and it is the receipt's or it is not."""
    if outcome not in Outcome.values:
        raise BadReading("outcome", _("Say what you see on the photo."))
    if outcome not in READ_BY_EYE:
        if serial:
            raise BadReading(
                "serial", _("A serial goes with a stamp that can be read. Choose that, or leave it empty.")
            )
        return
    if not serial:
        raise BadReading("serial", _("Type the serial that you read on the photo."))
    issued = stamps_on_receipts(check.event.assignment)
    if outcome == Outcome.STAMP_RIGHT and serial not in issued:
        raise BadReading("serial", _("No receipt of this order carries this serial."))
    if outcome == Outcome.STAMP_OTHER and serial in issued:
        raise BadReading("serial", _("This is the serial on the receipt of this order."))
