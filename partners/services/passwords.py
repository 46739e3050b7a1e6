"""Passwords: changed by their owner, or set by a link that works once. Nobody else ever chooses one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import Member, User
from partners.permissions import is_owner, require
from partners.services import devices
from partners.services.limits import TooManyTries
from partners.services.refusals import Refused
from rada.platform import access_tokens
from rada.platform.idempotency import Key, once
from rada.platform.models import AccessToken
from rada.web import clock

LONGEST_PASSWORD = 4096  # characters, wherever one is typed
PURPOSE = "password_link"
VALID_FOR = timedelta(hours=1)
MOST_LINKS = 5
WINDOW = timedelta(hours=1)
logger = logging.getLogger(__name__)


class NotOpen(Refused):
    """Used, expired, revoked, or never there."""

    def __str__(self) -> str:
        return _("This link does not work any more. Ask for a new one.")


class NotYours(Refused):
    """An owner helps dispatchers and technicians; whoever has other rights is helped by Rada."""

    def __str__(self) -> str:
        return _("For this account only Rada can make a link. Please call Rada.")


@dataclass(frozen=True)
class Link:
    """A secret to hand over; no number or text, so that it is never kept as the answer to a key."""

    token: str


def change(user: User, password: str, *, session_key: str) -> None:
    """The account's own new password; every session but the one of this key ends. The old one was asked before."""
    hashed = make_password(password)
    with transaction.atomic():
        _set(user, hashed)
        devices.end_all(user, except_key=session_key)
    logger.info("account %s: password changed by its owner", user.pk)


@once
def link_for_member(member: Member, *, by: Actor, key: Key | None = None) -> Link:
    """A link by which a member of the owner's own team sets a new password.

    Raises NotYours for other owners and Rada's own people, TooManyTries, PermissionDenied.
    """
    require(is_owner, by)
    known = Member.objects.select_related("user").filter(pk=member.pk, partner_id=by.partner_id or 0, is_active=True)
    found = known.first()
    if found is None:
        raise PermissionDenied("link_for_member")
    user = found.user
    if found.role == Member.Role.OWNER or user.is_staff or user.is_superuser or not user.is_active:
        raise NotYours
    return _link(user, by.user)


@once
def link_for_account(user: User, *, by: User, key: Key | None = None) -> Link:
    """A link by which any active account sets a new password. Raises TooManyTries, NotOpen, PermissionDenied."""
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied("link_for_account")
    if not user.is_active:
        raise NotOpen
    return _link(user, by)


def issue_link(user: User) -> str:
    """A new link's token, in the caller's transaction; an older one opens nothing any more."""
    revoke_links(user)
    return access_tokens.issue(PURPOSE, _subject(user), valid_for=VALID_FOR)


def revoke_links(user: User) -> None:
    """No link made so far opens this account any more."""
    access_tokens.revoke(PURPOSE, _subject(user))


def account_behind(token: str) -> User | None:
    """The active account of a link, or None: used, expired and invented links look alike."""
    found = access_tokens.opened(PURPOSE, token)
    return None if found is None else User.objects.filter(pk=_number(found.subject), is_active=True).first()


@once
def set_by_link(token: str, password: str, *, key: Key | None = None) -> None:
    """Set a new password: the link is used up, every session and every lock-out ends. Raises NotOpen."""
    hashed = make_password(password)  # slow on purpose, so before anything is locked
    found = account_behind(token)
    if found is None:
        raise NotOpen
    user = User.objects.select_for_update(no_key=True).get(pk=found.pk)
    if account_behind(token) is None:
        raise NotOpen
    _set(user, hashed)
    devices.end_all(user)
    AxesProxyHandler.reset_attempts(username=user.username)
    logger.info("account %s: password set by a link", user.pk)


def _link(user: User, by: User | None) -> Link:
    now = clock.now()
    made = AccessToken.objects.filter(purpose=PURPOSE, subject=_subject(user), created_at__gt=now - WINDOW)
    times = sorted(made.values_list("created_at", flat=True))
    if len(times) >= MOST_LINKS:
        raise TooManyTries(times[-MOST_LINKS] + WINDOW, now)
    logger.info("account %s: link for a new password made by account %s", user.pk, by and by.pk)
    return Link(issue_link(user))


def _set(user: User, hashed: str) -> None:
    user.password = hashed
    user.save(update_fields=["password"])
    revoke_links(user)


def _subject(user: User) -> str:
    return f"user:{user.pk}"


def _number(subject: str) -> int:
    return int(subject.removeprefix("user:"))
