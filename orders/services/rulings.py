"""A person's decision about a breach: one that waits is confirmed and then counts, one that stands is waived."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from orders.models import Breach, BreachDecision
from orders.services import retractions, timeline
from orders.services.breaches import STANDING
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform import outbox
from rada.web import clock

CONFIRM_REASONS = ("evidence_clear", "partner_admitted")
WAIVE_REASONS = ("rada_fault", "customer_fault", "wrong_record", "other")
LONGEST_NOTE = 300


class AlreadyDecided(timeline.Refused):
    """Somebody decided before, or what is known now undid the breach."""

    def __str__(self) -> str:
        return _("This breach no longer waits for a decision. Look at what was decided.")


class NoteTooLong(timeline.Refused):
    """More was written than a decision keeps."""

    def __str__(self) -> str:
        return _("The note is too long: keep it within %(count)s characters.") % {"count": LONGEST_NOTE}


@transaction.atomic
def confirm(breach: Breach, *, by: Actor, reason: str, note: str = "") -> None:
    """Count a breach that waited for a person, with the points of its assignment's policy.

    `reason` is one of CONFIRM_REASONS. Raises PermissionDenied, ValueError for another reason, AlreadyDecided.
    """
    _decide(breach, BreachDecision.Kind.CONFIRMED, by, reason, note)


@transaction.atomic
def waive(breach: Breach, *, by: Actor, reason: str, note: str = "") -> None:
    """Let a breach that stands count for nothing. `reason` is one of WAIVE_REASONS; raises as `confirm` does."""
    _decide(breach, BreachDecision.Kind.WAIVED, by, reason, note)


def _decide(breach: Breach, kind: BreachDecision.Kind, by: Actor, reason: str, note: str) -> None:
    confirming = kind == BreachDecision.Kind.CONFIRMED
    if not by.is_staff or by.user is None or not by.user.has_perm("orders.add_breachdecision"):
        raise PermissionDenied
    if reason not in (CONFIRM_REASONS if confirming else WAIVE_REASONS):
        raise ValueError(reason)
    assignment = timeline.lock(breach.assignment)
    breach.refresh_from_db()
    if breach.state not in ((Breach.State.TO_CHECK,) if confirming else STANDING):
        raise AlreadyDecided
    before, now = retractions.graded(breach), clock.now()
    breach.state = Breach.State.COUNTED if confirming else Breach.State.WAIVED
    breach.points = assignment.policy.points_for(breach.severity) if confirming else 0
    breach.save(update_fields=["state", "points"])
    written = clean(note).strip()
    if len(written) > LONGEST_NOTE:
        raise NoteTooLong
    decision = BreachDecision.objects.create(
        breach=breach,
        kind=kind,
        decided_at=now,
        decided_by=by.user,
        reason=reason,
        note=written,
        before=before,
        after=retractions.graded(breach),
    )
    facts: dict[str, object] = {"rule": breach.rule, "breach": breach.pk, "decision": str(kind)}
    outbox.tell(
        [outbox.notice(f"partner:{breach.partner_id}", f"decision:{decision.pk}", "decision", at=now, facts=facts)]
    )
