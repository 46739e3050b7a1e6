"""Invitations: a place in the team, taken by a private link that is shown once and that opens nothing by being read."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.models import Invitation, Member, Partner, User
from partners.services.members import join, lock_partner_of, require_free
from partners.services.refusals import Refused
from rada.lib.phones import masked_phone
from rada.platform import access_tokens
from rada.platform.idempotency import Key, once
from rada.web import clock

PURPOSE = "invitation"
VALID_FOR = timedelta(days=7)
logger = logging.getLogger(__name__)


class AlreadyHere(Refused):
    """The phone belongs to somebody of the team."""

    def __init__(self, member: Member) -> None:
        self.is_active = member.is_active
        super().__init__(member.pk)

    def __str__(self) -> str:
        if self.is_active:
            return _("Somebody with this phone number already works in your team.")
        return _("Somebody with this phone number was in your team before: switch them on in the list of members.")


class AlreadyInvited(Refused):
    """One open invitation for a phone."""

    def __str__(self) -> str:
        return _("This phone number is already invited. Make a new link in the list of invitations instead.")


class NotOpen(Refused):
    """Accepted, withdrawn or expired, or never there."""

    def __str__(self) -> str:
        return _("This invitation is not open any more. Ask the owner of the company for a new one.")


class AccountExists(Refused):
    """Whoever has an account joins with it."""

    def __str__(self) -> str:
        return _("There is an account with this phone number. Sign in with it, then open this invitation again.")


class OtherPhone(Refused):
    """An invitation is for one phone number."""

    def __init__(self, phone: str) -> None:
        self.phone = phone
        super().__init__()

    def __str__(self) -> str:
        said = _("This invitation is for the phone number %(phone)s. Sign in with the account of that number.")
        return said % {"phone": masked_phone(self.phone)}


@dataclass(frozen=True)
class Link:
    """A secret to hand over; no number or text, so that it is never kept as the answer to a key."""

    token: str


@once
def invite(*, full_name: str, phone: str, role: str, by: Actor, key: Key | None = None) -> Link:
    """Hold a place for somebody, `phone` as E.164. Raises AlreadyHere, AlreadyInvited, PermissionDenied."""
    partner = lock_partner_of(by)
    known = Member.objects.filter(Q(user__phone=phone) | Q(user__username=phone), partner=partner)
    member = known.order_by("-is_active").first()
    if member is not None:
        raise AlreadyHere(member)
    now = clock.now()
    _open().filter(partner=partner, phone=phone, expires_at__lte=now).update(withdrawn_at=now)
    if _open().filter(partner=partner, phone=phone).exists():
        raise AlreadyInvited
    made = Invitation.objects.create(
        partner=partner, full_name=full_name, phone=phone, role=role,
        invited_by_id=by.member_id or 0, invited_at=now, expires_at=now + VALID_FOR,
    )  # fmt: skip
    _log("made", made, by.user)
    return Link(access_tokens.issue(PURPOSE, _subject(made), valid_for=VALID_FOR))


@once
def renew(invitation: Invitation, *, by: Actor, key: Key | None = None) -> Link:
    """A new link for another week; the old one opens nothing any more. Raises NotOpen, PermissionDenied."""
    held = _own(invitation, by)
    held.expires_at = clock.now() + VALID_FOR
    held.save(update_fields=["expires_at"])
    access_tokens.revoke(PURPOSE, _subject(held))
    _log("renewed", held, by.user)
    return Link(access_tokens.issue(PURPOSE, _subject(held), valid_for=VALID_FOR))


@once
def withdraw(invitation: Invitation, *, by: Actor, key: Key | None = None) -> None:
    """Give the place up. Raises NotOpen, PermissionDenied."""
    held = _own(invitation, by)
    held.withdrawn_at = clock.now()
    held.save(update_fields=["withdrawn_at"])
    access_tokens.revoke(PURPOSE, _subject(held))
    _log("withdrawn", held, by.user)


def behind(token: str) -> Invitation | None:
    """The open invitation of a link, or None: expired, withdrawn, taken and invented ones look alike."""
    found = access_tokens.opened(PURPOSE, token)
    if found is None:
        return None
    number = int(found.subject.removeprefix("invitation:"))
    return _open().select_related("partner", "invited_by__user").filter(pk=number, expires_at__gt=clock.now()).first()


@once
def accept_with_new_account(token: str, *, password: str, key: Key | None = None) -> None:
    """Make the account of the invited phone and let it join. Raises NotOpen, AccountExists."""
    hashed = make_password(password)  # slow on purpose, so before anything is locked
    held = _taken_up(token)
    if User.objects.filter(Q(phone=held.phone) | Q(username=held.phone)).exists():
        raise AccountExists
    user = User.objects.create(username=held.phone, phone=held.phone, full_name=held.full_name, password=hashed)
    _accept(held, user)


@once
def accept_as(token: str, *, user: User, key: Key | None = None) -> None:
    """Let the account of the invited phone join. Raises NotOpen, OtherPhone, members.NotFree."""
    held = _taken_up(token)
    if user.phone != held.phone:
        raise OtherPhone(held.phone)
    require_free(user)
    _accept(held, user)


def _accept(held: Invitation, user: User) -> None:
    join(held.partner, user, held.role)
    held.accepted_at, held.accepted_by = clock.now(), user
    held.save(update_fields=["accepted_at", "accepted_by"])
    access_tokens.revoke(PURPOSE, _subject(held))
    _log("accepted", held, user)


def _taken_up(token: str) -> Invitation:
    """The invitation as it stands now, its partner locked."""
    found = behind(token)
    if found is None:
        raise NotOpen
    Partner.objects.select_for_update(no_key=True).get(pk=found.partner_id)
    held = behind(token)
    if held is None:
        raise NotOpen
    return held


def _own(invitation: Invitation, by: Actor) -> Invitation:
    partner = lock_partner_of(by)
    found = Invitation.objects.filter(pk=invitation.pk, partner=partner).first()
    if found is None:
        raise PermissionDenied("own_invitation")
    if found.accepted_at or found.withdrawn_at:
        raise NotOpen
    return found


def _open():  # type: ignore[no-untyped-def]
    return Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


def _subject(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"


def _log(what: str, invitation: Invitation, user: User | None) -> None:
    logger.info(
        "invitation %s as %s to partner %s: %s by account %s",
        invitation.pk, invitation.role, invitation.partner_id, what, user and user.pk,
    )  # fmt: skip
