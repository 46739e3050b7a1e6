"""Where a request comes from: to count by, never to keep."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; behind a proxy the one that the proxy itself added last. Empty where nobody says."""
    if settings.BEHIND_PROXY:
        added = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if added:
            return str(added)
    return str(request.META.get("REMOTE_ADDR", ""))
