"""A customer's photo of a receipt, drawn: paper on a table, a few lines, Rada's stamp with its signed code; or told."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import fontpkg_be_vietnam_pro
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from orders import permissions
from orders.models import Assignment, EventKind
from orders.services import timeline
from orders.stamp_codes import code_of
from partners.actors import Actor

PAPER, TABLE, INK = "#fbfaf5", "#8a7a66", "#22252a"
SIZE = (900, 1200)
LEFT, TOP, LINE = 120, 130, 46


def of_receipt(title: str, lines: Sequence[str], serial: str, *, is_sharp: bool = True) -> SimpleUploadedFile:
    """The photo as a browser sends it; unsharp, the stamp's code cannot be read on it."""
    picture = Image.new("RGB", SIZE, TABLE)
    paper = _paper(title, lines, serial).rotate(-3, expand=True, fillcolor=TABLE, resample=Image.Resampling.BILINEAR)
    paper.thumbnail(SIZE)
    picture.paste(paper, ((SIZE[0] - paper.width) // 2, (SIZE[1] - paper.height) // 2))
    picture = picture.filter(ImageFilter.GaussianBlur(1 if is_sharp else 22))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return SimpleUploadedFile("bien-nhan.jpg", content.getvalue(), content_type="image/jpeg")


@transaction.atomic
def told_of(assignment: Assignment, *, by: Actor, stamp_read: str | None, reused_from: str | None) -> None:
    """What a photo would have said, without the photo: drawing and reading one takes a second."""
    told = {"stamp_read": stamp_read, "reused_from": reused_from}
    allowed = permissions.can_act_for_customer
    timeline.record(assignment, EventKind.PHOTO_UPLOADED, by=by, permission=allowed, fields=told)


def _paper(title: str, lines: Sequence[str], serial: str) -> Image.Image:
    paper = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(paper)
    pen.text((LEFT, TOP), title, fill=INK, font=_font("Bold", 40))
    for place, line in enumerate(lines, start=2):
        pen.text((LEFT, TOP + place * LINE), line, fill=INK, font=_font("Regular", 28))
    code = io.BytesIO()
    segno.make_qr(code_of(serial), error="q", boost_error=False).save(code, kind="png", scale=9, border=4)
    paper.paste(Image.open(code), (LEFT, 750))
    pen.text((LEFT + 320, 850), serial, fill=INK, font=_font("Bold", 40))
    pen.text((LEFT + 320, 915), "Rada · tem hoàn thành", fill=INK, font=_font("Regular", 26))
    return paper


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return ImageFont.truetype(folder / f"BeVietnamPro-{weight}.ttf", size)
