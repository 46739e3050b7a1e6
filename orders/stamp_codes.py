"""What a stamp's QR code says: its serial and a short signature, so that a made-up serial does not pass.

    code_of("ABCDE-FGHJK")                     # RADA1:ABCDE-FGHJK:7Q2M5XKPR4
    serial_of("RADA1:ABCDE-FGHJK:7Q2M5XKPR4")  # ABCDE-FGHJK, or None for every other signature

Capital letters, digits, "-" and ":" alone: a QR code holds them in its smallest alphabet. Needs no database.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from django.conf import settings

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read as something else
MARK = "RADA1"
LETTERS = 10  # of five bits each
PURPOSE = b"rada.orders.stamp_codes"
CODE = re.compile(rf"{MARK}:([A-Z0-9-]{{1,64}}):([{ALPHABET}]{{{LETTERS}}})")
CLAIM = re.compile(rf"RADA[0-9]*:.*|[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}")


def code_of(serial: str) -> str:
    """The text of a stamp's QR code, signed with the key in force."""
    return f"{MARK}:{serial}:{_signature(serial, settings.STAMP_KEYS[0])}"


def serial_of(text: str) -> str | None:
    """The serial of a code that was signed with a key of ours, old ones included; None for any other text.

    White space and small letters, as phones deliver them, do not matter.
    """
    found = CODE.fullmatch(_folded(text))
    if found is None:
        return None
    serial, signature = found.groups()
    # Every key is tried, whichever fits: how long it takes tells nothing.
    fits = [hmac.compare_digest(signature, _signature(serial, key)) for key in settings.STAMP_KEYS]
    return serial if any(fits) else None


def claims_to_be_one(text: str) -> bool:
    """Whether a text looks like the code of a stamp of ours, signed or not, so that a person should know of it."""
    return CLAIM.fullmatch(_folded(text)) is not None


def _folded(text: str) -> str:
    """As codes are written. Letters beyond ASCII stay as they are: some of them have a capital that is an ASCII one."""
    folded = "".join(text.split())
    return folded.upper() if folded.isascii() else folded


def _signature(serial: str, secret: str) -> str:
    key = hmac.digest(PURPOSE, secret.encode(), hashlib.sha256)
    number = int.from_bytes(hmac.digest(key, serial.encode(), hashlib.sha256), "big") >> (256 - 5 * LETTERS)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(LETTERS)))
