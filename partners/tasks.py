"""Celery's part: the same functions as `manage.py sweep`, sooner. Every task may run twice, late or never."""

from __future__ import annotations

from celery import shared_task

from partners.services import forgotten


@shared_task
def send_password_links() -> int:
    """Send the links that people who forgot their password wait for."""
    return forgotten.send_waiting()
