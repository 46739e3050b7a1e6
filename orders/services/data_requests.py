"""What customers ask about their data, themselves or through Rada's staff, answered within the days of the law.

A copy is made at once: asking for one is being given it. A deletion is done in the transaction that approves it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import legal_clocks, permissions
from orders.models import DataRequest, DataRequestStep, Erasure, Order
from orders.services import erasing, timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock

Kind, State, Step = DataRequest.Kind, DataRequest.State, DataRequestStep.Kind
LONGEST_NOTE = 1000
COPY_OPEN_FOR = timedelta(days=7)
REFUSAL_REASONS = ("must_be_kept", "not_the_customer", "nothing_held", "other")
EXTENSION_REASONS = ("several_sources", "identity_unclear", "other")
ENDS: dict[str, str] = {Step.DONE: State.DONE, Step.REFUSED: State.REFUSED, Step.TAKEN_BACK: State.TAKEN_BACK}


class AskedAlready(timeline.Refused):
    """The same waits for an answer."""

    def __str__(self) -> str:
        return _("You have asked for this already, and Rada has not answered yet.")


class NothingLeft(timeline.Refused):
    """The person was erased: there is nothing to ask about."""

    def __str__(self) -> str:
        return _("Nothing personal is kept of this order any more.")


class EndedBefore(timeline.Refused):
    """It was answered, or taken back, meanwhile."""

    def __str__(self) -> str:
        return _("This request was answered or taken back in the meantime. Look at its steps.")


class ExtendedBefore(timeline.Refused):
    """The law allows one extension."""

    def __str__(self) -> str:
        return _("This request was extended before. The law allows one extension.")


class NotSaid(timeline.Refused):
    """A decision that the customer reads needs words."""

    def __str__(self) -> str:
        return _("Write what the customer is told: they know only what is written.")


class TooLong(timeline.Refused):
    """More was written than is kept."""

    def __str__(self) -> str:
        return _("The text is too long: keep it within %(count)s characters.") % {"count": LONGEST_NOTE}


@once
def ask(order: Order, *, by: Actor, kind: str, key: Key | None = None) -> int:
    """Ask for a copy, for deletion, or take a consent back. Returns the request's primary key.

    By the order's customer, or by staff who note what a customer asked otherwise. Raises PermissionDenied, ValueError
    for another kind, NothingLeft, AskedAlready.
    """
    own = by.kind == "customer" and by.order_id == order.pk
    if not own and not permissions.can_answer_data_requests(by):
        raise PermissionDenied
    locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    require_askable(locked, kind)
    now = clock.now()
    request = DataRequest.objects.create(
        order=locked, kind=kind, asked_at=now, answer_due_at=legal_clocks.first_answer_due(now),
        due_at=legal_clocks.done_due(kind, now),
    )  # fmt: skip
    _note(request, Step.ASKED, by, now)
    if kind == Kind.COPY:
        _step(request, Step.DONE, by, now)
    return request.pk


def require_askable(order: Order, kind: str) -> None:
    """Raise NothingLeft or AskedAlready where this cannot be asked now, ValueError for another kind."""
    if order.erased_at is not None:
        raise NothingLeft
    if order.data_requests.filter(kind=Kind(kind), state=State.OPEN).exists():
        raise AskedAlready


@once
def take_back(request: DataRequest, *, by: Actor, key: Key | None = None) -> None:
    """The customer wants it no more. Raises PermissionDenied, EndedBefore."""
    if by.kind != "customer" or by.order_id != request.order_id:
        raise PermissionDenied
    _step(_open(request), Step.TAKEN_BACK, by, clock.now())


@once
def acknowledge(request: DataRequest, *, by: Actor, note: str = "", key: Key | None = None) -> None:
    """Give the first answer: the request came in and is worked on. Raises PermissionDenied, EndedBefore, TooLong."""
    _require(by)
    _step(_open(request), Step.ACKNOWLEDGED, by, clock.now(), note=_written(note))


@once
def extend(request: DataRequest, *, by: Actor, days: int, reason: str, note: str, key: Key | None = None) -> None:
    """Lengthen the time to do it, once, by at most 15 days; the customer reads why.

    Raises PermissionDenied, ValueError for other days or reasons, EndedBefore, ExtendedBefore, NotSaid, TooLong.
    """
    _require(by)
    written = _written(note, is_needed=True)
    if reason not in EXTENSION_REASONS:
        raise ValueError(reason)
    waiting = _open(request)
    if waiting.extended_at is not None:
        raise ExtendedBefore
    waiting.due_at, waiting.extended_at = legal_clocks.extended_due(waiting.due_at, days), clock.now()
    _step(waiting, Step.EXTENDED, by, waiting.extended_at, reason=reason, note=written, due_at=waiting.due_at)


@once
def fulfil(request: DataRequest, *, by: Actor, key: Key | None = None) -> None:
    """Do what was asked; a deletion erases the person from the order, here and now.

    Raises PermissionDenied, EndedBefore, and what `erasing.erase` raises: the request then stays open.
    """
    _require(by)
    waiting = _open(request)
    _step(waiting, Step.DONE, by, clock.now())
    if waiting.kind == Kind.DELETION:
        erasing.erase(waiting.order, by=by, reason=Erasure.Reason.REQUEST)


@once
def refuse(request: DataRequest, *, by: Actor, reason: str, note: str, key: Key | None = None) -> None:
    """Say no, and what is kept and why. Raises PermissionDenied, ValueError, EndedBefore, NotSaid, TooLong."""
    _require(by)
    written = _written(note, is_needed=True)
    if reason not in REFUSAL_REASONS:
        raise ValueError(reason)
    _step(_open(request), Step.REFUSED, by, clock.now(), reason=reason, note=written)


def copy_open_until(order: Order, *, now: datetime) -> datetime | None:
    """Until when the copy that the customer asked for can be fetched; None where none is open."""
    asked = order.data_requests.filter(kind=Kind.COPY, state=State.DONE, ended_at__gt=now - COPY_OPEN_FOR)
    latest = asked.order_by("-ended_at").first()
    return None if latest is None or latest.ended_at is None else latest.ended_at + COPY_OPEN_FOR


def _require(by: Actor) -> None:
    if not permissions.can_answer_data_requests(by):
        raise PermissionDenied


def _open(request: DataRequest) -> DataRequest:
    """The request as it stands now, its order locked before it as everywhere."""
    order = Order.objects.select_for_update(no_key=True).get(pk=request.order_id)
    waiting = DataRequest.objects.select_for_update().get(pk=request.pk)
    if waiting.state != State.OPEN:
        raise EndedBefore
    waiting.order = order
    return waiting


def _step(request: DataRequest, kind: str, by: Actor, at: datetime, **told: Any) -> None:
    """Write the step and what follows from it; whatever Rada says first is the first answer."""
    _note(request, kind, by, at, **told)
    if kind != Step.TAKEN_BACK:
        request.first_answered_at = request.first_answered_at or at
    if kind in ENDS:
        request.state, request.ended_at = ENDS[kind], at
    request.save(update_fields=["first_answered_at", "state", "ended_at", "due_at", "extended_at"])


def _note(request: DataRequest, kind: str, by: Actor, at: datetime, **told: Any) -> None:
    DataRequestStep.objects.create(request=request, kind=kind, taken_at=at, taken_by=by.user, **told)


def _written(note: str, *, is_needed: bool = False) -> str:
    written = clean(note).strip()
    if is_needed and not written:
        raise NotSaid
    if len(written) > LONGEST_NOTE:
        raise TooLong
    return written
