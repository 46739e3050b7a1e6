"""What opens something or reaches somebody, found by its shape and left out: the last net under what a log says."""

from __future__ import annotations

import re

LEFT_OUT = "..."
SHAPES = (
    # What follows the question mark of an address: searches, names, codes.
    re.compile(r"(?<=\?)[^\s\"'?]*=[^\s\"']*"),
    # Tokens as `secrets.token_urlsafe` makes them. No word of the code has capitals and is that long.
    re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{25,}"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Vietnamese phone numbers in any spelling: 0912 345 678, +84912345678, 84.912.345.678.
    re.compile(r"(?<![\w.])(?:\+?84[ .-]?|0)\d(?:[ .-]?\d){7,9}(?!\w)"),
)


def masked(text: str) -> str:
    """The text without tokens, phone numbers, mail addresses and query strings."""
    for shape in SHAPES:
        text = shape.sub(LEFT_OUT, text)
    return text
