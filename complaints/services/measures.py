"""People decide about proposed measures: take, second, decline; later say that they are done or end them early.

A pause and a review of the contract need two people. What a measure does begins in the act that takes it, and its
partner is told in the same transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from complaints import permissions
from complaints.models import Measure, MeasureDecision
from complaints.scores import definition, selectors
from orders.models import ScoreChange
from orders.services import timeline
from partners.actors import Actor
from partners.services import turns
from rada.lib.text import clean
from rada.platform import outbox
from rada.platform.idempotency import Key, once
from rada.web import clock

Step, State, Metric, Kind = Measure.Step, Measure.State, Measure.Metric, MeasureDecision.Kind
TWO_PEOPLE = (Step.PAUSE, Step.REVIEW)
TO_BE_DONE = (Step.TRAIN, Step.REVIEW)  # somebody has to do something, and says when it is done
DECLINE_REASONS = ("small", "explained", "talked_already", "other")
END_REASONS = ("improved", "mistaken", "agreed", "other")
LONGEST_NOTE = 1000


class DecidedBefore(timeline.Refused):
    """A colleague was faster, or the proposal was withdrawn."""

    def __str__(self) -> str:
        return _("This measure was decided in the meantime. Look at what was decided.")


class ReachedNoMore(timeline.Refused):
    """The score has become better than the step."""

    def __str__(self) -> str:
        return _("The partner's score no longer reaches this step: the proposal is about to be withdrawn.")


class SamePerson(timeline.Refused):
    """Two people take such a measure."""

    def __str__(self) -> str:
        return _("You agreed to this measure yourself: a second person has to confirm it.")


class NothingSaid(timeline.Refused):
    """Another reason, or something done, without a word."""

    def __str__(self) -> str:
        return _("Write in a sentence what it was.")


class NoteTooLong(timeline.Refused):
    """More was written than is kept."""

    def __str__(self) -> str:
        return _("The note is too long: keep it within %(count)s characters.") % {"count": LONGEST_NOTE}


@once
def take(measure: Measure, *, by: Actor, note: str = "", key: Key | None = None) -> None:
    """Let a proposed measure begin; one that needs two people then waits for the second. `note` is told the partner.

    Raises PermissionDenied, DecidedBefore, ReachedNoMore, NoteTooLong.
    """
    now = _locked(measure, by, State.PROPOSED)
    _require_reached(measure, now)
    measure.taken_by, measure.note = by.user, _written(note)
    if measure.step not in TWO_PEOPLE:
        _begin(measure, by, now)
        return
    measure.state = State.SECONDING
    measure.save(update_fields=["state", "taken_by", "note"])
    _decided(measure, Kind.AGREED, by, now)


@once
def second(measure: Measure, *, by: Actor, key: Key | None = None) -> None:
    """Confirm what a colleague agreed to; it begins.

    Raises PermissionDenied, DecidedBefore, SamePerson, ReachedNoMore.
    """
    now = _locked(measure, by, State.SECONDING)
    if by.user == measure.taken_by:
        raise SamePerson
    _require_reached(measure, now)
    measure.seconded_by = by.user
    _begin(measure, by, now)


@once
def decline(measure: Measure, *, by: Actor, reason: str, note: str = "", key: Key | None = None) -> None:
    """Do nothing this time; the same step is proposed again only after the score fell under it and climbed anew.

    `reason` is one of DECLINE_REASONS. Raises PermissionDenied, ValueError for another, DecidedBefore, NothingSaid,
    NoteTooLong.
    """
    now = _locked(measure, by, State.PROPOSED, State.SECONDING)
    written = _reasoned(reason, note, DECLINE_REASONS)
    measure.state = State.DECLINED
    measure.save(update_fields=["state"])
    _decided(measure, Kind.DECLINED, by, now, reason, written)


@once
def complete(measure: Measure, *, by: Actor, note: str, key: Key | None = None) -> None:
    """Say that the call was made, or how the review ended.

    Raises PermissionDenied, DecidedBefore, NothingSaid, NoteTooLong.
    """
    now = _locked(measure, by, State.TAKEN)
    if measure.step not in TO_BE_DONE:
        raise DecidedBefore
    written = _written(note)
    if not written:
        raise NothingSaid
    _close(measure, now)
    _decided(measure, Kind.DONE, by, now, note=written)


@once
def end(measure: Measure, *, by: Actor, reason: str, note: str = "", key: Key | None = None) -> None:
    """Let a measure that runs end now; its partner is told. `reason` is one of END_REASONS.

    Raises as `decline` does.
    """
    now = _locked(measure, by, State.TAKEN)
    written = _reasoned(reason, note, END_REASONS)
    stop(measure, now)
    _decided(measure, Kind.ENDED, by, now, reason, written)
    _tell(measure, "ended", now)


def stop(measure: Measure, now: datetime) -> None:
    """Undo what a running measure does to new orders, and close it."""
    if measure.step == Step.LOWER:
        turns.lift(measure.partner_id)
    if measure.step == Step.PAUSE and measure.until is not None:
        turns.resume(measure.partner_id, until=measure.until, now=now)
    _close(measure, now)


def pause_until(now: datetime) -> datetime:
    """Until when a pause lasts that begins at this instant."""
    return now + timedelta(days=selectors.numbers_at(now).pause_days)


def _begin(measure: Measure, by: Actor, now: datetime) -> None:
    """What follows from a measure, and word of it."""
    measure.state, measure.starts_at = State.TAKEN, now
    if measure.step == Step.LOWER:
        turns.lower(measure.partner_id)
    if measure.step == Step.PAUSE:
        measure.until = pause_until(now)
        turns.pause(measure.partner_id, until=measure.until)
        ScoreChange.objects.create(partner_id=measure.partner_id)  # the next look learns when the pause is over
    measure.save(update_fields=["state", "starts_at", "until", "taken_by", "seconded_by", "note"])
    _decided(measure, Kind.TAKEN, by, now)
    _tell(measure, "taken", now)


def _close(measure: Measure, now: datetime) -> None:
    measure.state = State.ENDED
    measure.until = min(measure.until or now, now)
    measure.save(update_fields=["state", "until"])


def _locked(measure: Measure, by: Actor, *states: str) -> datetime:
    """Whether they may, and whether it is the moment; the row is locked and fresh, then the clock is read."""
    permissions.require(permissions.can_take_measure(by))
    Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    measure.refresh_from_db()
    if measure.state not in states:
        raise DecidedBefore
    return clock.now()


def _require_reached(measure: Measure, now: datetime) -> None:
    card = selectors.cards([measure.partner_id], now=now)[measure.partner_id]
    if definition.rank(card.reached(measure.metric)) < definition.rank(measure.step):
        raise ReachedNoMore


def _reasoned(reason: str, note: str, reasons: tuple[str, ...]) -> str:
    if reason not in reasons:
        raise ValueError(reason)
    written = _written(note)
    if reason == "other" and not written:
        raise NothingSaid
    return written


def _written(note: str) -> str:
    written = clean(note).strip()
    if len(written) > LONGEST_NOTE:
        raise NoteTooLong
    return written


def _decided(
    measure: Measure, kind: MeasureDecision.Kind, by: Actor, now: datetime, reason: str = "", note: str = ""
) -> None:
    MeasureDecision.objects.create(
        measure=measure, kind=kind, decided_at=now, decided_by=by.user, reason=reason, note=note
    )


def _tell(measure: Measure, what: str, now: datetime) -> None:
    facts: dict[str, object] = {"measure": measure.pk, "step": measure.step, "what": what}
    if measure.until is not None:
        facts["until"] = measure.until.isoformat()
    partner, subject = f"partner:{measure.partner_id}", f"measure:{measure.pk}:{what}"
    outbox.tell([outbox.notice(partner, subject, "measure", at=now, facts=facts)])
