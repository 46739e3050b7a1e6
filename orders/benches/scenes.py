"""Photos of receipts, drawn: a form filled in by hand with a stamp on it, on a table, as a phone would see it."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from orders.photos.plane import mapped, perspective

CAMERA = (4032, 3024)  # 12 megapixels
SEEN_WIDE = 1600  # sizes and blur are said for a photo of this width
STAMP_SHARE = 0.14  # a code's width on a receipt's width
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
INKS = [(20, 30, 120), (25, 25, 30), (30, 20, 90)]
LABELS = ("BIEN NHAN DICH VU", "Khach hang", "Dia chi", "Dien thoai", "Dich vu", "Linh kien", "Bao hanh", "Tong cong")


@dataclass(frozen=True)
class Pose:
    """How a receipt lies in the photo: turned by degrees, leaning by shares of its size, at a place of the photo."""

    turn: float = 0.0
    lean: tuple[float, ...] = (0.0,) * 8
    place: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class Light:
    """From where the light comes, how much darker the far side is, and where a shadow falls (shares of the photo)."""

    direction: float = 0.0
    fall: float = 0.0
    shadow: tuple[float, ...] = ()
    table: tuple[int, int, int] = (120, 92, 70)
    grain: int = 0


class Shot(NamedTuple):
    """One photo: `code_px` is the code's width and `blur` the Gaussian radius, both in a photo 1,600 pixels wide."""

    text: str
    code_px: int
    blur: float = 0.0
    pose: Pose = Pose()
    light: Light = Light()
    filled_in: int = 0
    form: int = 0
    camera: tuple[int, int] = CAMERA
    level: str = "h"


def random_text(chance: random.Random) -> str:
    """What a stamp's code might say."""
    picked = ["".join(chance.choices(LETTERS, k=count)) for count in (5, 5, 8)]
    return f"RADA1:{picked[0]}-{picked[1]}:{picked[2]}"


def random_shot(chance: random.Random, *, code_px: tuple[int, int] = (80, 320), blur: float = 3.0) -> Shot:
    """Any rotation, perspective and light."""
    turned = chance.choice([CAMERA, CAMERA[::-1]])
    return Shot(
        text=random_text(chance),
        code_px=chance.randint(*code_px),
        blur=chance.uniform(0, blur),
        pose=random_pose(chance),
        light=random_light(chance),
        filled_in=chance.randrange(1 << 30),
        form=chance.randrange(4),
        camera=turned,
        level=chance.choice("qh"),
    )


def random_pose(chance: random.Random) -> Pose:
    """Lying anyhow, the camera held at a slant."""
    lean = tuple(chance.uniform(-0.1, 0.1) for _number in range(8))
    return Pose(chance.uniform(0, 360), lean, (chance.uniform(0.4, 0.6), chance.uniform(0.4, 0.6)))


def random_light(chance: random.Random) -> Light:
    """A lamp from one side, now and then the shadow of a hand."""
    shadow = (chance.random(), chance.random(), chance.uniform(0.2, 0.6)) if chance.random() < 0.6 else ()
    table = tuple(chance.randint(40, 190) for _channel in range(3))
    return Light(chance.uniform(0, 360), chance.uniform(0, 0.6), shadow, table, chance.randrange(1 << 30))  # type: ignore[arg-type]


def photographed(shot: Shot) -> Any:
    """The photo's pixels."""
    code_px = shot.code_px * shot.camera[0] / SEEN_WIDE
    paper, code = drawn_receipt(shot, round(code_px / STAMP_SHARE))
    picture = _table(shot)
    corners = _placed(shot, paper.size, code, code_px)
    picture.paste(*_seen_from(paper, corners, shot.camera))
    picture = _lit(picture, shot.light)
    if shot.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(shot.blur * shot.camera[0] / SEEN_WIDE))
    return ImageChops.add(picture, _grain(shot.camera, shot.light.grain), 1, -128)


def as_jpeg(picture: Any, quality: int = 40) -> bytes:
    """The photo's file."""
    content = BytesIO()
    picture.save(content, "JPEG", quality=quality)
    return content.getvalue()


def drawn_receipt(shot: Shot, width: int) -> tuple[Any, tuple[float, float, float]]:
    """A receipt `width` pixels wide, and its code's left, top and side."""
    height = round(width * 1.42)
    paper = Image.new("RGB", (width, height), (246, 245, 240))
    _print_form(ImageDraw.Draw(paper), shot.form, width)
    _fill_in(ImageDraw.Draw(paper), random.Random(shot.filled_in), width)
    side = round(width * STAMP_SHARE)
    left, top = round(width * 0.76), round(height * 0.80)
    margin = side // 6
    paper.paste((255, 255, 255), (left - margin, top - margin, left + side + margin, top + side + margin * 2))
    paper.paste(_code(shot.text, shot.level).resize((side, side), Image.Resampling.BOX), (left, top))
    serial = shot.text.split(":")[1] if ":" in shot.text else shot.text[:12]
    ImageDraw.Draw(paper).text((left, top + side + margin // 2), serial, (20, 20, 20), _font(max(9, side // 8)))
    return paper, (left, top, side)


def _print_form(pen: Any, form: int, width: int) -> None:
    """The printed form: the same for every receipt of one book."""
    unit = width / 100
    pen.rectangle((unit * 4, unit * 4, unit * 96, unit * 138), outline=(70, 80, 110), width=max(1, round(unit / 4)))
    pen.text((unit * (12 + form * 3), unit * 8), LABELS[0], (40, 50, 90), _font(round(unit * (5 + form % 2))))
    for row, label in enumerate(LABELS[1:], start=1):
        y = unit * (14 + row * (11 + form % 3))
        pen.text((unit * 8, y), label, (60, 60, 80), _font(round(unit * 2.6)))
        pen.line((unit * 30, y + unit * 4, unit * 92, y + unit * 4), (150, 155, 170), max(1, round(unit / 6)))


def _fill_in(pen: Any, chance: random.Random, width: int) -> None:
    """Handwriting: strokes on the form's lines, in one ink."""
    unit = width / 100
    ink = chance.choice(INKS)
    for row in range(1, len(LABELS)):
        x, y = unit * (31 + chance.uniform(0, 6)), unit * (16 + row * 11.5)
        end = unit * chance.uniform(45, 88)
        while x < end:
            size = unit * chance.uniform(1.2, 2.6)
            points = [(x + chance.uniform(0, size), y + chance.uniform(-size, size)) for _number in range(5)]
            pen.line(points, ink, max(1, round(unit * 0.35)), joint="curve")
            x += size * chance.choice([1.0, 1.0, 1.0, 2.2])


@cache
def _code(text: str, level: str) -> Any:
    drawn = BytesIO()
    segno.make(text, error=level, boost_error=False, micro=False).save(drawn, kind="png", scale=16, border=0)
    return Image.open(drawn).convert("RGB")


@cache
def _font(size: int) -> Any:
    return ImageFont.load_default(max(6, size))


def _table(shot: Shot) -> Any:
    """The table under the receipt, with a coarse grain."""
    noise = Image.effect_noise((shot.camera[0] // 24, shot.camera[1] // 24), 18).resize(shot.camera)
    return ImageChops.add(Image.new("RGB", shot.camera, shot.light.table), Image.merge("RGB", [noise] * 3), 1, -128)


def _placed(shot: Shot, size: tuple[int, int], code: tuple[float, float, float], code_px: float) -> list[Any]:
    """Where the receipt's corners come to lie, so that the code is `code_px` wide and in the picture."""
    width, height = size
    left, top, side = code
    middle = (left + side / 2, top + side / 2)
    turn = math.radians(shot.pose.turn)
    lean = shot.pose.lean
    corners = []
    flat: list[Any] = [(0, 0), (width, 0), (width, height), (0, height)]
    for number, (across, down) in enumerate(flat):
        x = across + lean[2 * number] * width - middle[0]
        y = down + lean[2 * number + 1] * height - middle[1]
        corners.append((x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)))
    lies = perspective(flat, corners)
    seen = [mapped(lies, point) for point in _square(left, top, side)]
    sides = [math.dist(seen[number], seen[number - 1]) for number in range(4)]
    scale = code_px / (sum(sides) / 4)
    place = shot.pose.place
    x, y = (sum(point[axis] for point in seen) / 4 * scale for axis in (0, 1))
    return [(a * scale - x + place[0] * shot.camera[0], b * scale - y + place[1] * shot.camera[1]) for a, b in corners]


def _square(left: float, top: float, side: float) -> list[tuple[float, float]]:
    return [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]


def _seen_from(paper: Any, corners: list[Any], camera: tuple[int, int]) -> tuple[Any, Any, Any]:
    """The receipt as it is seen, where it lies, and its outline."""
    box = (
        max(0, math.floor(min(x for x, _y in corners))),
        max(0, math.floor(min(y for _x, y in corners))),
        min(camera[0], math.ceil(max(x for x, _y in corners))),
        min(camera[1], math.ceil(max(y for _x, y in corners))),
    )
    size = (box[2] - box[0], box[3] - box[1])
    width, height = paper.size
    there = [(x - box[0], y - box[1]) for x, y in corners]
    back = perspective(there, [(0, 0), (width, 0), (width, height), (0, height)])
    seen = paper.transform(size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    outline = Image.new("L", size)
    ImageDraw.Draw(outline).polygon(there, 255)
    return seen, box, outline


def _lit(picture: Any, light: Light) -> Any:
    """Brighter on one side, with a soft shadow."""
    small = Image.new("L", (64, 64))
    across, down = math.cos(math.radians(light.direction)), math.sin(math.radians(light.direction))
    levels = []
    for y in range(64):
        for x in range(64):
            along = ((x - 31.5) * across + (y - 31.5) * down) / 90 + 0.5
            level = 1 - light.fall * along
            if light.shadow:
                away = math.hypot(x / 64 - light.shadow[0], y / 64 - light.shadow[1])
                level *= 1 - light.shadow[2] / (1 + math.exp((away - 0.35) * 30))
            levels.append(max(0, min(255, round(level * 255))))
    small.putdata(levels)
    return ImageChops.multiply(picture, Image.merge("RGB", [small.resize(picture.size, Image.Resampling.BICUBIC)] * 3))


def _grain(size: tuple[int, int], seed: int) -> Any:
    """What a phone's sensor adds: noise, a tile of it shifted by chance."""
    tile = _noise_tile()
    grain = Image.new("L", size)
    chance = random.Random(seed)
    for top in range(-chance.randrange(512), size[1], 512):
        for left in range(-chance.randrange(512), size[0], 512):
            grain.paste(tile, (left, top))
    return Image.merge("RGB", [grain] * 3)


@cache
def _noise_tile() -> Any:
    return Image.effect_noise((512, 512), 8)
