"""Photos as phones make them, and files that only say they are photos. Everything is made here; no file is kept."""

from __future__ import annotations

import base64
import struct
import zlib
from io import BytesIO
from typing import Any

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

CANARY = b"RADA-CANARY"
COLOURS = {"red": (200, 30, 30), "green": (30, 160, 30), "blue": (30, 30, 200), "white": (255, 255, 255)}
UPRIGHT = ("red", "green", "blue", "white")  # top left, top right, bottom left, bottom right
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
# How the pixels lie in the file so that a viewer that obeys the EXIF orientation sees UPRIGHT.
LAID_DOWN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
# 96 × 64 pixels in HEVC; EXIF with a maker and a place in Saigon, XMP; `irot` turns it a quarter clockwise.
TURNED_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAettZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAEZpbG9jAAAA"
    "AERAAAMAAQAAAAACDwABAAAAAAAAAF4AAgAAAAACbQABAAAAAAAAAKwAAwAAAAADGQABAAAAAAAAAA8AAABiaWluZgAAAAAAAwAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxpY2F0aW9uL3JkZit4bWwAAAAAAA5waXRtAAAA"
    "AAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAr"
    "QgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAA"
    "AAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAoaXJlZgAAAAAAAAAOY2RzYwACAAEA"
    "AQAAAA5jZHNjAAMAAQABAAABIW1kYXQAAABaKAGvWInEHSS//+Vrv/6j/IfKAYdG4t0SU/Y/n/ACqAx4PNlrlG2DvnA//Ytb/4FeH/BKIFpn44/X"
    "V2eeVjGnRKAufnRkAIRDHeBoi/9c5n902Oh6ZCo0h/dAAAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAACgAAADIBEgADAAAAAQAGAACIJQAEAAAA"
    "AQAAADwAAAAATUFSSy1IRUlDAAAEAAEAAgAAAAJOAAAAAAIABQAAAAMAAAByAAMAAgAAAAJFAAAAAAQABQAAAAMAAACKAAAAAAAAAAoAAAABAAAA"
    "LgAAAAEAAAAMAAAAAQAAAGoAAAABAAAAKgAAAAEAAAADAAAAATx4Pk1BUkstWE1QPC94Pg=="
)
HEIC_MARKS = (b"MARK-HEIC", b"MARK-XMP")


def four_corners(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """A picture that shows which way up it is."""
    picture = Image.new("RGB", size, "white")
    across, down = size[0] // 2, size[1] // 2
    picture.paste(COLOURS["red"], (0, 0, across, down))
    picture.paste(COLOURS["green"], (across, 0, size[0], down))
    picture.paste(COLOURS["blue"], (0, down, across, size[1]))
    return picture


def corners(content: bytes) -> tuple[str, ...]:
    """The names of the colours in a picture's four quarters."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    places = [(x, y) for y in (1, 3) for x in (1, 3)]
    return tuple(_nearest(picture.getpixel((picture.width * x // 4, picture.height * y // 4))) for x, y in places)


def _nearest(colour: Any) -> str:
    return min(COLOURS, key=lambda name: sum((a - b) ** 2 for a, b in zip(COLOURS[name], colour, strict=True)))


def exif(orientation: int = 1) -> bytes:
    """EXIF with an orientation, a maker that is our canary, and where the photo was taken."""
    tags = Image.Exif()
    tags[ORIENTATION], tags[MAKER] = orientation, CANARY.decode()
    place = tags.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (10.0, 46.0, 12.0), "E", (106.0, 42.0, 3.0)
    return tags.tobytes()


def photo(kind: str = "JPEG", picture: Image.Image | None = None, **options: Any) -> bytes:
    """A picture's file."""
    content = BytesIO()
    (picture or four_corners()).save(content, kind, **({"quality": 90} if kind != "PNG" else {}) | options)
    return content.getvalue()


def laid_down(kind: str, orientation: int) -> bytes:
    """A file whose EXIF must be obeyed to see it upright."""
    turn = LAID_DOWN[orientation]
    picture = four_corners() if turn is None else four_corners().transpose(turn)
    return photo(kind, picture, exif=exif(orientation))


def talkative(kind: str) -> bytes:
    """A photo that carries the canary in every place its format has, and after its end."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY
    options: dict[str, Any] = {"exif": exif(), "icc_profile": profile}
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", CANARY.decode())
        texts.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        options["pnginfo"] = texts
    else:
        options["xmp"] = CANARY
    if kind == "JPEG":
        options["comment"] = b"<script>alert('" + CANARY + b"')</script><?php " + CANARY
    return photo(kind, **options) + b"PK\x03\x04 " + CANARY


def two_pictures() -> bytes:
    """An MPO: what many phones save as JPEG, a photo and a second picture behind it."""
    content = BytesIO()
    behind = Image.new("RGB", (96, 64), "black")
    four_corners().save(content, "MPO", save_all=True, append_images=[behind], quality=90)
    return content.getvalue()


def moving(kind: str) -> bytes:
    """An animation."""
    content = BytesIO()
    four_corners().save(content, kind, save_all=True, append_images=[four_corners().rotate(180)], duration=100)
    return content.getvalue()


def header_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def with_code(text: str, *, side: int = 300) -> Image.Image:
    """A receipt-like photo with a QR code on it."""
    drawn = BytesIO()
    segno.make(text, error="q").save(drawn, kind="png", scale=10, border=4)
    code = Image.open(drawn).convert("RGB").resize((side, side))
    picture = Image.effect_noise((1200, 1600), 30).convert("RGB")
    picture.paste(code, (500, 900))
    return picture


def sent(content: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    """A file as a form receives it."""
    return SimpleUploadedFile(name, content, kind)
