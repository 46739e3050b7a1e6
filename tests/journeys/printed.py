"""A printed receipt and a photo of it: the stamp is cut from its roll's sheet, as a company cuts it from the paper."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4

from orders import stamp_pdf, stamp_sheets
from orders.photos.plane import perspective

DOTS = 200 / 72  # a point is so many dots where 200 come to an inch
PAPER = (1165, 1654)  # A5
CAMERA = (4032, 3024)  # 12 megapixels
TURN, SEEN_HIGH, LEAN = 17, 2450, 0.03  # degrees, pixels, share of the paper's size
TABLE, WHITE, INK = (104, 82, 64), (247, 246, 241), (35, 40, 70)
WRITTEN = [
    "BIÊN NHẬN DỊCH VỤ",
    "Khách hàng: Trần Thị Hà",
    "Địa chỉ: 12 Hàng Bài, phường Hoàn Kiếm, Hà Nội",
    "Vệ sinh máy lạnh ......... 250.000 đ",
    "Tụ khởi động 35 µF ....... 180.000 đ",
    "Nạp bổ sung gas .......... 150.000 đ",
    "Tổng cộng ................ 580.000 đ",
    "Bảo hành công thay và linh kiện 180 ngày",
]


def cut_out(sheet: bytes, place: int) -> Image.Image:
    """The label at a place of the first page of a roll's sheets, counted from 0, at 200 dots to the inch."""
    row, column = divmod(place, stamp_sheets.COLUMNS)
    left = stamp_pdf.LEFT + column * stamp_pdf.WIDTH
    top = A4[1] - stamp_pdf.TOP + row * stamp_pdf.HEIGHT
    box = (left, top, left + stamp_pdf.WIDTH, top + stamp_pdf.HEIGHT)
    with pypdfium2.PdfDocument(sheet) as document:
        page = document[0].render(scale=DOTS).to_pil().convert("RGB")
    return page.crop(tuple(round(edge * DOTS) for edge in box))


def receipt_with(label: Image.Image) -> Image.Image:
    """A receipt of half an A4 page with the label stuck on it."""
    paper = Image.new("RGB", PAPER, WHITE)
    pen = ImageDraw.Draw(paper)
    font = Path(fontpkg_be_vietnam_pro.__file__).parent / "files" / f"{stamp_pdf.PLAIN}.ttf"
    for number, line in enumerate(WRITTEN):
        pen.text((90, 110 + 130 * number), line, INK, ImageFont.truetype(str(font), 34 if number else 60))
    pen.rectangle((50, 60, PAPER[0] - 50, PAPER[1] - 60), outline=INK, width=3)
    paper.paste(label, (PAPER[0] - label.width - 110, PAPER[1] - label.height - 160))
    return paper


def photographed(receipt: Image.Image) -> bytes:
    """What a phone makes of it: lying turned and a little at a slant, not quite sharp, lit from one side, grainy."""
    flat: list[Any] = [(0, 0), (receipt.width, 0), receipt.size, (0, receipt.height)]
    back = perspective(_corners(*receipt.size), flat)
    seen = receipt.transform(CAMERA, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    outline = Image.new("L", receipt.size, 255).transform(CAMERA, Image.Transform.PERSPECTIVE, back)
    picture = Image.composite(seen, Image.new("RGB", CAMERA, TABLE), outline)
    lamp = Image.linear_gradient("L").rotate(35).crop((48, 48, 208, 208)).point(lambda level: 90 + level * 165 // 255)
    light = lamp.resize(CAMERA, Image.Resampling.BICUBIC)
    lit = ImageChops.multiply(picture, Image.merge("RGB", [light] * 3)).filter(ImageFilter.GaussianBlur(4))
    grain = Image.effect_noise(CAMERA, 10)
    content = BytesIO()
    ImageChops.add(lit, Image.merge("RGB", [grain] * 3), 1, -128).save(content, "JPEG", quality=70)
    return content.getvalue()


def _corners(width: int, height: int) -> list[tuple[float, float]]:
    """Where the paper's corners lie in the photo, clockwise from its own top left: the top is farther away."""
    turn, scale = math.radians(TURN), SEEN_HIGH / height
    corners = []
    for across, down in ((-0.5 + LEAN, -0.5), (0.5 - LEAN, -0.5), (0.5 + LEAN / 2, 0.5), (-0.5, 0.5 - LEAN)):
        x, y = across * width * scale, down * height * scale
        turned = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        corners.append((CAMERA[0] / 2 + turned[0], CAMERA[1] / 2 + turned[1]))
    return corners
