"""Notices are written in the transaction of what they tell of; a task sends them later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rada.platform.models import Notice


def tell(notices: Iterable[Notice]) -> None:
    """Write notices; one that stands already for the same subject, level, channel and audience is not written twice."""
    Notice.objects.bulk_create(list(notices), ignore_conflicts=True)


def notice(
    audience: str,
    subject: str,
    level: str,
    *,
    at: datetime,
    facts: dict[str, object],
    hold_until: datetime | None = None,
) -> Notice:
    """A notice for the in-portal inbox, not yet written."""
    return Notice(
        audience=audience, subject=subject[:160], level=level, facts=facts, created_at=at, hold_until=hold_until
    )
