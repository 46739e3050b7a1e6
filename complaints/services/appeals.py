"""A partner disputes a breach once, within 15 plain days of its notice; somebody who had no part in it decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from complaints import permissions
from complaints.models import Appeal, AppealPhoto
from complaints.services import webhooks
from orders import selectors
from orders.models import Breach, BreachDecision
from orders.services import rulings, timeline
from orders.services.breaches import STANDING
from orders.services.messages import MOST_PHOTOS, TooManyPhotos
from orders.services.periods import plain_hours_after
from orders.wording.rules import UPHELD
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile
from rada.web.wording import instant

APPEAL_HOURS = 15 * 24
LONGEST_TEXT, LONGEST_NOTE = 4000, 2000
GRANT_REASONS = ("rada_fault", "customer_fault", "force_majeure", "agreed", "wrong_record", "other")
REJECT_REASONS = ("facts_stand", "not_shown", "other")
LIFTED = "lifted_meanwhile"
OPEN, GRANTED, REJECTED = Appeal.Outcome.OPEN, Appeal.Outcome.GRANTED, Appeal.Outcome.REJECTED


class AlreadyAppealed(timeline.Refused):
    """A breach is appealed against once."""

    def __str__(self) -> str:
        return _("Somebody of your office has appealed against this breach already. One appeal is decided once.")


class TooLate(timeline.Refused):
    """The days to appeal are over."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until)

    def __str__(self) -> str:
        return _("The time to appeal was over at %(until)s.") % {"until": instant(self.until)}


class NothingSaid(timeline.Refused):
    """An appeal, or a rejection, without a word."""

    def __str__(self) -> str:
        return _("Write in a few sentences why: whoever reads it knows only what is written.")


class TooLong(timeline.Refused):
    """More was written than the `limit` of characters that are kept."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def __str__(self) -> str:
        return _("The text is too long: keep it within %(count)s characters.") % {"count": self.limit}


class NotYours(timeline.Refused):
    """Whoever had a part in the breach does not decide the appeal; its text says which part."""


class DecidedBefore(timeline.Refused):
    """A colleague was faster."""

    def __str__(self) -> str:
        return _("This appeal was decided in the meantime. Look at the decision.")


class CountsNoMore(timeline.Refused):
    """What no longer counts cannot stand."""

    def __str__(self) -> str:
        return _("This breach does not count any more, so the appeal can only be granted.")


def appealable_until(breach: Breach) -> datetime:
    """The last instant at which its partner may appeal: 15 plain days after it was told that the breach stands."""
    return plain_hours_after(breach.assignment, selectors.told_at(breach), APPEAL_HOURS)


@once
def file(breach: Breach, *, by: Actor, text: str, files: Sequence[StoredFile] = (), key: Key | None = None) -> int:
    """Dispute a breach that counts or waits to; its points stay until somebody decides. Returns the appeal's key.

    Raises PermissionDenied, NothingSaid, TooLong, TooManyPhotos, AlreadyAppealed, rulings.NotAppealable, TooLate.
    """
    permissions.require(permissions.can_appeal(by, breach))
    written = clean(text).strip()
    if not written:
        raise NothingSaid
    if len(written) > LONGEST_TEXT:
        raise TooLong(LONGEST_TEXT)
    if len(files) > MOST_PHOTOS:
        raise TooManyPhotos
    timeline.lock(breach.assignment)
    if Appeal.objects.filter(breach=breach).exists():
        raise AlreadyAppealed
    decision = rulings.appeal(breach, by=by)
    until = appealable_until(breach)
    if decision.decided_at > until:
        raise TooLate(until)
    appeal = Appeal.objects.create(
        breach=breach,
        partner_id=breach.partner_id,
        text=written,
        filed_by_id=by.member_id or 0,
        filed_at=decision.decided_at,
    )
    AppealPhoto.objects.bulk_create(
        AppealPhoto(appeal=appeal, file=stored, position=place) for place, stored in enumerate(files)
    )
    webhooks.tell_appeal(appeal, at=appeal.filed_at)
    return appeal.pk


@once
def decide(appeal: Appeal, *, by: Actor, outcome: str, reason: str, note: str = "", key: Key | None = None) -> None:
    """Grant or reject an open appeal; its partner is told the reason and the note, and points follow at once.

    `reason` is one of `reasons_for(breach, outcome)`. Raises PermissionDenied, ValueError for another outcome or
    reason, NotYours, DecidedBefore, NothingSaid, TooLong, CountsNoMore, rulings.NotConfirmedYet.
    """
    permissions.require(permissions.can_decide_appeal(by))
    timeline.lock(appeal.breach.assignment)
    appeal.refresh_from_db()
    appeal.breach.refresh_from_db()
    if appeal.outcome != OPEN:
        raise DecidedBefore
    why = why_not(appeal, by=by)
    if why:
        raise NotYours(why)
    breach = appeal.breach
    if outcome == REJECTED and not _can_stand(breach):
        raise CountsNoMore
    if outcome == REJECTED and breach.state == Breach.State.TO_CHECK:
        raise rulings.NotConfirmedYet
    if reason not in reasons_for(breach, outcome):
        raise ValueError(reason)
    written = _note(note, is_needed=outcome == REJECTED or reason == "other")
    ruled = rulings.overturn if outcome == GRANTED else rulings.uphold
    decision = ruled(breach, by=by, reason=reason)
    appeal.outcome, appeal.reason, appeal.note = outcome, reason, written
    appeal.decided_by, appeal.decided_at = by.user, decision.decided_at
    appeal.save(update_fields=["outcome", "reason", "note", "decided_by", "decided_at"])
    webhooks.tell_appeal(appeal, at=decision.decided_at)


def reasons_for(breach: Breach, outcome: str) -> tuple[str, ...]:
    """The reasons by which an appeal against this breach can be given this outcome; none where it cannot."""
    if outcome == GRANTED:
        return GRANT_REASONS if breach.state in STANDING else (LIFTED, *GRANT_REASONS)
    if outcome == REJECTED and _can_stand(breach) and breach.state != Breach.State.TO_CHECK:
        return REJECT_REASONS
    return ()


def why_not(appeal: Appeal, *, by: Actor) -> str:
    """Why this person may not decide this appeal, in a sentence; empty where they may."""
    if not permissions.can_decide_appeal(by):
        return _("Your role does not decide appeals.")
    breach = appeal.breach
    ruled = breach.decisions.filter(
        decided_by=by.user, kind__in=[BreachDecision.Kind.CONFIRMED, BreachDecision.Kind.WAIVED]
    )
    if ruled.exists():
        return _("You confirmed or waived this breach: somebody else decides the appeal.")
    closing = breach.assignment.events.filter(event_id=breach.subject, by=by.user)
    if breach.rule.endswith(UPHELD) and closing.exists():
        return _("You closed the complaint that this breach rests on: somebody else decides the appeal.")
    return ""


def _can_stand(breach: Breach) -> bool:
    """Whether there is something left that a rejected appeal leaves standing."""
    return breach.state in (*STANDING, Breach.State.CURED)


def _note(note: str, *, is_needed: bool) -> str:
    written = clean(note).strip()
    if is_needed and not written:
        raise NothingSaid
    if len(written) > LONGEST_NOTE:
        raise TooLong(LONGEST_NOTE)
    return written
