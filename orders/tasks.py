"""Celery's part: the same functions as `manage.py sweep`, sooner. Every task may run twice, late or never."""

from __future__ import annotations

from celery import shared_task

from orders.photos import tidying
from orders.services import carrying, fault_watch, notices, retention, ringing, scheduled, sweeping, texting, warnings
from orders.services.trials import running

TRIAL_SECONDS = 5


@shared_task
def flag_breaches() -> int:
    """Judge what fell due, what was reported, and once more what was touched lately."""
    return sweeping.sweep().judged


@shared_task
def warn_before_breaks() -> int:
    """Tell partners whose clocks are about to break."""
    return warnings.warn()


@shared_task
def send_messages_that_wait() -> int:
    """Send messages whose hour has come."""
    return scheduled.send_due()


@shared_task
def ring_browsers() -> int:
    """Ring for new offers."""
    return ringing.ring()


@shared_task
def send_notices() -> int:
    """Send what the outbox holds."""
    return notices.send_waiting()


@shared_task
def send_phone_messages() -> int:
    """Send links and codes to customers' phones."""
    return texting.send_waiting()


@shared_task
def carry_copies() -> int:
    """Send copies of notices by e-mail and to phones."""
    return carrying.send_waiting()


@shared_task
def watch_channels() -> int:
    """Notice a channel by which nothing goes out."""
    return fault_watch.watch()


@shared_task
def tidy_photos() -> int:
    """Remove photos that nothing came of."""
    return tidying.tidy_hourly()


@shared_task
def retain() -> int:
    """Erase what was kept as long as it may be."""
    return retention.retain_hourly()


@shared_task
def try_policies() -> int:
    """Judge shards of trials for a few seconds; as many workers as are free do so at once."""
    return running.work(seconds=TRIAL_SECONDS)
