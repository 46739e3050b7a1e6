"""Numbers about the house that are read from the database when a machine asks for them: how late, how many.

Upper apps add their readers in `ready()`: `gauges.SWEEP_LAG.read_by(judging_lag)`. Each costs what waits, by an index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, Min
from django.db.models.functions import Greatest
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from rada.platform import outbox
from rada.platform.models import Heartbeat, Notice
from rada.web import clock

LONGEST_READ_MS = 2000
LATELY = timedelta(days=1)
# At an instant: the number for each value of the gauge's label; a gauge without a label has one, under "".
Reader = Callable[[datetime], Mapping[str, float]]


@dataclass
class Gauge:
    """One number, or one for each value of a label; `says` is what whoever watches reads about it."""

    name: str
    says: str
    label: str = ""
    readers: list[Reader] = field(default_factory=list)

    def read_by(self, reader: Reader) -> None:
        """Let an app tell its part; called from its `ready()`."""
        if reader not in self.readers:
            self.readers.append(reader)

    def family(self, now: datetime) -> Metric:
        """The numbers at an instant as Prometheus takes them."""
        told = GaugeMetricFamily(self.name, self.says, labels=[self.label] if self.label else [])
        for reader in self.readers:
            for value, number in reader(now).items():
                told.add_metric([value] if self.label else [], number)
        return told


def age(since: datetime | None, now: datetime) -> float:
    """Seconds that something waits; 0 where nothing does."""
    return 0.0 if since is None else (now - since).total_seconds()


def heartbeat_ages(now: datetime) -> dict[str, float]:
    """Seconds since each loop last went round whole."""
    return {beat.name: age(beat.beat_at, now) for beat in Heartbeat.objects.all()}


def outbox_ages(now: datetime) -> dict[str, float]:
    """By channel, seconds since the oldest notice of the last day that waits could have gone out."""
    waiting = outbox.due(now).filter(created_at__gt=now - LATELY)
    oldest = waiting.values_list("channel").annotate(since=Min(Greatest("created_at", "hold_until")))
    return {**dict.fromkeys(Notice.Channel.values, 0.0), **{each: age(at, now) for each, at in oldest}}


def outbox_failed(now: datetime) -> dict[str, float]:
    """By channel, notices of the last day that were given up."""
    failed = Notice.objects.filter(ended_why=Notice.Unsent.GIVEN_UP, created_at__gt=now - LATELY)
    counted = failed.values_list("channel").annotate(number=Count("pk"))
    return {**dict.fromkeys(Notice.Channel.values, 0.0), **dict(counted)}


SWEEP_LAG = Gauge("rada_sweep_lag_seconds", "Seconds since the oldest judging that is due could have been done.")
UNJUDGED = Gauge("rada_unjudged_assignments", "Assignments whose judging fails.")
CLOCKS_OVERDUE = Gauge("rada_clocks_overdue", "Clocks whose due instant has passed.", "whose")
QUEUE_AGE = Gauge("rada_queue_age_seconds", "Seconds since the oldest work that waits could have been done.", "queue")
OUTBOX_AGE = Gauge(
    "rada_outbox_age_seconds", "Seconds since the oldest notice that waits could have gone out.", "channel"
)
OUTBOX_FAILED = Gauge("rada_outbox_failed", "Notices of the last day that were tried in vain to the last.", "channel")
HEARTBEAT_AGE = Gauge("rada_heartbeat_age_seconds", "Seconds since a loop last went round whole.", "loop")
OUTBOX_AGE.read_by(outbox_ages)
OUTBOX_FAILED.read_by(outbox_failed)
HEARTBEAT_AGE.read_by(heartbeat_ages)
ALL = (SWEEP_LAG, UNJUDGED, CLOCKS_OVERDUE, QUEUE_AGE, OUTBOX_AGE, OUTBOX_FAILED, HEARTBEAT_AGE)


class Gauges(Collector):
    """Every gauge, read when Prometheus asks; with the database away, that it is away."""

    def collect(self) -> Iterable[Metric]:
        """The families."""
        try:
            families = _read()
        except (OperationalError, InterfaceError):
            families = []
        up = GaugeMetricFamily("rada_database_up", "1 where the gauges could be read.", float(bool(families)))
        return [up, *families]


@transaction.atomic
def _read() -> list[Metric]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(LONGEST_READ_MS)])
    now = clock.now()
    return [gauge.family(now) for gauge in ALL]
