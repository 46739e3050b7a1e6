"""A CSV as an answer: sent as its rows are read, in the language it was asked for in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation

from rada.lib import csv_cells
from rada.web.clock import VIETNAM


def csv_file(name: str, rows: Iterable[Iterable[Any]], now: datetime) -> StreamingHttpResponse:
    """The rows as a file to keep, named after what it holds and the day in Vietnam."""
    told = _in_the_language_asked(csv_cells.lines(rows))
    answer = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    day = f"{now.astimezone(VIETNAM):%Y-%m-%d}"
    answer["Content-Disposition"] = f'attachment; filename="rada-{name}-{day}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _in_the_language_asked(lines: Iterator[str]) -> Iterator[str]:
    """The file is written after the view has answered, when no language is active any more."""
    language = translation.get_language() or "vi"

    def written() -> Iterator[str]:
        while True:
            with translation.override(language):
                line = next(lines, None)
            if line is None:
                return
            yield line

    return written()
