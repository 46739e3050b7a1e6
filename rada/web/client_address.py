"""Where a request comes from: to count by, never to keep."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; behind a proxy the one that the proxy itself added last. Empty where nobody says.

    What a proxy added and is no address counts for nothing: tries are then counted by the proxy's own.
    """
    asks = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        added = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return added if _is_address(added) else asks
    return asks


def _is_address(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True
