"""The hash chain: each event carries the hash of the one before it, so that a changed past shows. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def event_hash(previous: str, facts: dict[str, Any]) -> str:
    """SHA-256, hexadecimal, over the previous hash and the event's facts."""
    return linked(previous, canonical(facts))


def canonical(facts: dict[str, Any]) -> str:
    """An event's facts as canonical JSON: sorted keys, nothing between them, letters as they are."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def linked(previous: str, facts: str) -> str:
    """SHA-256, hexadecimal, in UTF-8 over the previous hash, a line's end and canonical facts."""
    return hashlib.sha256(f"{previous}\n{facts}".encode()).hexdigest()


def stated(instant: datetime) -> str:
    """An instant as the chain writes it: UTC, always six digits of microseconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text_hash(salt: str, text: str) -> str:
    """SHA-256, hexadecimal, of a remark's salted text."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
