"""A customer's photo of a receipt, drawn: paper on a table, a few lines, Rada's stamp with its signed code; or told."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

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

PAPER, INK = "#fbfaf5", "#22252a"
TABLES = ("#8a7a66", "#5d6b74", "#a08d78", "#6f5b4a", "#7d857a")
SIZE = (900, 1200)
LEFT, TOP, LINE = 120, 130, 46


def of_receipt(title: str, lines: Sequence[str], serial: str, *, is_sharp: bool = True) -> SimpleUploadedFile:
    """The photo as a browser sends it; unsharp, the stamp's code cannot be read on it."""
    hand = Random(serial)
    table = hand.choice(TABLES)
    picture = Image.new("RGB", SIZE, table)
    paper = _paper(title, lines, serial).rotate(
        hand.uniform(-14, 14), expand=True, fillcolor=table, resample=Image.Resampling.BILINEAR
    )
    share = hand.uniform(0.78, 1.0)
    paper.thumbnail((int(SIZE[0] * share), int(SIZE[1] * share)))
    room = SIZE[0] - paper.width, SIZE[1] - paper.height
    picture.paste(paper, (hand.randint(0, room[0]), hand.randint(0, room[1])))
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
