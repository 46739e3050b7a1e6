"""Pages of long lists by key, not by number: the next page begins after the last row that was seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHAPE = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


class After(NamedTuple):
    """The last row that was seen: its instant and primary key."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


def after(text: str) -> After | None:
    """Read what `After` wrote; None for anything else, so that a broken address shows the first page."""
    shape = SHAPE.fullmatch(text) if text.isascii() else None
    if shape is None:
        return None
    try:
        return After(EPOCH + timedelta(microseconds=int(shape[1])), int(shape[2]))
    except OverflowError:
        return None
