"""Secrets that open one thing for one purpose: 256 bits, stored hashed, expiring, revocable."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import QuerySet

from rada.platform.models import AccessToken
from rada.web import clock


def issue(purpose: str, subject: str, *, valid_for: timedelta, token: str = "") -> str:
    """A new token; only its SHA-256 is kept, so it is shown this once. A given one is as hard to guess."""
    token = token or secrets.token_urlsafe(32)
    now = clock.now()
    AccessToken.objects.create(
        digest=digest_of(token), purpose=purpose, subject=subject, created_at=now, expires_at=now + valid_for
    )
    return token


def opened(purpose: str, token: str) -> AccessToken | None:
    """The row behind a token, or None: wrong, expired, revoked and made for something else look alike."""
    now = clock.now()
    found = _valid(purpose).filter(digest=digest_of(token)).first()
    if found is not None:
        AccessToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def still_opens(purpose: str, pk: int) -> AccessToken | None:
    """The row of that number where it is neither expired nor revoked: for a cookie that stands for the link."""
    return _valid(purpose).filter(pk=pk).first()


def revoke(purpose: str, subject: str) -> int:
    """End every token of this purpose for a subject. Returns how many were open."""
    return AccessToken.objects.filter(purpose=purpose, subject=subject, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


def digest_of(token: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _valid(purpose: str) -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(purpose=purpose, revoked_at__isnull=True, expires_at__gt=clock.now())
