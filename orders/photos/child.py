"""The process that touches strangers' bytes: `python -m orders.photos.child IN OUTDIR [--texts]`.

It knows no setting, no database and no network; it decodes, turns upright, drops everything but the pixels, writes
`kept.jpg` and `small.jpg` and says one line of JSON: `{"width", "height", "texts"}`, or `{"refused": CODE}`.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

from orders.photos import limits

NO_NEW_PRIVILEGES = 38
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
JPEG, PNG, RIFF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})


class Refused(Exception):
    """Why the file is no photo for us; `code` is one of the words that intake has a sentence for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def confine() -> None:
    """Give up what a decoder does not need. What the system does not offer is left; the limits always hold."""
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    system.unshare(NEW_USER | NEW_NETWORK)
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails instead


def format_of(beginning: bytes) -> str:
    """The format by its first bytes; Refused("not_a_photo") for everything that is not on our list."""
    if beginning.startswith(JPEG):
        return "JPEG"
    if beginning.startswith(PNG):
        return "PNG"
    if beginning.startswith(RIFF) and beginning[8:12] == b"WEBP":
        return "WEBP"
    if beginning[4:8] == b"ftyp" and beginning[8:12] in HEIC_BRANDS:
        return "HEIF"
    raise Refused("not_a_photo")


def opened(path: Path) -> Any:
    """The picture, its header read and checked, its pixels not yet decoded."""
    from PIL import Image

    with path.open("rb") as file:
        named = format_of(file.read(32))
    if named == "HEIF":
        import pi_heif  # type: ignore[import-untyped]

        pi_heif.register_heif_opener()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits.MOST_PIXELS[named]
    try:
        picture = Image.open(path, formats=[named])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too_many_pixels") from None
    if picture.width * picture.height > limits.MOST_PIXELS[named] or max(picture.size) > limits.LONGEST_SIDE:
        raise Refused("too_many_pixels")
    # Phones hide depth maps behind a photo (MPO) and bursts behind a HEIC: their first picture is the photo.
    if named in {"PNG", "WEBP"} and getattr(picture, "is_animated", False):
        raise Refused("animated")
    return picture


def upright(picture: Any) -> Any:
    """The pixels as RGB, upright, at most KEPT_SIDE long, and nothing else of the file."""
    from PIL import Image, ImageOps

    longest = max(picture.size)
    if longest > limits.GOOD_SIDE:
        # The box needs the photo's own shape: a side that is too long makes draft() do nothing.
        share = limits.GOOD_SIDE / longest
        picture.draft("RGB", (int(picture.width * share), int(picture.height * share)))
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((limits.KEPT_SIDE, limits.KEPT_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = flat(picture)
    picture.info.clear()
    return picture


def flat(picture: Any) -> Any:
    """RGB: what is see-through stands on white, 16 bits become 8."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    if picture.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def texts_in(picture: Any) -> list[str]:
    """Every QR text, tried small first: a big picture shows its grain, a small one loses its dots."""
    import zxingcpp

    grey = picture.convert("L")
    for side in (limits.GOOD_SIDE, limits.KEPT_SIDE, limits.GOOD_SIDE // 2):
        tried = grey.copy()
        tried.thumbnail((side, side))
        found = zxingcpp.read_barcodes(tried, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        texts = [code.text[: limits.LONGEST_TEXT] for code in found if code.text]
        if texts:
            return list(dict.fromkeys(texts))[: limits.MOST_TEXTS]
    return []


def written(picture: Any, into: Path) -> None:
    """Both derivatives, as JPEG without a word beside the pixels."""
    picture.save(into / "kept.jpg", "JPEG", quality=limits.KEPT_QUALITY, comment=b"")
    small = picture.copy()
    small.thumbnail((limits.SMALL_SIDE, limits.SMALL_SIDE), reducing_gap=3.0)
    small.save(into / "small.jpg", "JPEG", quality=limits.SMALL_QUALITY, comment=b"")


def answer(path: Path, into: Path, *, texts: bool) -> dict[str, Any]:
    """What is said of one file; never an exception."""
    try:
        picture = upright(opened(path))
        written(picture, into)
        found = texts_in(picture) if texts else []
    except Refused as refusal:
        return {"refused": refusal.code}
    except MemoryError:
        return {"refused": "too_many_pixels"}
    except Exception as error:
        return {"refused": "disk_full" if getattr(error, "errno", None) == 28 else "damaged"}
    return {"width": picture.width, "height": picture.height, "texts": found}


def main(arguments: list[str]) -> int:
    """Confine, decode, answer on standard output."""
    confine()
    path, into = Path(arguments[0]), Path(arguments[1])
    print(json.dumps(answer(path, into, texts="--texts" in arguments[2:])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
