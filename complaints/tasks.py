"""Celery's part: the same function as `manage.py sweep`, sooner. It may run twice, late or never."""

from __future__ import annotations

from celery import shared_task

from complaints.services import climbs


@shared_task
def propose_measures() -> int:
    """Look at partners whose score changed."""
    return climbs.propose()
