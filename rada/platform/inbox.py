"""The in-portal inbox: what was told, and what of it was not read yet. What is not sent yet is nobody's to see.

Whoever reads may have several inboxes, their partner's and their own: `audience` is one name, or several.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from rada.platform.models import Notice
from rada.web.paging import After, beyond

MOST_SUBJECTS = 200
Audience = str | Collection[str]


def received(audience: Audience, *, after: After | None = None) -> QuerySet[Notice]:
    """What this audience was told, the newest first, from `after` on."""
    told = Notice.objects.filter(audience__in=_names(audience), channel=Notice.Channel.INBOX, sent_at__isnull=False)
    return told.filter(beyond(after, "created_at")).order_by("-created_at", "-pk")


def unread(audience: Audience, levels: Collection[str]) -> QuerySet[Notice]:
    """The notices of these levels that this audience has not read, the newest first."""
    return received(audience).filter(read_at__isnull=True, level__in=levels)


def unread_subjects(audience: Audience, level: str) -> set[str]:
    """What the newest unread notices of a level are about."""
    return set(unread(audience, [level]).values_list("subject", flat=True)[:MOST_SUBJECTS])


def read(audience: Audience, subject: str, *, at: datetime) -> None:
    """Note that the audience has seen what its notices about a subject tell; the first time counts."""
    Notice.objects.filter(audience__in=_names(audience), subject=subject, read_at__isnull=True).update(read_at=at)


def read_all(shown: Iterable[Notice], *, at: datetime) -> None:
    """Note that these were shown to their audience; the first time counts."""
    unseen = [notice.pk for notice in shown if notice.read_at is None]
    Notice.objects.filter(pk__in=unseen, read_at__isnull=True).update(read_at=at)


def _names(audience: Audience) -> Collection[str]:
    return [audience] if isinstance(audience, str) else audience
