"""Stamps that are gone: declared lost or void, one by one or a stretch of a roll; found again by Rada alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions, stamp_selectors
from orders.models import Assignment, Receipt, Stamp, StampDecision
from orders.services import stamps, timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

LONGEST_REASON = 200
Kind = StampDecision.Kind
STATES = {Kind.LOST: Stamp.State.LOST, Kind.VOID: Stamp.State.VOID, Kind.FOUND: Stamp.State.FREE}


class BadStretch(timeline.Refused):
    """Serials that cannot be declared together; `field` is the one to mend, the text says why."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


@once
def declare(first: str, last: str = "", *, kind: str, reason: str, by: Actor, key: Key | None = None) -> int:
    """Declare one stamp, or all of a roll from `first` to `last`, lost, void or found again; returns how many.

    A stamp that was used can be neither; one that stands so already is left as it is. Raises PermissionDenied,
    BadStretch.
    """
    if not permissions.can_declare_stamps(by) or (kind == Kind.FOUND and not by.is_staff) or by.user is None:
        raise PermissionDenied
    said = clean(reason).strip()
    if not said or len(said) > LONGEST_REASON:
        raise BadStretch("reason", _("Say in a few words what happened to the stamps."))
    changed = _to_change(_stretch(first, last, by), kind)
    now = clock.now()
    StampDecision.objects.bulk_create(
        StampDecision(stamp=stamp, kind=kind, reason=said, decided_at=now, decided_by=by.user) for stamp in changed
    )
    Stamp.objects.filter(pk__in=[stamp.pk for stamp in changed]).update(state=STATES[Kind(kind)])
    if kind == Kind.FOUND:
        _bind(changed)
    return len(changed)


def _stretch(first: str, last: str, by: Actor) -> list[Stamp]:
    """The stamps, locked, in the order of the roll. Another partner's look like none at all."""
    serials = [stamps.serial_in(first), stamps.serial_in(last) or stamps.serial_in(first)]
    found = {stamp.serial: stamp for stamp in stamp_selectors.stamps_visible_to(by).filter(serial__in=serials)}
    for field, serial in zip(("first", "last"), serials, strict=True):
        if serial not in found:
            raise BadStretch(field, _("There is no stamp %s. Check the letters and digits.") % serial)
    begin, end = (found[serial] for serial in serials)
    if begin.roll_id != end.roll_id:
        raise BadStretch("last", _("The first and the last stamp are on different rolls. Declare each roll by itself."))
    if begin.serial > end.serial:
        raise BadStretch("last", _("The last stamp comes before the first on the roll."))
    among = Stamp.objects.select_for_update().filter(roll=begin.roll_id)
    return list(among.filter(serial__gte=begin.serial, serial__lte=end.serial).order_by("serial"))


def _to_change(among: Sequence[Stamp], kind: str) -> list[Stamp]:
    """Those that the decision changes; BadStretch where there is none, or one of them was used."""
    used = next((stamp for stamp in among if stamp.state == Stamp.State.USED), None)
    if used is not None:
        raise BadStretch("first", _("Stamp %s was already used on a receipt. Leave it out.") % used.serial)
    is_changed = {Kind.FOUND: stamps.DECLARED, Kind.LOST: {Stamp.State.FREE}, Kind.VOID: {Stamp.State.FREE}}[Kind(kind)]
    changed = [stamp for stamp in among if stamp.state in is_changed]
    if not changed:
        if kind == Kind.FOUND:
            raise BadStretch("first", _("None of these stamps was declared lost or void."))
        raise BadStretch("first", _("These stamps were declared lost or void before."))
    return changed


def _bind(found: Sequence[Stamp]) -> None:
    """A receipt may have been reported with a stamp while it counted as lost: the earliest one has it now."""
    receipts = Receipt.objects.filter(stamp__in=[stamp.serial for stamp in found]).select_related("event")
    bound: set[str] = set()
    for receipt in receipts.order_by("event__at", "event__seq"):
        if receipt.stamp not in bound:
            stamps.bind(Assignment.objects.get(pk=receipt.assignment_id), [receipt.event])
            bound |= set(Stamp.objects.filter(serial=receipt.stamp, state="used").values_list("serial", flat=True))
