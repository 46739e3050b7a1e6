"""Who works for a partner, and as what. The partner's row is locked first, so that one owner always stays."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from partners import permissions
from partners.actors import Actor
from partners.models import Member, Partner, User
from partners.services import devices, passwords
from partners.services.refusals import Refused
from rada.platform.idempotency import Key, once

logger = logging.getLogger(__name__)


class LastOwner(Refused):
    """A partner without an owner could not be helped by anybody but Rada."""

    def __str__(self) -> str:
        return _("Your team needs at least one owner. Make somebody else an owner first, then repeat this step.")


class HasLeft(Refused):
    """Roles are for people who work here."""

    def __str__(self) -> str:
        return _("This person is switched off. Switch them on first, then change their role.")


class NotFree(Refused):
    """The account works for somebody else; who that is, is nobody's business here."""

    def __str__(self) -> str:
        return _("This account cannot join your team at the moment. Ask the person to talk to Rada about it.")


@once
def change_role(member: Member, role: str, *, by: Actor, key: Key | None = None) -> None:
    """Give a member another role; it holds from their next request on. Raises LastOwner, HasLeft, PermissionDenied."""
    locked = own_member(member, by=by)
    if not locked.is_active:
        raise HasLeft
    if locked.role == role:
        return
    if locked.role == Member.Role.OWNER:
        _require_another_owner(locked)
    before, locked.role = locked.role, Member.Role(role)
    locked.save(update_fields=["role"])
    _log(f"role {before} -> {role}", locked, by)


@once
def switch_off(member: Member, *, by: Actor, key: Key | None = None) -> None:
    """A member works here no more: every session ends now, links for a new password too; their jobs stay as they are.

    Raises LastOwner, PermissionDenied.
    """
    locked = own_member(member, by=by)
    if not locked.is_active:
        return
    if locked.role == Member.Role.OWNER:
        _require_another_owner(locked)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    devices.end_all(locked.user)
    locked.user.push_devices.all().delete()
    passwords.revoke_links(locked.user)
    _log("switched off", locked, by)


@once
def switch_on(member: Member, *, by: Actor, key: Key | None = None) -> None:
    """A member works here again, in the role they had. Raises NotFree, PermissionDenied."""
    locked = own_member(member, by=by)
    if locked.is_active:
        return
    require_free(locked.user)
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    _log("switched on", locked, by)


@once
def rename(user: User, full_name: str, *, key: Key | None = None) -> None:
    """Change the account's own name."""
    User.objects.filter(pk=user.pk).update(full_name=full_name)


def own_member(member: Member, *, by: Actor) -> Member:
    """The member as they stand now, the partner locked; for an owner who still is one. Raises PermissionDenied."""
    lock_partner_of(by)
    found = Member.objects.select_related("user", "partner").filter(pk=member.pk, partner_id=by.partner_id or 0).first()
    if found is None:
        raise PermissionDenied("own_member")
    return found


def lock_partner_of(by: Actor) -> Partner:
    """The owner's partner, locked in the caller's transaction. Raises PermissionDenied."""
    permissions.require(permissions.is_owner, by)
    partner = Partner.objects.select_for_update(no_key=True).get(pk=by.partner_id or 0)
    still_owns = Member.objects.filter(pk=by.member_id or 0, partner=partner, role=Member.Role.OWNER, is_active=True)
    if not still_owns.exists():
        raise PermissionDenied("is_owner")
    return partner


def require_free(user: User) -> None:
    """Raise NotFree where the account works for a partner. The account is locked in the caller's transaction."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if Member.objects.filter(user=user, is_active=True).exists():
        raise NotFree


def join(partner: Partner, user: User, role: str) -> Member:
    """Let an account work for a partner, in its old row where there is one; partner and account are locked."""
    known = Member.objects.filter(partner=partner, user=user).order_by("-pk").first()
    member = known or Member(partner=partner, user=user)
    member.role, member.is_active = Member.Role(role), True
    with transaction.atomic():
        member.save()
    return member


def _require_another_owner(member: Member) -> None:
    others = Member.objects.filter(
        partner_id=member.partner_id, role=Member.Role.OWNER, is_active=True, user__is_active=True
    ).exclude(pk=member.pk)
    if not others.exists():
        raise LastOwner


def _log(what: str, member: Member, by: Actor) -> None:
    logger.info("member %s of partner %s: %s by account %s", member.pk, member.partner_id, what, by.user and by.user.pk)
