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
from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont

from orders import permissions
from orders.models import Assignment, EventKind
from orders.services import timeline
from orders.stamp_codes import code_of
from partners.actors import Actor

PAPER, INK, BALLPOINT = "#fbfaf5", "#22252a", "#24408e"
TABLES = ("#8a7a66", "#5d6b74", "#a08d78", "#6f5b4a", "#7d857a")
SIZE = (900, 1200)
LEFT, TOP, LINE = 120, 130, 46


def of_receipt(title: str, lines: Sequence[str], serial: str, *, is_sharp: bool = True) -> SimpleUploadedFile:
    """The photo as a browser sends it; unsharp, the stamp's code cannot be read on it."""
    hand = Random(serial)
    picture = _table(hand)
    paper = _paper(title, lines, serial, hand).convert("RGBA")
    paper = paper.rotate(hand.uniform(-14, 14), expand=True, resample=Image.Resampling.BILINEAR)
    share = hand.uniform(0.78, 1.0)
    paper.thumbnail((int(SIZE[0] * share), int(SIZE[1] * share)))
    room = SIZE[0] - paper.width, SIZE[1] - paper.height
    picture.paste(paper, (hand.randint(0, room[0]), hand.randint(0, room[1])), paper)
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


def _table(hand: Random) -> Image.Image:
    """Planks in the light of a window: no two tables look alike."""
    wood = ImageColor.getrgb(hand.choice(TABLES))
    table = Image.new("RGB", SIZE, wood)
    pen = ImageDraw.Draw(table)
    across = 0
    while across < SIZE[0]:
        wide, light = hand.randint(40, 220), hand.uniform(0.5, 1.4)
        pen.rectangle((across, 0, across + wide, SIZE[1]), fill=tuple(min(255, int(part * light)) for part in wood))
        across += wide
    return table.rotate(hand.choice((0, 90)), expand=True).resize(SIZE)


def _written_by(hand: Random, pen: ImageDraw.ImageDraw) -> None:
    """What a technician wrote beside the printed lines, signature included."""
    for _word in range(hand.randint(9, 13)):
        x, y, slope = hand.randint(60, 600), hand.randint(370, 1120), hand.uniform(-0.3, 0.3)
        stroke = [(x + step * 14, y + step * 14 * slope + hand.randint(-26, 26)) for step in range(hand.randint(6, 18))]
        pen.line(stroke, fill=BALLPOINT, width=hand.randint(6, 14), joint="curve")


def _paper(title: str, lines: Sequence[str], serial: str, hand: Random) -> Image.Image:
    paper = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(paper)
    pen.text((LEFT, TOP), title, fill=INK, font=_font("Bold", 40))
    for place, line in enumerate(lines, start=2):
        pen.text((LEFT, TOP + place * LINE), line, fill=INK, font=_font("Regular", 28))
    _written_by(hand, pen)
    _stick(paper, pen, serial, hand)
    return paper


def _stick(paper: Image.Image, pen: ImageDraw.ImageDraw, serial: str, hand: Random) -> None:
    """The stamp, wherever there was room for it, its words on one of its sides."""
    code = io.BytesIO()
    stamp = segno.make_qr(code_of(serial), error="q", boost_error=False)
    stamp.save(code, kind="png", scale=hand.choice((8, 9, 10)), border=4)
    x, y = hand.randint(40, 520), hand.randint(420, 760)
    paper.paste(Image.open(code), (x, y))
    sides = ((310, 90), (30, 300), (0, -80), (-40, 310)) if x < 210 else ((-60, 305), (40, 305))
    aside, below = hand.choice(sides)
    pen.text((x + aside, y + below), serial, fill=INK, font=_font("Bold", 40))
    pen.text((x + aside, y + below + 60), "Rada · tem hoàn thành", fill=INK, font=_font("Regular", 26))


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return ImageFont.truetype(folder / f"BeVietnamPro-{weight}.ttf", size)
