"""Reads every QR code of a picture: quickly where it is sharp, with patience where it is not.

Each step costs more than the one before and is taken only where that one found nothing. What is found is what the code
says: a text is never mended or guessed, the code's own error correction decides. For the decoding process alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from orders.photos import deblurring, lattice, limits

Corner = tuple[float, float]


class Found(NamedTuple):
    """A code: its text, and its corners in shares of the picture's width and height, the code's own top left first."""

    text: str
    corners: tuple[Corner, ...]


def codes_in(picture: Any, larger: Callable[[], Any | None] | None = None) -> list[Found]:
    """Every code with a text, each text once; `larger` gives a grey picture of more pixels where there is one."""
    grey = picture.convert("L")
    for found in _tries(grey, larger):
        texts: dict[str, Found] = {}
        for code in found:
            if code.text:
                texts.setdefault(code.text, code)
        if texts:
            return list(texts.values())[: limits.MOST_TEXTS]
    return []


def _tries(grey: Any, larger: Callable[[], Any | None] | None) -> Iterator[list[Found]]:
    """As it is; at other sizes; sharpened; and in the end blur is undone where a code may lie, while time is left."""
    usual = _at_most(grey, limits.GOOD_SIDE)
    yield _read(usual)
    if usual is not grey:
        yield _read(grey)
    yield _read(_at_most(grey, limits.GOOD_SIDE // 2))
    yield from (_read(_sharpened(grey, *how)) for how in ((3, 250), (2, 500)))
    if larger is not None and (more := larger()) is not None:
        yield _read(more)
    yield from _patient_tries(grey)


def _patient_tries(grey: Any) -> Iterator[list[Found]]:
    """Blur undone where a code may lie, piece by piece, while time is left."""
    is_late = _alarm()
    for clear, piece in _clearer(grey):
        there = _on_the_picture(piece, grey.size)
        scanned = _scanned(clear)
        yield [_found(code, there) for code in scanned if code.valid]
        for found in _by_lattice(scanned, piece):
            yield [found._replace(corners=tuple(map(there, found.corners)))]
            if is_late():
                return
        if is_late():
            return


def _alarm() -> Callable[[], bool]:
    """Whether the time for patience is over, asked later."""
    used, wall = time.process_time() + limits.PATIENT_SECONDS, time.monotonic() + limits.PATIENT_WALL_SECONDS
    return lambda: time.process_time() > used or time.monotonic() > wall


def _clearer(grey: Any) -> Iterator[tuple[Any, deblurring.Piece]]:
    for wide, radius in deblurring.TRIES if max(grey.size) >= limits.PATIENT_SIDE else ():
        for piece in deblurring.pieces_of(grey, wide):
            yield deblurring.clearer(piece, radius), piece


def _by_lattice(scanned: Any, piece: deblurring.Piece) -> Iterator[Found]:
    """Codes whose corners were seen though their dots were not read, dot by dot."""
    for code in scanned:
        version = str((code.extra or {}).get("Version", ""))
        if code.valid or version not in lattice.VERSIONS:
            continue
        corners = _corners(code)
        margin, times = deblurring.MARGIN, deblurring.ENLARGED
        inside = [((x - margin) / times, (y - margin) / times) for x, y in corners]
        for drawn in lattice.likely_codes(piece.levels, inside, int(version)):
            for read in _scanned(drawn):
                yield Found(read.text if read.valid else "", corners)


def _read(tried: Any) -> list[Found]:
    width, height = tried.size
    return [_found(code, lambda point: (point[0] / width, point[1] / height)) for code in _scanned(tried) if code.valid]


def _scanned(tried: Any) -> Any:
    import zxingcpp

    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return zxingcpp.read_barcodes(tried, formats=kind, return_errors=True)


def _found(code: Any, there: Callable[[Corner], Corner]) -> Found:
    return Found(code.text[: limits.LONGEST_TEXT], tuple(there(corner) for corner in _corners(code)))  # type: ignore[arg-type]


def _corners(code: Any) -> tuple[Corner, ...]:
    place = code.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return tuple((float(point.x), float(point.y)) for point in points)  # type: ignore[return-value]


def _on_the_picture(piece: deblurring.Piece, size: tuple[int, int]) -> Callable[[Corner], Corner]:
    def there(point: Corner) -> Corner:
        x, y = ((axis - deblurring.MARGIN) / deblurring.ENLARGED for axis in point)
        return (x + piece.box[0]) / piece.share / size[0], (y + piece.box[1]) / piece.share / size[1]

    return there


def _at_most(grey: Any, side: int) -> Any:
    if max(grey.size) <= side:
        return grey
    smaller = grey.copy()
    smaller.thumbnail((side, side))
    return smaller


def _sharpened(grey: Any, radius: float, percent: int) -> Any:
    from PIL import ImageFilter

    return grey.filter(ImageFilter.UnsharpMask(radius, percent, 0))
