"""Secrets that open one thing for one purpose: 256 bits, stored hashed, expiring, revocable."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from rada.platform.models import AccessToken
from rada.web import clock

WHOLE = re.compile(r"[A-Za-z0-9_-]{43}")


def issue(purpose: str, subject: str, *, valid_for: timedelta, token: str = "", needs_code: bool = False) -> str:
    """A new token; only its SHA-256 is kept, so it is shown this once. A given one is as hard to guess.

    One that `needs_code` is seen by somebody else than whom it is for: alone it opens, and lets nobody act.
    """
    token = token or new()
    now = clock.now()
    AccessToken.objects.create(
        digest=digest_of(token), purpose=purpose, subject=subject, created_at=now, expires_at=now + valid_for,
        needs_code=needs_code,
    )  # fmt: skip
    return token


def new() -> str:
    """256 random bits as 43 letters."""
    return secrets.token_urlsafe(32)


def worked_out(purpose: str, told: str) -> str:
    """A token as hard to guess as a random one, the same each time: 32 bytes that only the server's secret gives.

    Nothing that is stored leads back to it; whoever needs it again works it out from what was told.
    """
    digest = salted_hmac(purpose, told, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def opened(purpose: str, token: str) -> AccessToken | None:
    """The row behind a token, or None: wrong, expired, revoked and made for something else look alike.

    Nothing is written: programs that look at every link in a message open it too.
    """
    return _valid(purpose).filter(digest=digest_of(token)).first()


def was_made(token: str) -> bool:
    """Whether such a token was ever made, for whatever purpose, open or not."""
    return AccessToken.objects.filter(digest=digest_of(token)).exists()


def looks_whole(token: str) -> bool:
    """Whether it has the length and letters of ours; anything else was cut off on its way, or is none."""
    return WHOLE.fullmatch(token) is not None


def still_opens(purpose: str, pk: int) -> AccessToken | None:
    """The row of that number where it is neither expired nor revoked: for a cookie that stands for the link."""
    return _valid(purpose).filter(pk=pk).first()


def open_for(purpose: str, subject: str) -> QuerySet[AccessToken]:
    """The tokens of this purpose that open a subject now, the newest first."""
    return _valid(purpose).filter(subject=subject).order_by("-created_at", "-pk")


def lock(pk: int) -> None:
    """Keep others from acting through this token until the transaction ends."""
    AccessToken.objects.select_for_update(no_key=True).filter(pk=pk).first()


def note_use(pk: int) -> None:
    """Note that somebody has just done something by this token; opening it is not doing."""
    AccessToken.objects.filter(pk=pk).update(last_used_at=clock.now())


def revoke(purpose: str, subject: str, *, but: int = 0) -> int:
    """End every token of this purpose for a subject, `but` the one of that number. Returns how many were ended."""
    standing = AccessToken.objects.filter(purpose=purpose, subject=subject, revoked_at__isnull=True)
    return standing.exclude(pk=but).update(revoked_at=clock.now())


def digest_of(token: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _valid(purpose: str) -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(purpose=purpose, revoked_at__isnull=True, expires_at__gt=clock.now())
