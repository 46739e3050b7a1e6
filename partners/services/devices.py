"""Where an account is signed in. Django's session opens the door; the row beside it lets its owner see and shut it."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from partners.models import AppSession, SignedInDevice, User
from rada.platform.idempotency import Key, once
from rada.web import clock

SEEN_EVERY_SECONDS = 300.0
MOST_REMEMBERED = 10_000
LONGEST_AGENT = 200
# How long a session may rest, and last in all. Who works for a partner is on a phone that locks itself, and may be away
# for a weekend; who works for Rada sees everybody's data. (A cookie ends by itself after SESSION_COOKIE_AGE.)
MEMBERS = timedelta(days=7), timedelta(days=14)
STAFFS = timedelta(hours=2), timedelta(hours=12)
logger = logging.getLogger(__name__)

# When this process last noted each session: asking the database on every request would cost a query every time.
_noted: OrderedDict[str, float] = OrderedDict()


@transaction.atomic
def signed_in(user: User, session_key: str, agent: str) -> None:
    """Note a session that begins; rows whose session has gone are swept out."""
    now = clock.now()
    living = Session.objects.filter(expire_date__gt=now).values("session_key")
    SignedInDevice.objects.filter(user=user).exclude(session_key__in=living).delete()
    SignedInDevice.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "agent": _kept(agent), "signed_in_at": now, "seen_at": now},
    )
    _remember(session_key)


def seen(user: User, session_key: str, agent: str) -> bool:
    """Note that a session is in use, every five minutes at most in each process; in between it costs nothing.

    False where it rested or lasted too long for this account: then it has been ended.
    """
    if time.monotonic() - _noted.get(session_key, float("-inf")) < SEEN_EVERY_SECONDS:
        return True
    now = clock.now()
    if _is_over(user, session_key, now):
        _end([session_key])
        logger.info("account %s: a session that rested or lasted too long was ended", user.pk)
        return False
    row = SignedInDevice(user=user, session_key=session_key, agent=_kept(agent), signed_in_at=now, seen_at=now)
    SignedInDevice.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["session_key"], update_fields=["seen_at"]
    )
    _remember(session_key)
    return True


def _is_over(user: User, session_key: str, now: datetime) -> bool:
    rests, lasts = STAFFS if user.is_staff else MEMBERS
    known = SignedInDevice.objects.filter(session_key=session_key)
    return known.filter(Q(seen_at__lt=now - rests) | Q(signed_in_at__lt=now - lasts)).exists()


def signed_out(session_key: str) -> None:
    """Forget a session that its owner ended."""
    SignedInDevice.objects.filter(session_key=session_key).delete()


def moved(old_key: str, new_key: str) -> None:
    """The same session goes on under a new key."""
    SignedInDevice.objects.filter(session_key=old_key).update(session_key=new_key)
    _remember(new_key)


@once
def end(device: SignedInDevice, *, key: Key | None = None) -> None:
    """Sign one device out; it is asked to sign in at its next request."""
    _end([device.session_key])


@once
def end_others(user: User, session_key: str, *, key: Key | None = None) -> None:
    """Sign the account out everywhere but in the session of this key."""
    end_all(user, except_key=session_key)


def end_all(user: User, *, except_key: str = "") -> None:
    """End every session of an account, those of the app too, in the caller's transaction."""
    AppSession.objects.filter(user=user, ended_at__isnull=True).update(ended_at=clock.now())
    keys = SignedInDevice.objects.filter(user=user).exclude(session_key=except_key)
    _end(list(keys.values_list("session_key", flat=True)))


def _end(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    SignedInDevice.objects.filter(session_key__in=keys).delete()


def _kept(agent: str) -> str:
    return agent.replace("\x00", "")[:LONGEST_AGENT]


def _remember(session_key: str) -> None:
    _noted[session_key] = time.monotonic()
    _noted.move_to_end(session_key)
    while len(_noted) > MOST_REMEMBERED:
        _noted.popitem(last=False)
