"""Draws sheets of stamps as a PDF: A4, 40 labels a page, each with its signed code and the serial to read by eye.

reportlab loads Pillow, which no web process has loaded that decodes nothing: import this only where a sheet is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

import fontpkg_be_vietnam_pro
import segno
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from segno import utils as segno_utils

from orders import stamp_codes
from orders.stamp_sheets import COLUMNS, LABELS, PAGES_A_PART, ROWS, Label, pages_of

WIDTH, HEIGHT = 48.5 * mm, 26.5 * mm
LEFT, TOP = (A4[0] - COLUMNS * WIDTH) / 2, A4[1] - 20 * mm
MODULE = 0.8 * mm  # the code is 20 mm wide, 26.4 mm with the quiet zone around it
QUIET = 4
ROOM = 21 * mm  # for words beside the code
PLAIN, BOLD = "BeVietnamPro-Regular", "BeVietnamPro-Bold"
CUT, FAINT = 0.75, 0.45  # how light the lines to cut along are, and small print


def write(into: IO[bytes], labels: Sequence[Label], *, title: str, part: int, size: int) -> None:
    """Write one part of a roll of `size` stamps; `labels` are this part's, `title` stands in the head of each page."""
    _fonts()
    canvas = Canvas(into, pagesize=A4, pageCompression=1)
    canvas.setTitle(title)
    first = (part - 1) * PAGES_A_PART
    for place in range(0, len(labels), LABELS):
        number = first + place // LABELS + 1
        _head(canvas, title, _("page %(number)s/%(count)s") % {"number": number, "count": pages_of(size)})
        _cut_lines(canvas)
        for index, label in enumerate(labels[place : place + LABELS]):
            row, column = divmod(index, COLUMNS)
            _label(canvas, label, LEFT + column * WIDTH, TOP - (row + 1) * HEIGHT)
        canvas.showPage()
    canvas.save()


@cache
def _fonts() -> None:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))


def _head(canvas: Any, title: str, page: str) -> None:
    canvas.setFont(BOLD, 10)
    canvas.drawString(LEFT, TOP + 5 * mm, title)
    canvas.setFont(PLAIN, 9)
    canvas.drawRightString(A4[0] - LEFT, TOP + 5 * mm, page)


def _cut_lines(canvas: Any) -> None:
    """A hair's grid, dashed: cut along it, or let a label sheet's own edges lie on it."""
    canvas.saveState()
    canvas.setLineWidth(0.3)
    canvas.setStrokeGray(CUT)
    canvas.setDash(2, 2)
    right, bottom = LEFT + COLUMNS * WIDTH, TOP - ROWS * HEIGHT
    canvas.lines([(LEFT + column * WIDTH, TOP, LEFT + column * WIDTH, bottom) for column in range(COLUMNS + 1)])
    canvas.lines([(LEFT, TOP - row * HEIGHT, right, TOP - row * HEIGHT) for row in range(ROWS + 1)])
    canvas.restoreState()


def _label(canvas: Any, label: Label, left: float, bottom: float) -> None:
    words = left + WIDTH - ROOM - 1 * mm
    if label.gone:
        canvas.setFillGray(FAINT)
        canvas.setFont(PLAIN, 9)
        canvas.drawString(left + 4 * mm, bottom + 15 * mm, label.serial)
        canvas.drawString(left + 4 * mm, bottom + 10 * mm, label.gone)
        canvas.setFillGray(0)
        return
    _code(canvas, stamp_codes.code_of(label.serial), left, bottom)
    # What is stuck on a Vietnamese receipt is Vietnamese, whoever prints it.
    _fitted(canvas, "Rada · tem hoàn thành", words, bottom + 16.5 * mm, PLAIN, 6.5)
    _fitted(canvas, label.serial, words, bottom + 10 * mm, BOLD, 10)


def _fitted(canvas: Any, text: str, left: float, bottom: float, font: str, size: float) -> None:
    """One line as wide as the label has room for at most: letters grow narrower, never smaller."""
    line = canvas.beginText(left, bottom)
    line.setFont(font, size)
    line.setHorizScale(min(100, 100 * ROOM / pdfmetrics.stringWidth(text, font, size)))
    line.textOut(text)
    line.setHorizScale(100)
    canvas.drawText(line)


def _code(canvas: Any, text: str, left: float, bottom: float) -> None:
    """The code as lines one module high, its quiet zone left white."""
    code = segno.make_qr(text, error="q", boost_error=False)
    rows = len(code.matrix)
    canvas.saveState()
    canvas.translate(left + QUIET * MODULE, bottom + HEIGHT / 2 - rows * MODULE / 2)
    canvas.scale(MODULE, MODULE)
    canvas.setLineWidth(1)
    lines = segno_utils.matrix_to_lines(  # type: ignore[attr-defined]
        code.matrix, 0, rows - 0.5, incby=-1
    )
    canvas.lines([(begin[0], begin[1], end[0], end[1]) for begin, end in lines])
    canvas.restoreState()
