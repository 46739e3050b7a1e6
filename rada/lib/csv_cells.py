"""Cells of a CSV that a spreadsheet reads as text, whatever somebody wrote into them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
# What begins a formula, in its full-width forms too (NFKC makes them plain).
BEGINS_A_FORMULA = ("=", "+", "-", "@", "|", "%")
SEPARATORS = (";", ",", "\t")  # a spreadsheet may part cells where we did not


def cell(value: Any) -> Any:
    """A cell: numbers as they are, texts on one line, and whatever could be read as a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in str(value)).strip()
    return f"'{text}" if _is_formula(text) else text


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The rows as lines of a CSV, one by one, every text in quotes; the first begins with the byte order mark."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    mark = BOM
    for row in rows:
        yield mark + writer.writerow([cell(value) for value in row])
        mark = ""


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _is_formula(text: str) -> bool:
    """Signs that are not seen, and quotes and separators that open another cell, may stand before the formula."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Mn"})
    return seen.lstrip(" \"'" + "".join(SEPARATORS)).startswith(BEGINS_A_FORMULA)
