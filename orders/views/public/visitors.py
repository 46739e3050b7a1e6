"""Who sends a form without an account: a random number in a cookie, so that two strangers' keys never meet.

It names nobody, lasts half a day, goes to the request form alone, and is known to no other page.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = settings.VISITOR_COOKIE_NAME
LASTS_SECONDS = 12 * 3600
OURS = re.compile(r"[A-Za-z0-9_-]{22}")


def visitor_of(request: HttpRequest) -> str:
    """The visitor's number, a new one where none came; also what the request's idempotency key belongs to."""
    sent = request.COOKIES.get(COOKIE, "")
    visitor = sent if OURS.fullmatch(sent) else secrets.token_urlsafe(16)
    request.key_scope = f"visitor:{visitor}"  # type: ignore[attr-defined]
    return visitor


def remember(answer: HttpResponse, visitor: str, *, path: str) -> HttpResponse:
    """Give the number to the browser, for the form's own address."""
    answer.set_cookie(
        COOKIE, visitor, max_age=LASTS_SECONDS, path=path, secure=not settings.LOCAL, httponly=True, samesite="Lax"
    )
    return answer
