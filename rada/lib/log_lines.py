"""Lines of a log: who or what each is about stands beside its words, and nothing personal stands in either.

    with log_lines.about(request_id="..."):     # a request, a task, one part of a sweep
        log_lines.note(order="RD-1A2B3C")       # known later; stands in every line from here on
        logger.info("offer %s accepted", pk)

Facts are codes and numbers of ours. Words come from anywhere, other people's packages included, and are masked.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rada.lib.masking import masked

ROOT = Path(__file__).resolve().parents[2]
Facts = dict[str, str | int]
_known: ContextVar[Facts | None] = ContextVar("log_facts", default=None)


@contextmanager
def about(**told: str | int) -> Iterator[None]:
    """Let every line of this block say these facts, and what is noted inside it."""
    token = _known.set({**facts(), **told})
    try:
        yield
    finally:
        _known.reset(token)


def note(**told: str | int) -> None:
    """More facts, until the innermost `about` ends; outside of any there is nothing that they could be about."""
    known = _known.get()
    if known is not None:
        known.update(told)


def facts() -> Mapping[str, str | int]:
    """What the next line would say."""
    return _known.get() or {}


class JsonLines(logging.Formatter):
    """One JSON object for each line, for machines that collect them; instants in UTC.

    An error is told by its type and its places in the code: its own words may quote anybody.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
            **facts(),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": type(error).__name__, "places": places_of(error)}
        return json.dumps(line, ensure_ascii=False)


class ReadableLines(logging.Formatter):
    """For somebody at a terminal: the words, then the facts; an error with its whole traceback, masked."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 logging's own name
        """The line without a traceback."""
        record.message = masked(record.message)
        return " ".join([super().formatMessage(record), *(f"{name}={fact}" for name, fact in facts().items())])

    def formatException(self, ei: Any) -> str:  # noqa: N802 logging's own name
        """The traceback."""
        return masked(super().formatException(ei))


def places_of(error: BaseException) -> list[str]:
    """Where in the code an error went through, the innermost last: `orders/services/offers.py:41 accept`."""
    return [
        f"{_shown(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]


def _shown(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-2:])
