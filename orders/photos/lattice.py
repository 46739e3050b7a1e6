"""Reads a code whose corners were found and whose dots were not: the dots lie on a lattice, each is black or white.

Sampled once a dot, undoing the blur asks for some hundred numbers instead of some ten thousand, and the patterns that
every code has are known beforehand. Whether the outcome is a code, its error correction says. For the decoding process
alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import mul
from typing import Any, NamedTuple

from orders.photos.deblurring import BLACK, blurred, undone
from orders.photos.plane import Point, perspective, solved

QUIET = 4  # dots around a code that are white
VERSIONS = frozenset("123456")  # the sizes that have one small eye at most
EYE = 7
NUDGE, MOST, EAGER, STIFF = 0.25, 1.5, 2.2, 1e-6
ROUNDS = 8


class Guess(NamedTuple):
    """What is believed of a code: its corners (its own top left first, then clockwise), the blur's width in dots."""

    corners: tuple[Point, ...]
    width: float = 0.7
    gain: float = 1.0
    shade: float = 0.0


def likely_codes(levels: Any, corners: Sequence[Point], version: int) -> Iterator[Any]:
    """Clean pictures of what may be the code about between `corners`."""
    known = _known(version)
    guess = Guess(tuple(corners))
    for _round in range(ROUNDS):
        sampled = _sampled(levels, guess.corners, 17 + 4 * version)
        weights = smear(guess.width)
        dots = undone(_levelled(sampled, guess), weights, _twice(weights), known)
        yield _drawn(dots)
        guess = _better(guess, levels, sampled, dots)


def _better(guess: Guess, levels: Any, sampled: Any, dots: Any) -> Guess:
    """The guess moved so that what is seen fits the dots better: one step of least squares (Gauss and Newton)."""
    side = dots.width - 2 * QUIET
    shown = blurred(dots, smear(guess.width))
    columns = [_numbers(shown), [1.0] * (dots.width * dots.height)]  # how black, how white
    columns.append(_minus(blurred(dots, smear(guess.width + NUDGE)), shown))
    for corner in range(4):
        for nudge in ((NUDGE, 0.0), (0.0, NUDGE)):
            columns.append(_minus(sampled, _sampled(levels, _nudged(guess.corners, corner, nudge), side)))
    steps = _least_squares(columns, _numbers(sampled))
    moves = [max(-MOST, min(MOST, step * NUDGE * EAGER)) for step in steps[3:]]
    corners = tuple((x + moves[2 * number], y + moves[2 * number + 1]) for number, (x, y) in enumerate(guess.corners))
    width = max(0.35, min(1.3, guess.width + max(-0.15, min(0.15, steps[2] * NUDGE / max(0.3, steps[0])))))
    return Guess(corners, width, max(0.5, steps[0]), steps[1])


def _levelled(sampled: Any, guess: Guess) -> Any:
    """As if ink were black and paper white."""
    from PIL import ImageMath

    return ImageMath.lambda_eval(lambda image: (image["it"] - guess.shade) / guess.gain, it=sampled)


def _nudged(corners: tuple[Point, ...], which: int, nudge: Point) -> tuple[Point, ...]:
    x, y = corners[which]
    return (*corners[:which], (x + nudge[0], y + nudge[1]), *corners[which + 1 :])


def _numbers(levels: Any) -> list[float]:
    return list(memoryview(levels.tobytes()).cast("f"))


def _minus(one: Any, other: Any) -> list[float]:
    return [a - b for a, b in zip(_numbers(one), _numbers(other), strict=True)]


def _least_squares(columns: list[list[float]], aim: list[float]) -> list[float]:
    """How much of each column comes closest to the aim together."""
    rows = [[sum(map(mul, one, other)) for other in (*columns, aim)] for one in columns]
    for number, row in enumerate(rows):
        row[number] += STIFF
    return solved(rows)


def _sampled(levels: Any, corners: Sequence[Point], dots: int) -> Any:
    """One number for each dot, the margin included."""
    from PIL import Image

    inside = [(QUIET, QUIET), (QUIET + dots, QUIET), (QUIET + dots, QUIET + dots), (QUIET, QUIET + dots)]
    whole = dots + 2 * QUIET
    way = perspective(inside, corners)
    return levels.transform((whole, whole), Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC, fillcolor=1.0)


def _known(version: int) -> tuple[Any, Any]:
    """What every code of a version shows, and where: margin, eyes, the dotted lines between them, the small eye."""
    from PIL import Image, ImageDraw

    dots = 17 + 4 * version
    whole = dots + 2 * QUIET
    levels, where = Image.new("F", (whole, whole), 1.0), Image.new("L", (whole, whole), 255)
    where.paste(0, (QUIET, QUIET, QUIET + dots, QUIET + dots))
    pen, mask = ImageDraw.Draw(levels), ImageDraw.Draw(where)
    for place in range(dots):  # the lines, every other dot black
        for x, y in ((QUIET + place, QUIET + 6), (QUIET + 6, QUIET + place)):
            pen.point((x, y), BLACK if place % 2 == 0 else 1.0)
            mask.point((x, y), 255)
    for x, y in ((QUIET, QUIET), (QUIET + dots - EYE, QUIET), (QUIET, QUIET + dots - EYE)):
        mask.rectangle((x - 1, y - 1, x + EYE, y + EYE), 255)
        pen.rectangle((x - 1, y - 1, x + EYE, y + EYE), 1.0)
        _rings(pen, x, y, EYE)
    if version > 1:
        at = QUIET + dots - 9
        mask.rectangle((at, at, at + 4, at + 4), 255)
        _rings(pen, at, at, 5)
    return levels, where


def _rings(pen: Any, x: int, y: int, side: int) -> None:
    for inset, level in ((0, BLACK), (1, 1.0), (2, BLACK)):
        pen.rectangle((x + inset, y + inset, x + side - 1 - inset, y + side - 1 - inset), level)


def smear(width: float) -> list[float]:
    """How much of each neighbour a dot shows: a blur that wide over squares."""
    reach = math.ceil(2.6 * width + 0.5)
    edge = [math.erf((step - reach - 0.5) / width / math.sqrt(2)) / 2 for step in range(2 * reach + 2)]
    return [after - before for before, after in pairwise(edge)]


def _twice(weights: list[float]) -> list[float]:
    """The weights of smearing by `weights` two times."""
    whole = [0.0] * (2 * len(weights) - 1)
    for place, one in enumerate(weights):
        for step, other in enumerate(weights):
            whole[place + step] += one * other
    return whole


def _drawn(levels: Any) -> Any:
    from PIL import Image

    black_or_white = levels.point(lambda level: level * 255 + 0).convert("L").point(lambda level: 255 * (level > 134))
    return black_or_white.resize((levels.width * 4, levels.height * 4), Image.Resampling.NEAREST)
