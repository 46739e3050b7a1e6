"""Whether a file reaches its own end: decoders forgive a missing one, and a photo cut off on its way looks whole then.

For the decoding process alone. What stands behind the end is nobody's business here; it is not kept.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Callable
from pathlib import Path

MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # neither filling, nor a restart, nor a byte of the picture
START_OF_SCAN, END, ALONE = 0xDA, 0xD9, frozenset({0x01, 0xD8})
MOST_CHUNKS, MOST_SEGMENTS, MOST_PASSES = 20_000, 5_000, 64
MOST_FILLING = 65_536  # bytes between segments, which decoders skip one by one


def is_whole(path: Path, named: str) -> bool:
    """Whether a file of that format (JPEG, PNG, WEBP, HEIF) is complete, as far as its frame says."""
    look = LOOKS.get(named)
    if look is None:
        return True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return look(content)


def _jpeg(content: mmap.mmap) -> bool:
    """The first picture's end marker is there: segments are stepped over, the picture's own bytes searched.

    A picture that comes in more passes than any camera writes would be decoded as often.
    """
    at, passes, filling = 2, 0, 0
    for _number in range(MOST_SEGMENTS):
        found = MARKER.search(content, at)
        if found is None:
            return False
        filling += 0 if passes else found.start() - at
        kind, at = found.group(1)[0], found.end()
        if kind == END:
            return True
        passes += kind == START_OF_SCAN
        if passes > MOST_PASSES or filling > MOST_FILLING:
            return False
        if kind not in ALONE and at + 2 <= len(content):
            at += struct.unpack_from(">H", content, at)[0]
    return False


def _png(content: mmap.mmap) -> bool:
    """Chunk after chunk up to the end's, and not more of them than a photo has."""
    at = 8
    for _number in range(MOST_CHUNKS):
        if at + 12 > len(content):
            return False
        if content[at + 4 : at + 8] == b"IEND":
            return True
        at += 12 + struct.unpack_from(">I", content, at)[0]
    return False


def _webp(content: mmap.mmap) -> bool:
    return len(content) >= 12 and struct.unpack_from("<I", content, 4)[0] + 8 <= len(content) + 1


LOOKS: dict[str, Callable[[mmap.mmap], bool]] = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp}
