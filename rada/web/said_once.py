"""What the next page says once: kept in a cookie whose name is prefixed in production, as every other's is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookie(CookieStorage):
    """Django's own, under the settings' name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = settings.MESSAGES_COOKIE_NAME


class SaidOnce(FallbackStorage):
    """The cookie, and the session for what is too long for one."""

    storage_classes = (NamedCookie, SessionStorage)
