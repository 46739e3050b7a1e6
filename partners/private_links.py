"""Addresses as somebody outside can open them."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def address_of(name: str, token: str) -> str:
    """The whole address of a private link."""
    return whole_address(reverse(name, args=[token]))


def whole_address(path: str) -> str:
    """The whole address of a page; it begins as the settings say, whatever host was asked."""
    return settings.SITE_URL.rstrip("/") + path
