"""A person's decision about a breach: confirmed or waived; and, told by the desk of appeals, what an appeal did to it.

Each is a `BreachDecision` with who, when and why; points follow at once, also those of breaches about the same thing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Breach, BreachDecision
from orders.services import decisions, remarks, retractions, timeline, weighing
from orders.services.breaches import RETRACTABLE, STANDING
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

CONFIRM_REASONS = ("evidence_clear", "partner_admitted")
WAIVE_REASONS = ("customer_fault", "rada_fault", "force_majeure", "agreed", "wrong_record", "other")
LONGEST_NOTE = 300
APPEALED = "partner_appeals"
OTHER = "other"
DECIDED_ON = ["state", "points", "severity", "occurred_at"]
Kind = BreachDecision.Kind


class AlreadyDecided(timeline.Refused):
    """Somebody decided before, or what is known now undid the breach."""

    def __str__(self) -> str:
        return _("This breach no longer waits for a decision. Look at what was decided.")


class NoteTooLong(timeline.Refused):
    """More was written than a decision keeps."""

    def __str__(self) -> str:
        return _("The note is too long: keep it within %(count)s characters.") % {"count": LONGEST_NOTE}


class NothingSaid(timeline.Refused):
    """Another reason, and not which."""

    def __str__(self) -> str:
        return _("Another reason needs a note that names it.")


class NotAppealable(timeline.Refused):
    """What does not count and does not wait to count needs no appeal."""

    def __str__(self) -> str:
        return _("This breach does not count any more: there is nothing left to appeal against.")


class NotConfirmedYet(timeline.Refused):
    """An appeal cannot be rejected as long as nobody has said that the breach stands."""

    def __str__(self) -> str:
        return _("Nobody has confirmed this breach yet. Confirm or waive it first; somebody else decides the appeal.")


@once
def confirm(breach: Breach, *, by: Actor, reason: str, note: str = "", key: Key | None = None) -> None:
    """Count a breach that waited for a person, with the points of its assignment's policy.

    Where an earlier breach about the same thing bears the points already, it counts without.
    `reason` is one of CONFIRM_REASONS. Raises PermissionDenied, ValueError for another reason, AlreadyDecided,
    NoteTooLong.
    """
    _ruling(breach, Kind.CONFIRMED, by, reason, note)


@once
def waive(breach: Breach, *, by: Actor, reason: str, note: str = "", key: Key | None = None) -> None:
    """Let a breach that stands count for nothing. `reason` is one of WAIVE_REASONS; raises as `confirm` does.

    NothingSaid where it is another reason and no note says which.
    """
    _ruling(breach, Kind.WAIVED, by, reason, note)


@transaction.atomic
def appeal(breach: Breach, *, by: Actor) -> BreachDecision:
    """Its partner's office disputes a breach that counts or waits; its points stay.

    Raises PermissionDenied, NotAppealable.
    """
    permissions.require(permissions.can_answer_offer, by, breach.assignment)
    timeline.lock(breach.assignment)
    breach.refresh_from_db()
    if breach.state not in STANDING:
        raise NotAppealable
    return _decided(breach, Kind.APPEALED, by, APPEALED, state=breach.state, points=breach.points)


@transaction.atomic
def overturn(breach: Breach, *, by: Actor, reason: str) -> BreachDecision:
    """An appeal was granted: the breach counts for nothing, whatever the facts say later. Raises AlreadyDecided."""
    _require_staff(by)
    timeline.lock(breach.assignment)
    breach.refresh_from_db()
    if breach.state == Breach.State.OVERTURNED:
        raise AlreadyDecided
    return _told(_decided(breach, Kind.OVERTURNED, by, reason, state=Breach.State.OVERTURNED, points=0))


@transaction.atomic
def uphold(breach: Breach, *, by: Actor, reason: str) -> BreachDecision:
    """An appeal was rejected: the breach stays as it is. Raises NotConfirmedYet, AlreadyDecided where it is gone."""
    _require_staff(by)
    timeline.lock(breach.assignment)
    breach.refresh_from_db()
    if breach.state == Breach.State.TO_CHECK:
        raise NotConfirmedYet
    if breach.state not in RETRACTABLE:
        raise AlreadyDecided
    return _told(_decided(breach, Kind.UPHELD, by, reason, state=breach.state, points=breach.points))


def _ruling(breach: Breach, kind: Kind, by: Actor, reason: str, note: str) -> None:
    confirming = kind == Kind.CONFIRMED
    if not permissions.can_rule_on_breaches(by):
        raise PermissionDenied
    if reason not in (CONFIRM_REASONS if confirming else WAIVE_REASONS):
        raise ValueError(reason)
    written = clean(note).strip()
    if reason == OTHER and not written:
        raise NothingSaid
    if len(written) > LONGEST_NOTE:
        raise NoteTooLong
    breach.assignment = timeline.lock(breach.assignment)
    breach.refresh_from_db(fields=DECIDED_ON)
    if breach.state not in ((Breach.State.TO_CHECK,) if confirming else STANDING):
        raise AlreadyDecided
    state = Breach.State.COUNTED if confirming else Breach.State.WAIVED
    points = weighing.points_if_counted(breach) if confirming else 0
    remarks.stays_not(breach.assignment.order, at=clock.now())
    _told(_decided(breach, kind, by, reason, state=state, points=points, note=written))


def _require_staff(by: Actor) -> None:
    """Who of them may decide appeals, the desk of appeals says."""
    if not by.is_staff or by.user is None:
        raise PermissionDenied


def _decided(
    breach: Breach, kind: Kind, by: Actor, reason: str, *, state: str, points: int, **more: Any
) -> BreachDecision:
    before, now = retractions.graded(breach), clock.now()
    breach.state, breach.points = state, points
    breach.save(update_fields=["state", "points"])
    after = retractions.graded(breach)
    decision = BreachDecision.objects.create(
        breach=breach, kind=kind, decided_at=now, decided_by=by.user, reason=reason, before=before, after=after, **more
    )
    weighing.settle_after(breach, now=now)
    return decision


def _told(decision: BreachDecision) -> BreachDecision:
    decisions.tell(decision)
    return decision
