"""Whether a loop still goes round: it leaves a heartbeat after each whole round."""

from __future__ import annotations

from datetime import timedelta

from rada.platform.models import Heartbeat
from rada.web import clock

SWEEP, SWEEP_EVERY = "sweep", timedelta(seconds=30)
MISSED_ROUNDS = 3


def sweep_is_recent() -> bool:
    """Whether a whole sweep has passed within three rounds."""
    beat = Heartbeat.objects.filter(name=SWEEP).first()
    return beat is not None and clock.now() - beat.beat_at <= MISSED_ROUNDS * SWEEP_EVERY
