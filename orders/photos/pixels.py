"""What is made of a loaded picture: upright RGB, two JPEGs. For the decoding process alone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from orders.photos import limits

WITH_PROFILE = frozenset({"RGB", "CMYK"})
SEE_THROUGH = frozenset({"RGBA", "RGBa", "LA", "La", "PA"})


def upright(picture: Any) -> Any:
    """The pixels as RGB, upright, at most KEPT_SIDE long, and nothing else of the file."""
    from PIL import Image, ImageOps

    if picture.mode in {"P", "PA", "1"}:  # these would be made smaller by leaving pixels out
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    box = (limits.KEPT_SIDE, limits.KEPT_SIDE)
    picture.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _flat(_in_our_colours(_turned(picture, ImageOps)))
    picture.info.clear()
    return picture


def _turned(picture: Any, operations: Any) -> Any:
    """Upright by its EXIF; a photo whose EXIF is broken stays as it is."""
    try:
        return operations.exif_transpose(picture)
    except Exception:
        return picture


def _in_our_colours(picture: Any) -> Any:
    """sRGB: phones write wider colours with a profile beside them, and without the profile those would look dull.

    A profile that makes no sense is passed over.
    """
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in WITH_PROFILE or len(profile) > limits.MEGABYTE:
        return picture
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(own):
            return picture
        ours = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, own, ours, outputMode="RGB")
    except Exception:
        return picture


def _flat(picture: Any) -> Any:
    """RGB: what is see-through stands on white, 16 bits become 8."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    if picture.mode in SEE_THROUGH or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def written(picture: Any, into: Path) -> None:
    """Both derivatives, as JPEG without a word beside the pixels."""
    picture.save(into / limits.KEPT_NAME, "JPEG", quality=limits.KEPT_QUALITY, comment=b"")
    small = picture.copy()
    small.thumbnail((limits.SMALL_SIDE, limits.SMALL_SIDE), reducing_gap=3.0)
    small.save(into / limits.SMALL_NAME, "JPEG", quality=limits.SMALL_QUALITY, comment=b"")
