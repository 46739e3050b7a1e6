"""Web push: one sealed message to one browser's push service. Never called while a transaction is open."""

from __future__ import annotations

import http.client
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from rada.lib import web_push

TIMEOUT_SECONDS = 5
GONE = frozenset({404, 410})
LONGEST_TTL, SHORTEST_TTL = 4 * 3600, 60


@dataclass(frozen=True)
class Answer:
    """What a push service said: its status, or 0 and why it could not be asked."""

    status: int
    words: str

    @property
    def arrived(self) -> bool:
        """Whether the service took the message."""
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the browser has ended its subscription."""
        return self.status in GONE


def is_on() -> bool:
    """Whether this house has a key to sign with."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What browsers need to subscribe; empty where push is off."""
    return web_push.public_key(settings.VAPID_PRIVATE_KEY) if is_on() else ""


def is_allowed(endpoint: str) -> bool:
    """Whether the address belongs to a push service that we write to."""
    return web_push.is_allowed(endpoint, settings.PUSH_ALLOWED_HOSTS)


def send(browser: web_push.Browser, message: dict[str, Any], *, ttl_seconds: float, topic: str) -> Answer:
    """Send one message; a later one with the same topic replaces it where it still waits. Follows no redirect."""
    if not is_allowed(browser.endpoint):
        return Answer(410, "no push service that we know")
    ttl = int(min(max(ttl_seconds, SHORTEST_TTL), LONGEST_TTL))
    try:
        body, headers = web_push.sealed(
            settings.VAPID_PRIVATE_KEY, settings.PUSH_CONTACT, browser, message, ttl_seconds=ttl
        )
        return _post(browser.endpoint, body, {**headers, "urgency": "high", "topic": topic[:32]})
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(0, type(error).__name__)


def _post(endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
    parts = urlsplit(endpoint)
    line = http.client.HTTPSConnection(
        str(parts.hostname), parts.port or 443, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    try:
        line.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), body=body, headers=headers)
        answer = line.getresponse()
        return Answer(answer.status, f"{answer.status} {answer.reason}"[:100])
    finally:
        line.close()
