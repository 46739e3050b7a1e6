"""Takes a picture's fingerprint. For the decoding process alone; what is made of fingerprints is in `fingerprints`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from orders.photos import fingerprints
from orders.photos.fingerprints import SIDE
from orders.photos.plane import Point, mapped, perspective

LOOKED_AT = 512  # pixels of the longer side: what is smaller is handwriting's ink, not its place
CUT = 0.03
INNER, TURN = 0.07, 2.0
AROUND = {"s": 4.5, "m": 6.0, "l": 8.5}  # code widths
GRAIN = 8  # pixels of a cell before it becomes one


def fingerprint(picture: Any, corners: Sequence[Point] | None) -> str:
    """The fingerprint of an upright picture; `corners` of a code in it, in shares of its size, where there is one."""
    grey = picture.convert("L")
    grey.thumbnail((LOOKED_AT, LOOKED_AT), reducing_gap=2.0)
    views = {name: _bits(_cut(grey, number)) for number, name in enumerate(fingerprints.CUT_VIEWS)}
    views[fingerprints.SLIGHTLY_CUT] = _bits(_cut(grey, 15, CUT / 2))
    for name, turn in zip(fingerprints.INNER_VIEWS, (0.0, TURN, -TURN), strict=True):
        views[name] = _bits(_inner(grey, turn, grey.size))
    for name, turn in zip(fingerprints.GROWN_VIEWS, (TURN, -TURN), strict=True):
        views[name] = _bits(_inner(grey, turn, _before_turning(grey.size)))
    if corners is not None:
        for name, widths in AROUND.items():
            views[name] = _bits(_around_code(grey, corners, widths))
    return fingerprints.text_of({name: bits for name, bits in views.items() if fingerprints.is_telling(bits)})


def _cut(grey: Any, sides: int, share: float = CUT) -> Any:
    left, top, right, bottom = (share if sides >> side & 1 else 0.0 for side in range(4))
    width, height = grey.size
    return _shrunk(grey, (left * width, top * height, (1 - right) * width, (1 - bottom) * height))


def _inner(grey: Any, turn: float, size: tuple[float, float]) -> Any:
    """The part of a picture of that size that is still there when it was turned a little, turned back."""
    angle = math.radians(turn)
    across, down = (0.5 - INNER) * size[0], (0.5 - INNER) * size[1]
    there = []
    for x, y in ((-across, -down), (across, -down), (across, down), (-across, down)):
        turned_x, turned_y = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        there.append((grey.width / 2 + turned_x, grey.height / 2 + turned_y))
    return _seen(grey, there)


def _before_turning(size: tuple[int, int]) -> tuple[float, float]:
    """How large a picture was that grew to this size so that its corners stayed in it."""
    sine = math.sin(math.radians(TURN))
    width, height = size
    return (width - height * sine) / (1 - sine * sine), (height - width * sine) / (1 - sine * sine)


def _around_code(grey: Any, corners: Sequence[Point], widths: float) -> Any:
    """A square so many code widths wide, the code upright in its middle."""
    code = [(x * grey.width, y * grey.height) for x, y in corners]
    low, high = (1 - widths) / 2, (1 + widths) / 2
    way = perspective([(0, 0), (1, 0), (1, 1), (0, 1)], code)
    return _seen(grey, [mapped(way, point) for point in ((low, low), (high, low), (high, high), (low, high))])


def _seen(grey: Any, there: Sequence[Point]) -> Any:
    """What lies between four corners, in cells; what is outside the picture is its middle grey."""
    from PIL import Image

    width, height = (SIDE + 1) * GRAIN, SIDE * GRAIN
    way = perspective([(0, 0), (width, 0), (width, height), (0, height)], there)
    middle = grey.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    seen = grey.transform(
        (width, height), Image.Transform.PERSPECTIVE, way, Image.Resampling.BILINEAR, fillcolor=middle
    )
    return _shrunk(seen, (0, 0, width, height))


def _shrunk(grey: Any, box: tuple[float, float, float, float]) -> Any:
    from PIL import Image

    return grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX, box=box)


def _bits(cells: Any) -> int:
    """Which of two neighbours in a row is brighter, row by row."""
    levels = cells.tobytes()
    bits = 0
    for y in range(SIDE):
        row = levels[y * (SIDE + 1) : (y + 1) * (SIDE + 1)]
        for left, right in pairwise(row):
            bits = bits << 1 | (left > right)
    return bits
