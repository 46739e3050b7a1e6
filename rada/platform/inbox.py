"""The in-portal inbox: what has not been read yet, and reading it."""

from __future__ import annotations

from datetime import datetime

from rada.platform.models import Notice


def unread(audience: str, level: str) -> int:
    """How many notices of a level wait for this audience."""
    return Notice.objects.filter(audience=audience, level=level, read_at__isnull=True).count()


def read(audience: str, subject: str, *, at: datetime) -> None:
    """Note that the audience has seen what its notices about a subject tell; the first time counts."""
    Notice.objects.filter(audience=audience, subject=subject, read_at__isnull=True).update(read_at=at)
