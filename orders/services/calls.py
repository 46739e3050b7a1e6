"""Calls of Rada's people to customers: that there was one, who answered, what was said."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import CustomerCall, Order
from orders.services import timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

LONGEST_NOTE = 1000


class BadNote(timeline.Refused):
    """A note that cannot be kept; its text says why."""


@once
def note(order: Order, *, by: Actor, outcome: str, note: str = "", key: Key | None = None) -> int:
    """Note a call to the customer that has just ended. Returns its primary key.

    Raises PermissionDenied, BadNote, and ValueError for an unknown outcome.
    """
    if not permissions.can_note_calls(by) or by.user is None:
        raise PermissionDenied
    said = clean(note).strip()
    if len(said) > LONGEST_NOTE:
        raise BadNote(_("The note is too long: at most %(count)s characters.") % {"count": LONGEST_NOTE})
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    if locked.erased_at is not None:  # whose words come after the person was erased does not stay
        said = ""
    made = CustomerCall.objects.create(
        order=locked, outcome=CustomerCall.Outcome(outcome), note=said, called_at=clock.now(), called_by=by.user
    )
    return made.pk
