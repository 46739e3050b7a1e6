"""What a stamp's QR code says: `RADA1:SERIAL:SIGNATURE`, so that a made-up serial does not pass."""

from __future__ import annotations

import base64
import hmac

from django.utils.crypto import salted_hmac

PREFIX = "RADA1"
LETTERS = 8


def serial_of(text: str) -> str | None:
    """The serial that a correctly signed code names; None for any other text."""
    prefix, _colon, rest = text.partition(":")
    serial, _colon, signature = rest.rpartition(":")
    if prefix != PREFIX or not serial or not hmac.compare_digest(signature.encode(), signature_of(serial).encode()):
        return None
    return serial


def signature_of(serial: str) -> str:
    """Eight letters that only we can make for this serial."""
    digest = salted_hmac("orders.stamp_codes", serial, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:LETTERS]
