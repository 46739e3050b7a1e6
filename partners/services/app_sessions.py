"""Signing in by the partner app: a short-lived token to call with, and one to get the next pair by.

Both are worked out from the session's seed, its generation and the server's secret; nothing that is stored opens
anything. A refresh token that was used before ends the session: whoever copied it, or was copied from, signs in anew.
"""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import FilteredRelation, Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from partners.actors import Actor, actor_of
from partners.models import AppSession, User
from partners.permissions import owes_second_step
from partners.services import authenticator
from partners.services.devices import LONGEST_AGENT
from partners.services.refusals import Refused
from partners.sign_in import counted_name, rests_for
from rada.platform import access_tokens
from rada.platform.idempotency import Key, once
from rada.web import clock

ACCESS_FOR = timedelta(minutes=15)
REFRESH_FOR = timedelta(days=30)
LEEWAY = timedelta(seconds=30)  # an answer that was lost on its way is asked for again
MOST_SESSIONS = 10
PURPOSE = "app_session"
ACCESS, REFRESH = "rada_app_", "rada_ref_"
SHAPE = re.compile(r"(?P<kind>rada_[a-z]{3}_)(?P<number>[0-9]{1,9})\.(?P<generation>[0-9]{1,9})\.[A-Za-z0-9_-]{43}")
logger = logging.getLogger(__name__)


class WrongPassword(Refused):
    """No such account, or another password: which of both, nobody learns."""

    def __str__(self) -> str:
        return _("The phone number or the password is wrong.")


class SignInRests(Refused):
    """Too many wrong passwords; `wait` seconds are left."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)

    def __str__(self) -> str:
        return _("Too many wrong passwords. Wait a while, then try again.")


class CodeNeeded(Refused):
    """The account has an authenticator app."""

    def __str__(self) -> str:
        return _("Send the code of your authenticator app along.")


class AppNeeded(Refused):
    """The account must have an authenticator app, and has none."""

    def __str__(self) -> str:
        return _("Your account needs an authenticator app. Set it up in the portal first.")


class NoMember(Refused):
    """The account works for no partner."""

    def __str__(self) -> str:
        return _("This account works for no partner, so it cannot be used in the app.")


class SessionOver(Refused):
    """Ended, expired, or its refresh token was used before."""

    def __str__(self) -> str:
        return _("You were signed out. Sign in again.")


@dataclass(frozen=True)
class Tokens:
    """What the app keeps; shown this once."""

    access_token: str
    refresh_token: str
    expires_in: int
    actor: Actor


def sign_in(request: Any, *, login: str, password: str, code: str, agent: str) -> Tokens:
    """Begin a session by phone or user name, password, and where the account has an app its code.

    Wrong passwords are counted as on the page. `request` says where from.
    Raises WrongPassword, SignInRests, CodeNeeded, AppNeeded, NoMember, and what `authenticator.verify` raises.
    """
    user: Any = authenticate(request, username=login, password=password)
    if user is None:
        if getattr(request, "axes_locked_out", False):
            request.axes_locked_out = False  # the page of the lock-out is for browsers
            rest = rests_for(counted_name(request, {"username": login}), getattr(request, "axes_ip_address", None))
            raise SignInRests(max(1, int(rest.total_seconds())))
        raise WrongPassword
    actor = actor_of(user)
    if not actor.is_partner:
        raise NoMember
    if authenticator.confirmed(user) is not None:
        if not code:
            raise CodeNeeded
        authenticator.verify(user, code)
    elif owes_second_step(actor):
        raise AppNeeded
    AxesProxyHandler.reset_attempts(username=user.username, ip_address=getattr(request, "axes_ip_address", None))
    return begin(user, actor, agent)


def refresh(token: str) -> Tokens:
    """The next pair for a refresh token. Raises SessionOver; one that was used before ends the session."""
    tokens = _refreshed(token)
    if tokens is None:  # raised here, so that the end of a copied session stays
        raise SessionOver
    return tokens


def actor_behind(token: str) -> tuple[AppSession, Actor] | None:
    """The session of an access token and who its member is now; None where any of both is over."""
    session = _session_of(ACCESS, token, refreshed_at__gt=clock.read_along() - ACCESS_FOR)
    if session is None or not _is_newest(ACCESS, token, session):
        return None
    actor = actor_of(session.user)
    return (session, actor) if actor.is_partner else None


@once
def end(session: AppSession, *, key: Key | None = None) -> None:
    """Sign the app out."""
    AppSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=clock.now())


@transaction.atomic
def begin(user: User, actor: Actor, agent: str) -> Tokens:
    """Begin a session of somebody who has shown who they are; the oldest of too many ends."""
    now = clock.now()
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    AppSession.objects.filter(user=user, expires_at__lte=now).delete()
    older = AppSession.objects.filter(user=user, ended_at__isnull=True).order_by("-refreshed_at", "-pk")
    AppSession.objects.filter(pk__in=list(older.values_list("pk", flat=True)[MOST_SESSIONS - 1 :])).update(ended_at=now)
    session = AppSession.objects.create(
        user=user, seed=secrets.token_hex(32), account_hash=user.get_session_auth_hash(), agent=agent[:LONGEST_AGENT],
        signed_in_at=now, refreshed_at=now, expires_at=now + REFRESH_FOR,
    )  # fmt: skip
    logger.info("account %s signed in by the app", user.pk)
    return _tokens(session, actor)


@transaction.atomic
def _refreshed(token: str) -> Tokens | None:
    found = _session_of(REFRESH, token)
    if found is None:
        return None
    session = AppSession.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=found.pk)
    now, actor = clock.now(), actor_of(session.user)
    generation = _generation(token)
    is_repeated = generation == session.generation - 1 and now <= session.refreshed_at + LEEWAY
    if session.ended_at is not None or not actor.is_partner:
        return None
    if generation != session.generation and not is_repeated:
        end(session)
        logger.warning("account %s: a refresh token came twice, the session was ended", session.user_id)
        return None
    session.generation += 1
    session.refreshed_at, session.expires_at = now, now + REFRESH_FOR
    session.save(update_fields=["generation", "refreshed_at", "expires_at"])
    return _tokens(session, actor)


def _session_of(kind: str, token: str, **standing: Any) -> AppSession | None:
    """The living session whose token, of whatever generation, this is, if it is `standing` so.

    One statement reads the clock, the session, its account and the membership: every call of the app asks it.
    """
    shape = SHAPE.fullmatch(token)
    if shape is None or shape["kind"] != kind:
        return None
    number, generation = int(shape["number"]), int(shape["generation"])
    living = AppSession.objects.filter(ended_at__isnull=True, expires_at__gt=clock.read_along(), user__is_active=True)
    active = FilteredRelation("user__memberships", condition=Q(user__memberships__is_active=True))
    accounts = living.annotate(membership=active).select_related("user", "membership__partner")  # type: ignore[misc]
    try:
        session = accounts.get(pk=number, **standing)
    except AppSession.DoesNotExist:
        return None
    session.user.membership = session.membership
    if not constant_time_compare(token, _token(kind, session, generation)):
        return None
    return session if constant_time_compare(session.account_hash, session.user.get_session_auth_hash()) else None


def _is_newest(kind: str, token: str, session: AppSession) -> bool:
    return constant_time_compare(token, _token(kind, session, session.generation))


def _generation(token: str) -> int:
    return int(token.split(".")[1])


def _token(kind: str, session: AppSession, generation: int) -> str:
    told = f"{kind} {session.pk} {session.seed} {generation}"
    return f"{kind}{session.pk}.{generation}.{access_tokens.worked_out(PURPOSE, told)}"


def _tokens(session: AppSession, actor: Actor) -> Tokens:
    access, refreshing = (_token(kind, session, session.generation) for kind in (ACCESS, REFRESH))
    return Tokens(access, refreshing, int(ACCESS_FOR.total_seconds()), actor)
