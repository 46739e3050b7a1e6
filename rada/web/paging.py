"""Pages of long lists by key, not by number: the next page begins after the last row that was seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

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


def beyond(after: After | None, instant: str) -> Q:
    """The rows that follow, newest first by `instant` and primary key; all of them where nothing was seen yet.

    The bound on the instant alone comes first: an index starts there, where an OR would have read all that was seen.
    """
    if after is None:
        return Q()
    return Q(**{f"{instant}__lte": after.at}) & (Q(**{f"{instant}__lt": after.at}) | Q(pk__lt=after.pk))
