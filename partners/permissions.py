"""Who of a partner may do what. Each reads as a question; services ask again what views already asked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied

from partners.actors import Actor

Permission = Callable[[Actor], bool]


def require(permission: Permission, actor: Actor) -> None:
    """Raise PermissionDenied where the actor may not."""
    if not permission(actor):
        raise PermissionDenied(permission.__name__)


def is_member(actor: Actor) -> bool:
    """Anybody who works for a partner."""
    return actor.is_partner


def is_dispatching(actor: Actor) -> bool:
    """An owner or dispatcher."""
    return actor.is_dispatching


def is_signed_in(actor: Actor) -> bool:
    """Anybody with an account and a place: a partner's member or Rada's staff."""
    return actor.user is not None


def is_owner(actor: Actor) -> bool:
    """The partner's owner."""
    return actor.is_owner


def owes_second_step(actor: Actor) -> bool:
    """Whether the operator asks this actor for an authenticator app."""
    asked = settings.TOTP_REQUIRED_FOR
    is_staff = actor.user is not None and actor.user.is_staff
    return ("owners" in asked and actor.is_owner) or ("staff" in asked and is_staff)
