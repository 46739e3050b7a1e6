"""Celery's part: the same function as `manage.py sweep`, sooner. It may run twice, late or never."""

from __future__ import annotations

from celery import shared_task

from complaints.services import escalation


@shared_task
def escalate_complaints() -> int:
    """Tell of first answers and appeals that are late, or soon will be."""
    return escalation.escalate()
