"""How long a failed event waits for its next try: longer and longer, for three days in all."""

from __future__ import annotations

import random
from datetime import timedelta

PAUSES: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=16),
    timedelta(hours=24),
)
MOST_TRIES = len(PAUSES) + 1
JITTER = 0.1


def before_next(tries: int) -> timedelta | None:
    """The pause after so many failed tries, up to a tenth longer or shorter so that not all come back at once.

    None where it was tried often enough.
    """
    if tries >= MOST_TRIES:
        return None
    return PAUSES[tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)
