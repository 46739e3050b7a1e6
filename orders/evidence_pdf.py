"""Draws an evidence sheet as a PDF, A4, with what programs read in its metadata.

reportlab loads Pillow, which no web process has loaded that decodes nothing: import this only where a sheet is drawn.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import fontpkg_be_vietnam_pro
from django.utils.translation import gettext as _
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

if TYPE_CHECKING:
    from orders.services.evidence_sheets import Section, Sheet

PLAIN, BOLD = "BeVietnamPro-Regular", "BeVietnamPro-Bold"
MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=14, leading=19, spaceAfter=4 * mm)
HEADING = ParagraphStyle("heading", fontName=BOLD, fontSize=11, leading=15, spaceBefore=4 * mm, spaceAfter=1.5 * mm)
BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=9, leading=13, spaceAfter=1.5 * mm)
CELL = ParagraphStyle("cell", fontName=PLAIN, fontSize=7, leading=9.5, wordWrap="CJK")  # a hash breaks anywhere
HEAD = ParagraphStyle("head", parent=CELL, fontName=BOLD)
LINES = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, Color(0.75, 0.75, 0.75)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)
SHARES = {2: (28, 72), 3: (20, 28, 52), 5: (7, 21, 16, 16, 40)}  # of the width, by the number of columns, in percent


def write(into: IO[bytes], sheet: Sheet) -> None:
    """Write the sheet, its title and page numbers on each page."""
    _fonts()

    def foot(canvas: Any, document: Any) -> None:
        canvas.setKeywords(sheet.block)
        canvas.setFont(PLAIN, 7)
        canvas.drawString(MARGIN, 9 * mm, sheet.title)
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, _("page %(number)s") % {"number": document.page})

    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    document = SimpleDocTemplate(into, pagesize=A4, title=sheet.title, author="Rada", **margins)
    story: list[Any] = [Paragraph(escape(sheet.title), TITLE)]
    for section in sheet.sections:
        story += _section(section)
    document.build(story, onFirstPage=foot, onLaterPages=foot)


@cache
def _fonts() -> None:
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))


def _section(section: Section) -> list[Any]:
    story: list[Any] = [Paragraph(escape(section.title), HEADING)]
    story += [Paragraph(escape(line), BODY) for line in section.lines]
    rows = [[_cell(text, CELL) for text in row] for row in section.rows]
    if rows and section.heads:
        rows.insert(0, [_cell(text, HEAD) for text in section.heads])
    if rows:
        widths = [WIDTH * share / 100 for share in SHARES[len(rows[0])]]
        story.append(LongTable(rows, colWidths=widths, repeatRows=1 if section.heads else 0, style=LINES))
    return [*story, Spacer(1, 1 * mm)]


def _cell(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)
