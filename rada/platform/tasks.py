"""Celery's part of the platform: the same function as `manage.py sweep`, sooner. It may run twice, late or never."""

from __future__ import annotations

from celery import shared_task

from rada.platform.webhooks import sending


@shared_task
def send_webhooks() -> int:
    """Send webhook events whose time has come."""
    return sending.send_waiting()
