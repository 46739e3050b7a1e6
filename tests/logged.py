"""The log as production writes it, kept for tests to read."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from rada.lib.log_lines import JsonLines


class Log:
    """What was written since it was opened."""

    def __init__(self, stream: StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        """All of it."""
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line's object."""
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, logger: str) -> list[dict[str, Any]]:
        """The lines of one logger."""
        return [line for line in self.lines if line["logger"] == logger]

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The lines that tell of requests."""
        return self.of("rada.web.request_log")


@contextmanager
def production_log() -> Iterator[Log]:
    """Everything that reaches the root logger, in production's shape."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield Log(stream)
    finally:
        root.removeHandler(handler)
