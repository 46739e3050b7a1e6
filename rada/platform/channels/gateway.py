"""A gateway that takes one message as JSON. Never called while a transaction is open."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Answer:
    """What a channel said; `words` are evidence and hold neither the message nor whom it went to."""

    arrived: bool
    words: str


def post(address: str, token: str, message: dict[str, Any]) -> Answer:
    """Hand a message over, with the token as a bearer's. HTTPS alone; no redirect is followed, no answer is kept."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return Answer(False, "the gateway's address is no https address")
    body = json.dumps(message, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    line = http.client.HTTPSConnection(
        parts.hostname, parts.port or 443, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    try:
        line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        status = line.getresponse().status
        return Answer(200 <= status < 300, f"gateway {status}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(False, f"gateway {type(error).__name__}")
    finally:
        line.close()
