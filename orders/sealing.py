"""Files that prove themselves: a block that programs read, and a seal over every byte before it.

The block stands anywhere in the file, the seal in its last line. Who changes the file cannot make its seal anew.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

BLOCK = re.compile(rb"rada-evidence:([A-Za-z0-9_-]+)")
SEAL = re.compile(rb"(?:<!-- |%)rada-seal:([0-9a-f]{64})(?: -->)?\s*\Z")
SALT = "rada.evidence"


class NotSealed(ValueError):
    """The file is none of ours: no block that can be read, or no seal."""


@dataclass(frozen=True)
class Sealed:
    """What a file says to programs, and whether every byte of it is as it was when it was sealed."""

    content: dict[str, Any]
    is_whole: bool


def block(content: dict[str, Any]) -> str:
    """The block that programs read, letters and digits alone."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return f"rada-evidence:{base64.urlsafe_b64encode(written).decode().rstrip('=')}"


def sealed_html(page: bytes) -> bytes:
    """The page with its seal as a comment behind it."""
    return page.rstrip() + f"\n<!-- rada-seal:{_seal(page.rstrip())} -->\n".encode()


def sealed_pdf(pdf: bytes) -> bytes:
    """The PDF with its seal as a comment behind it, which readers pass over."""
    return pdf.rstrip() + f"\n%rada-seal:{_seal(pdf.rstrip())}\n".encode()


def read(file: bytes) -> Sealed:
    """The block of a file, and whether its seal holds. Raises NotSealed."""
    seal, found = SEAL.search(file), BLOCK.search(file)
    if seal is None or found is None:
        raise NotSealed("it carries no block or no seal of Rada's")
    text = found[1]
    try:
        content = json.loads(base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as error:
        raise NotSealed("its block cannot be read") from error
    if not isinstance(content, dict):
        raise NotSealed("its block cannot be read")
    return Sealed(content, _is_seal_of(file[: seal.start()].rstrip(), seal[1].decode()))


def _is_seal_of(content: bytes, seal: str) -> bool:
    """Whether the server made that seal over the content, with its secret or one that it had before."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(_seal(content, secret), seal) for secret in secrets)


def _seal(content: bytes, secret: str | None = None) -> str:
    """Keyed by a secret of the server, today's where none is given; bytes that are no text as their hexadecimal."""
    return salted_hmac(SALT, content.hex(), secret=secret, algorithm="sha256").hexdigest()
