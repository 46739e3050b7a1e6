"""Announced leave: days without new offers, told beforehand. No clock moves, and orders taken are not touched."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from partners import permissions, selectors
from partners.actors import Actor
from partners.models import AnnouncedLeave, Partner
from partners.services.refusals import Refused
from rada.platform.idempotency import Key, once
from rada.web import clock
from rada.web.clock import VIETNAM

LONGEST_DAYS = 60
DAYS_AHEAD = 366


class BadDays(Refused):
    """Leave cannot be announced for these days; the text says why, `field` which day is meant."""

    def __init__(self, sentence: str, field: str = "first_day") -> None:
        self.field = field
        super().__init__(sentence)


class LeaveIsGone(Refused):
    """It was withdrawn by somebody, or belongs to nobody the actor works for."""

    def __str__(self) -> str:
        return _("This leave is not on your list any more. Somebody may have withdrawn it.")


class LeaveIsOver(Refused):
    """What has passed cannot be taken back."""

    def __str__(self) -> str:
        return _("This leave is over already.")


@once
def announce(first_day: date, last_day: date, *, by: Actor, reason: str = "", key: Key | None = None) -> int:
    """Take no offers from the first to the last of these days of Vietnam's calendar; today begins at once.

    Returns the leave's primary key.
    """
    _lock(by)
    now = clock.now()
    _require_fitting(first_day, last_day, now.astimezone(VIETNAM).date())
    starts_at = max(now, _midnight(first_day))
    ends_at = _midnight(last_day + timedelta(days=1))
    standing = selectors.leaves_of(by).filter(starts_at__lt=ends_at, ends_at__gt=starts_at).last()
    if standing is not None:
        raise BadDays(
            _("You have announced leave %(days)s already. Withdraw that one first, or choose other days.")
            % {"days": days_of(standing)}
        )
    made = AnnouncedLeave.objects.create(
        partner_id=by.partner_id or 0, starts_at=starts_at, ends_at=ends_at, reason=reason,
        announced_by_id=by.member_id, announced_at=now,
    )  # fmt: skip
    return made.pk


@once
def withdraw(pk: int, *, by: Actor, key: Key | None = None) -> str:
    """Take offers again: leave that lies ahead is removed, leave that runs ends now. Returns which: removed, ended."""
    _lock(by)
    leave = selectors.leaves_of(by).filter(pk=pk).first()
    if leave is None:
        raise LeaveIsGone
    now = clock.now()
    if leave.ends_at <= now:
        raise LeaveIsOver
    if leave.starts_at >= now:
        leave.delete()
        return "removed"
    leave.ends_at = now
    leave.save(update_fields=["ends_at"])
    return "ended"


def days_of(leave: AnnouncedLeave) -> str:
    """`23/11/2026 – 25/11/2026`, in Vietnam; the last day is included."""
    first = leave.starts_at.astimezone(VIETNAM).date()
    last = (leave.ends_at - timedelta(microseconds=1)).astimezone(VIETNAM).date()
    return f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"


def _lock(by: Actor) -> None:
    permissions.require(permissions.is_dispatching, by)
    Partner.objects.select_for_update(no_key=True).get(pk=by.partner_id or 0)


def _require_fitting(first_day: date, last_day: date, today: date) -> None:
    if first_day < today:
        raise BadDays(_("This day has passed. Choose today or a later day."))
    if last_day < first_day:
        raise BadDays(_("The last day must not be before the first."), "last_day")
    if first_day > today + timedelta(days=DAYS_AHEAD):
        raise BadDays(_("Choose a first day within the next twelve months."))
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise BadDays(_("Announce at most %(count)d days at a time.") % {"count": LONGEST_DAYS}, "last_day")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)
