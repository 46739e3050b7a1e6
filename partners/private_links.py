"""Private links as somebody outside can open them."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def address_of(name: str, token: str) -> str:
    """The whole address; it begins as the settings say, whatever host was asked."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[token])
