"""A published page as lines of clean text: decoded, in NFC, invisible signs gone, each line's place and indent kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST_BYTES = 256 * 1024  # the published charter has 6 KB
LAYOUT_SIGNS = "\t\n\r\v\f\x85"
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))
HTML = re.compile(r"<(!doctype|html|body|div|li|p|br)\b", re.IGNORECASE)


class CharterShapeError(ValueError):
    """The text is not a charter of exactly 3 sections and 14 clauses; the message says why."""


@dataclass(frozen=True)
class Line:
    """A line that is not blank: its number in the file, its indent, and whether a blank line came before."""

    place: int
    indent: int
    text: str
    after_blank: bool

    @property
    def width(self) -> int:
        """Signs from the margin to the end."""
        return self.indent + len(self.text)


def lines_of(source: bytes | str) -> list[Line]:
    """The lines that are not blank, white space inside them folded. Raises CharterShapeError where it is no text."""
    lines: list[Line] = []
    after_blank = True
    for place, raw in enumerate(_readable(source).splitlines(), start=1):
        text = " ".join(raw.split())
        if text:
            spread = raw.expandtabs()
            lines.append(Line(place, len(spread) - len(spread.lstrip()), text, after_blank))
        after_blank = not text
    return lines


def _readable(source: bytes | str) -> str:
    if len(source) > LARGEST_BYTES:
        raise CharterShapeError(_("The file is larger than %(limit)d KB; a charter is a few pages.") % {"limit": 256})
    text = unicodedata.normalize("NFC", _decoded(source)).translate(INVISIBLE)
    if not text.strip():
        raise CharterShapeError(_("The file is empty."))
    damaged = next((place for place, sign in enumerate(text) if _is_damage(sign)), None)
    if damaged is not None:
        line = text.count("\n", 0, damaged) + 1
        raise CharterShapeError(_("Line %(line)d holds signs that are no text: the file is damaged.") % {"line": line})
    if HTML.search(text):
        raise CharterShapeError(_("The file is HTML; please save the page as plain text."))
    return text


def _decoded(source: bytes | str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CharterShapeError(_("The file is not UTF-8 text (byte %(byte)d).") % {"byte": error.start + 1}) from error


def _is_damage(sign: str) -> bool:
    """Control signs, half characters, and the mark that a failed conversion leaves behind."""
    return sign == "\ufffd" or (unicodedata.category(sign) in {"Cc", "Cs"} and sign not in LAYOUT_SIGNS)
