"""What comes back of members, invitations and devices, and for whom. A stranger's query is empty."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Case, IntegerField, Max, QuerySet, Value, When
from django.db.models.functions import Greatest

from partners.actors import Actor
from partners.models import AppSession, Invitation, Member, SignedInDevice, User

BACKEND = "partners.sign_in.PhoneOrUsernameBackend"
LEFT_SHOWN = 50
RANKS = {Member.Role.OWNER: 0, Member.Role.DISPATCHER: 1, Member.Role.TECHNICIAN: 2}


def members_of(actor: Actor) -> QuerySet[Member]:
    """The team of an owner, by role and name, each with `seen_at`: when a browser or app of theirs was last in use."""
    rank = Case(*(When(role=role, then=Value(place)) for role, place in RANKS.items()), output_field=IntegerField())
    team = Member.objects.select_related("user", "partner").annotate(
        seen_at=Greatest(Max("user__devices__seen_at"), Max("user__app_sessions__refreshed_at"), "user__last_login"),
        rank=rank,
    )
    own = team.filter(partner_id=actor.partner_id or 0) if actor.is_owner else team.none()
    return own.order_by("rank", "user__full_name", "pk")


def members_who_left(actor: Actor) -> QuerySet[Member]:
    """Those who were switched off, the latest rows first."""
    return members_of(actor).filter(is_active=False).order_by("-pk")[:LEFT_SHOWN]


def invitations_of(actor: Actor) -> QuerySet[Invitation]:
    """The owner's open invitations, expired ones too, the newest first."""
    waiting = Invitation.objects.select_related("invited_by__user").filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    return waiting.filter(partner_id=actor.partner_id or 0) if actor.is_owner else waiting.none()


def devices_of(actor: Actor, now: datetime) -> QuerySet[SignedInDevice]:
    """Where the actor's own account is signed in, the last used first."""
    living = Session.objects.filter(expire_date__gt=now).values("session_key")
    own = SignedInDevice.objects.filter(user=actor.user) if actor.user else SignedInDevice.objects.none()
    return own.filter(session_key__in=living).order_by("-seen_at", "-pk")


def apps_of(actor: Actor, now: datetime) -> QuerySet[AppSession]:
    """Where the actor's own account is signed in by the partner app, the last used first."""
    own = AppSession.objects.filter(user=actor.user) if actor.user else AppSession.objects.none()
    return own.filter(ended_at__isnull=True, expires_at__gt=now).order_by("-refreshed_at", "-pk")


def active_account(pk: int) -> User | None:
    """The account of this number, where it may sign in."""
    return User.objects.filter(pk=pk, is_active=True).first()


def staff_trusted_with(permission: str) -> QuerySet[User]:
    """Everybody of Rada whose role has this permission, `orders.add_closure`."""
    return User.objects.with_perm(permission, backend=BACKEND).filter(is_staff=True).order_by("pk")


def account_of_member(pk: int) -> User | None:
    """The account of a member who works for their partner now, where it may sign in."""
    return User.objects.filter(memberships=pk, memberships__is_active=True, is_active=True).first()
