"""Opens a picture of a format on our list, its size checked before a pixel is. For the decoding process alone."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from orders.photos import limits
from orders.photos.wholeness import is_whole

JPEG, PNG, RIFF, WEBP, FTYP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP", b"ftyp"
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
STRIP = 256  # rows of a HEIC that become a Pillow picture at once


class Refused(Exception):
    """Why the file is no photo for us; `code` is one of the words that `refusals` has a sentence for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def format_of(beginning: bytes) -> str:
    """The format by a file's first 12 bytes. Raises Refused for everything that is not on our list."""
    if beginning.startswith(JPEG):
        return "JPEG"
    if beginning.startswith(PNG):
        return "PNG"
    if beginning.startswith(RIFF) and beginning[8:12] == WEBP:
        return "WEBP"
    if beginning[4:8] == FTYP and beginning[8:12] in HEIC_BRANDS:
        return "HEIF"
    raise Refused("not_a_photo")


def loaded(path: Path) -> Any:
    """The picture with its pixels, perhaps at a half, a quarter or an eighth of its size where that is enough."""
    with path.open("rb") as file:
        named = format_of(file.read(12))
    if not is_whole(path, named):
        raise Refused("damaged")
    return _loaded_heic(path) if named == "HEIF" else _loaded_by_pillow(path, named)


def larger_grey(path: Path) -> Any | None:
    """A JPEG's grey alone, with more pixels than are kept; None for what is no camera's JPEG."""
    from PIL import Image

    with path.open("rb") as file:
        if not file.read(3).startswith(JPEG):
            return None
    picture: Any = Image.open(path, formats=["JPEG"])
    longest = max(picture.size)
    if longest <= limits.KEPT_SIDE:
        return None
    share = min(1.0, limits.READ_SIDE / longest)
    picture.draft("L", (int(picture.width * share), int(picture.height * share)))
    return picture if picture.mode == "L" and max(picture.size) <= limits.READ_SIDE * 2 else None


def _loaded_by_pillow(path: Path, named: str) -> Any:
    from PIL import Image

    # Pillow warns at this number and refuses at its double, for WebP before the decoder takes memory for the canvas.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits.MOST_PIXELS[named] // 2
    try:
        # Many phones' JPEGs are MPO, a photo with a second picture behind it: "JPEG" opens them, and `format` says MPO.
        picture: Any = Image.open(path, formats=[named])
    except Image.DecompressionBombError:
        raise Refused("too_many_pixels") from None
    _require_size(picture.size, limits.MOST_COLOURS_OF_PRINT if picture.mode == "CMYK" else limits.MOST_PIXELS[named])
    if named in {"PNG", "WEBP"} and getattr(picture, "is_animated", False):
        raise Refused("animated")
    longest = max(picture.size)
    if longest > limits.GOOD_SIDE:
        # The box needs the photo's own shape: with one side too long draft() does nothing.
        share = limits.GOOD_SIDE / longest
        picture.draft("RGB", (int(picture.width * share), int(picture.height * share)))
    if named == "WEBP":
        _spare_the_canvas(picture)
    picture.load()
    return picture


def _spare_the_canvas(picture: Any) -> None:
    """Let go of the decoder's own two canvases before Pillow makes a third: a quarter of the memory less."""
    prepare = picture.load_prepare

    def prepared() -> None:
        picture._decoder = None
        prepare()

    picture.load_prepare = prepared


def _loaded_heic(path: Path) -> Any:
    """The first picture of a HEIC, upright already, in strips, so that it is never in memory twice."""
    import pi_heif  # type: ignore[import-untyped]
    from PIL import Image

    photo = pi_heif.open_heif(path, convert_hdr_to_8bit=True)
    _require_size(photo.size, limits.MOST_PIXELS["HEIF"])
    width, height = photo.size
    share = max(1, max(width, height) // limits.KEPT_SIDE)
    strip = STRIP * share
    pixels, stride, mode = memoryview(photo.data), photo.stride, photo.mode
    picture = Image.new(mode, (-(-width // share), -(-height // share)))
    for top in range(0, height, strip):
        rows = min(strip, height - top)
        piece = Image.frombuffer(
            mode, (width, rows), bytes(pixels[top * stride : (top + rows) * stride]), "raw", mode, stride, 1
        )
        picture.paste(piece.reduce(share) if share > 1 else piece, (0, top // share))
    picture.info["icc_profile"] = photo.info.get("icc_profile")
    return picture


def _require_size(size: tuple[int, int], most_pixels: int) -> None:
    if size[0] * size[1] > most_pixels or max(size) > limits.LONGEST_SIDE:
        raise Refused("too_many_pixels")
