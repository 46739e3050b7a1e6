"""Undoes blur where a code may lie. For the decoding process alone.

A code out of focus is black and white nevertheless. So the picture is looked for that, blurred, is the one at hand and
that nowhere is blacker than black or whiter than paper: accelerated projected gradient steps, on small pieces.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

PIECE = 224
CROWD, COARSE = 72, 4  # about the width of such a code; pixels that count as one while looking for it
PIECES = 3
# Pixels of a photo's width, at which a code has about a hundred, and the blur's radius then; tried in turn.
TRIES = ((1600, 2.6), (1000, 1.8), (1600, 1.9), (1600, 3.2))
STEPS = 30
ENLARGED = 3
MARGIN = 24
BLACK = 0.0

Box = tuple[int, int, int, int]


class Piece(NamedTuple):
    """A piece of a picture made smaller by `share`: levels as shares of the paper's brightness, and where it lies."""

    levels: Any
    box: Box
    share: float


def pieces_of(grey: Any, wide: int) -> list[Piece]:
    """Where a code may lie in the picture made `wide` pixels wide, the likeliest first."""
    from PIL import Image

    share = min(1.0, wide / grey.width)
    size = (round(grey.width * share), round(grey.height * share))
    seen = grey.resize(size, Image.Resampling.LANCZOS) if share < 1 else grey
    return [Piece(_levelled(seen.crop(box)), box, share) for box in _likely_boxes(seen)]


def _likely_boxes(seen: Any) -> list[Box]:
    """Where much black lies among much white, closely."""
    crowd = _crowd(seen)
    reach = CROWD * 3 // 4 // COARSE
    boxes = []
    for _number in range(PIECES):
        at = crowd.tobytes().index(crowd.getextrema()[1])
        x, y = at % crowd.width, at // crowd.width
        boxes.append(_around(x * COARSE, y * COARSE, seen.size))
        crowd.paste(0, (x - reach, y - reach, x + reach + 1, y + reach + 1))
    return boxes


def _crowd(seen: Any) -> Any:
    """How dark it is, against the brightest thing nearby, times how much it changes; each on average around a place."""
    from PIL import ImageChops, ImageFilter, ImageMath

    near = ImageFilter.BoxBlur(CROWD // COARSE // 2)
    coarse = seen.reduce(COARSE)
    brightest = coarse.filter(ImageFilter.MaxFilter(13))
    dark = ImageMath.lambda_eval(
        lambda known: 255 - known["here"] * 255 / (known["brightest"] + 1),
        here=coarse.convert("F"), brightest=brightest.convert("F"),
    )  # fmt: skip
    edges = ImageChops.difference(seen, seen.filter(ImageFilter.GaussianBlur(7))).reduce(COARSE)
    crowd = ImageMath.lambda_eval(
        lambda known: known["dark"] * known["edges"],
        dark=dark.convert("L").filter(near).convert("F"), edges=edges.filter(near).convert("F"),
    )  # fmt: skip
    most = max(1.0, crowd.getextrema()[1])
    return crowd.point(lambda level: level * (255 / most) + 0).convert("L")


def _around(x: int, y: int, size: tuple[int, int]) -> Box:
    left = max(0, min(x - PIECE // 2, size[0] - PIECE))
    top = max(0, min(y - PIECE // 2, size[1] - PIECE))
    return left, top, min(size[0], left + PIECE), min(size[1], top + PIECE)


def _levelled(piece: Any) -> Any:
    """Shares of the paper's own brightness, which a shadow changes from place to place."""
    from PIL import ImageFilter, ImageMath

    paper = piece.filter(ImageFilter.MaxFilter(13)).filter(ImageFilter.GaussianBlur(13))
    return ImageMath.lambda_eval(
        lambda known: known["here"] / (known["paper"] + 1.0), here=piece.convert("F"), paper=paper.convert("F")
    )


def undone(seen: Any, weights: list[float], twice: list[float], known: tuple[Any, Any] | None = None) -> Any:
    """What, smeared by `weights`, comes closest to `seen` and lies between black and paper white.

    `twice` smears as `weights` does two times; `known` are levels that are certain, and the mask that says where.
    """
    from PIL import ImageMath

    aim = blurred(seen, weights)
    last = ahead = seen
    pace = 1.0
    for _step in range(STEPS):
        nearer = ImageMath.lambda_eval(
            lambda image: image["min"](image["max"](image["ahead"] + image["aim"] - image["now"], BLACK), 1.0),
            ahead=ahead, aim=aim, now=blurred(ahead, twice),
        )  # fmt: skip
        if known:
            nearer.paste(known[0], mask=known[1])
        faster = (1 + math.sqrt(1 + 4 * pace * pace)) / 2
        ahead = _beyond(last, nearer, (pace - 1) / faster)
        last, pace = nearer, faster
    return last


def clearer(piece: Piece, radius: float) -> Any:
    """The piece with a blur of that radius undone, as a reader of codes wants it: grey, larger, on paper."""
    return _enlarged(undone(piece.levels, gaussian(radius), gaussian(radius * math.sqrt(2))))


def _beyond(last: Any, nearer: Any, share: float) -> Any:
    from PIL import ImageMath

    return ImageMath.lambda_eval(
        lambda known: known["nearer"] + (known["nearer"] - known["last"]) * share, nearer=nearer, last=last
    )


def gaussian(radius: float) -> list[float]:
    """A blur's weights, of one row of pixels."""
    reach = math.ceil(2.6 * radius)
    heights = [math.exp(-((step / radius) ** 2) / 2) for step in range(-reach, reach + 1)]
    return [height / sum(heights) for height in heights]


def blurred(picture: Any, weights: list[float]) -> Any:
    """Gaussian blur of numbers with a point; Pillow's own filter knows whole ones only."""
    for across in (True, False):
        picture = _smeared(picture, weights, across)
    return picture


def _smeared(picture: Any, weights: list[float], across: bool) -> Any:
    from PIL import ImageMath

    width, height = picture.size
    wider = _with_edges(picture, len(weights) // 2, across)
    pieces = [
        wider.crop((step, 0, step + width, height) if across else (0, step, width, step + height))
        for step in range(len(weights))
    ]
    reach = len(weights) // 2
    total = ImageMath.lambda_eval(lambda known: known["it"] * weights[reach], it=pieces[reach])
    for step in range(reach):  # both sides weigh the same
        total = _added(total, weights[step], pieces[step], pieces[-1 - step])
    return total


def _added(total: Any, weight: float, one: Any, other: Any) -> Any:
    from PIL import ImageMath

    return ImageMath.lambda_eval(
        lambda known: known["total"] + (known["one"] + known["other"]) * weight, total=total, one=one, other=other
    )


def _with_edges(picture: Any, reach: int, across: bool) -> Any:
    """The picture with its outermost pixels repeated on two sides."""
    from PIL import Image

    width, height = picture.size
    sides = (
        [(0, 0, 1, height), (width - 1, 0, width, height)]
        if across
        else [(0, 0, width, 1), (0, height - 1, width, height)]
    )
    first, last = (picture.crop(side).resize((reach, height) if across else (width, reach)) for side in sides)
    wider = Image.new("F", (width + 2 * reach, height) if across else (width, height + 2 * reach))
    wider.paste(first, (0, 0))
    wider.paste(picture, (reach, 0) if across else (0, reach))
    wider.paste(last, (reach + width, 0) if across else (0, reach + height))
    return wider


def _enlarged(levels: Any) -> Any:
    from PIL import Image, ImageOps

    grey = levels.point(lambda level: level * 255 + 0).convert("L")
    larger = grey.resize((grey.width * ENLARGED, grey.height * ENLARGED), Image.Resampling.BICUBIC)
    return ImageOps.expand(larger, MARGIN, 255)
