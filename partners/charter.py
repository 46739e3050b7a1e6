"""The charter as published on the web, page chrome and all, read into 3 sections and 14 clauses, or refused.

A clause is never guessed: text of unclear place inside a section is refused, text around the sections is chrome.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from partners.charter_page import CharterShapeError, Line, lines_of
from rada.lib.text import fold

__all__ = ["CLAUSES_PER_SECTION", "CODES", "Charter", "CharterShapeError", "Clause", "Section", "parse_charter"]

CLAUSES_PER_SECTION = {"A": 5, "B": 6, "C": 3}
CODES = tuple(f"{section}{n}" for section, count in CLAUSES_PER_SECTION.items() for n in range(1, count + 1))

# How each section's heading begins, folded, after a numeral such as "II." or "Phần A:".
HEADINGS = {"A": "cam ket nhan yeu cau", "B": "cam ket cung cap dich vu", "C": "dich vu khach hang"}
HEADING_NUMERAL = re.compile(r"^[\W_]*(?:(?:phan|muc) [ivxabc0-9]{1,3}[\s.:)–-]+|[ivxabc]{1,3}[.:)] ?)?")
ITEM = re.compile(r"([0-9]{1,2})[.)](?: (.*))?")
HANGING_INDENT = 2  # a paragraph set in at least this much from its number belongs to it


@dataclass(frozen=True)
class Clause:
    """One commitment: its code (A1), section letter, number in the section, and whole text on one line."""

    code: str
    section: str
    number: int
    text: str


@dataclass(frozen=True)
class Section:
    """One section: its letter, heading and clauses."""

    letter: str
    heading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Charter:
    """The three sections in order."""

    sections: tuple[Section, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All 14 clauses in order."""
        return tuple(clause for section in self.sections for clause in section.clauses)

    @property
    def digest(self) -> str:
        """SHA-256 of the clauses' codes and texts: equal for equal commitments, whatever the page around them."""
        lines = "".join(f"{clause.code}\t{clause.text}\n" for clause in self.clauses)
        return hashlib.sha256(lines.encode()).hexdigest()


def parse_charter(source: bytes | str) -> Charter:
    """The charter in a published page. Raises CharterShapeError, which says why and where, for any other shape."""
    read = [part for part in _parts(lines_of(source)) if part.items]
    _require_three_sections([part.letter for part in read])
    for part in read:
        part.require_complete()
    charter = Charter(tuple(part.section() for part in read))
    _require_different_texts(charter.clauses)
    return charter


@dataclass
class _Item:
    """A clause while it is read: its text without the number, and the lines below."""

    line: Line
    text: str
    more: list[Line] = field(default_factory=list)

    @property
    def whole(self) -> str:
        return " ".join(filter(None, [self.text, *(line.text for line in self.more)]))

    def overflows_into(self, line: Line, page_width: int) -> bool:
        """Whether the line's first word found no room above: a page breaks its lines for no other reason."""
        above = self.more[-1] if self.more else self.line
        return above.width + 1 + len(line.text.split()[0]) > page_width


@dataclass
class _Part:
    """A section while it is read: its list, and the line outside every clause at which the list ended."""

    letter: str
    heading: Line
    page_width: int
    items: list[_Item] = field(default_factory=list)
    ended_by: Line | None = None
    is_chrome_below: bool = False

    @property
    def count(self) -> int:
        return CLAUSES_PER_SECTION[self.letter]

    @property
    def is_full(self) -> bool:
        return len(self.items) >= self.count

    @property
    def is_last(self) -> bool:
        return self.letter == "C"

    @property
    def is_compact(self) -> bool:
        """No blank lines between its clauses."""
        return len(self.items) > 1 and not any(item.line.after_blank for item in self.items[1:])

    def add(self, line: Line, number: int, text: str) -> None:
        """Take the next numbered line, which must be the next clause of the list."""
        if self.is_chrome_below:
            return
        if number == 1 and self.ended_by:
            self._require_full()
            self.is_chrome_below = self.is_last  # another list of the page, after the charter
        if not self.is_chrome_below:
            self._take(line, number, text)

    def extend(self, line: Line) -> None:
        """Take a line without a number: more of the last clause, or the end of the list."""
        if self.ended_by or self.is_chrome_below:
            return
        item = self.items[-1]
        if line.indent >= item.line.indent + HANGING_INDENT or self._is_wrapped(line):
            item.more.append(line)
        else:
            self.ended_by = line

    def may_wrap_into(self, line: Line) -> bool:
        """In the middle of a spaced list a line that follows directly is more of a clause, however it begins."""
        return bool(self.items) and not line.after_blank and not self.is_full and not self.is_compact

    def require_complete(self) -> None:
        """Raise where the list is too short, a clause has no text, or text follows that belongs to no clause."""
        self._require_full()
        if self.ended_by and not self.is_last:
            raise CharterShapeError(_("Line %(line)d belongs to no clause.") % {"line": self.ended_by.place})
        for clause in self.section().clauses:
            if not re.search(r"[^\W\d_]", clause.text):
                raise CharterShapeError(_("Clause %(code)s has no text.") % {"code": clause.code})

    def section(self) -> Section:
        """What was read."""
        clauses = (
            Clause(f"{self.letter}{number}", self.letter, number, item.whole)
            for number, item in enumerate(self.items, start=1)
        )
        return Section(self.letter, self.heading.text, tuple(clauses))

    def _take(self, line: Line, number: int, text: str) -> None:
        self._require_next(line, number)
        self.items.append(_Item(line, text))

    def _is_wrapped(self, line: Line) -> bool:
        """Whether an unindented line continues the clause above. After a compact list's last clause nobody can tell."""
        if line.after_blank or not self.items[-1].overflows_into(line, self.page_width):
            return False
        if not (self.is_full and self.is_compact):
            return True
        if any(item.more for item in self.items):
            raise CharterShapeError(
                _("Line %(line)d: nobody can tell where clause %(code)s ends. Please put a blank line between clauses.")
                % {"line": line.place, "code": f"{self.letter}{self.count}"}
            )
        return False

    def _require_full(self) -> None:
        if not self.is_full:
            missing = f"{self.letter}{len(self.items) + 1}"
            raise CharterShapeError(_("Clause %(code)s is missing.") % {"code": missing})

    def _require_next(self, line: Line, number: int) -> None:
        expected = len(self.items) + 1
        names = {"line": line.place, "code": f"{self.letter}{number}", "expected": f"{self.letter}{expected}"}
        if number == 1 and self.is_full and not self.is_last:
            raise CharterShapeError(_("Line %(line)d begins a new list, but no section's heading is above it.") % names)
        if number < expected:
            raise CharterShapeError(_("Line %(line)d: clause %(code)s stands here a second time.") % names)
        if self.is_full:
            raise CharterShapeError(_("Line %(line)d: clause %(code)s is one too many.") % names)
        if number > expected:
            raise CharterShapeError(_("Line %(line)d: clause %(code)s stands where %(expected)s should be.") % names)
        if self.ended_by:
            raise CharterShapeError(_("Line %(line)d belongs to no clause.") % {"line": self.ended_by.place})


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """Every heading with the list below it, from the first section's on; above it is the page's menu."""
    parts: list[_Part] = []
    page_width = max((line.width for line in lines if ITEM.fullmatch(line.text)), default=0)
    for line in lines:
        current = parts[-1] if parts else None
        letter, item = _heading_letter(line), ITEM.fullmatch(line.text)
        if letter and not item and (current is None or not current.may_wrap_into(line)):
            parts += [_Part(letter, line, page_width)] if parts or letter == "A" else []
        elif current and item:
            current.add(line, int(item[1]), item[2] or "")
        elif current and current.items:
            current.extend(line)
    return parts


def _heading_letter(line: Line) -> str | None:
    begins = HEADING_NUMERAL.sub("", fold(line.text))
    first = next((sign for sign in line.text if sign.isalpha()), "")
    return next((letter for letter, words in HEADINGS.items() if begins.startswith(words) and first.isupper()), None)


def _require_three_sections(letters: Sequence[str]) -> None:
    for letter, count in CLAUSES_PER_SECTION.items():
        names = {"section": letter, "count": count}
        if letter not in letters:
            raise CharterShapeError(_("Section %(section)s with its %(count)d clauses is missing.") % names)
        if letters.count(letter) > 1:
            raise CharterShapeError(_("Section %(section)s stands there more than once.") % names)
    if list(letters) != list(CLAUSES_PER_SECTION):
        raise CharterShapeError(_("The sections stand in the order %(order)s.") % {"order": ", ".join(letters)})


def _require_different_texts(clauses: Sequence[Clause]) -> None:
    first_with: dict[str, str] = {}
    for clause in clauses:
        other = first_with.setdefault(fold(clause.text), clause.code)
        if other != clause.code:
            raise CharterShapeError(
                _("Clauses %(first)s and %(second)s have the same text.") % {"first": other, "second": clause.code}
            )
