"""Celery's part: the same functions as `manage.py sweep`, sooner. They may run twice, late or never."""

from __future__ import annotations

from celery import shared_task

from complaints.services import climbs, escalation


@shared_task
def escalate_complaints() -> int:
    """Tell of first answers and appeals that are late, or soon will be."""
    return escalation.escalate()


@shared_task
def propose_measures() -> int:
    """Look at partners whose score changed."""
    return climbs.propose()
