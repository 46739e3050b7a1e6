"""Policy versions: published once, in force from an instant on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from orders.commitments.reading import read_policy
from orders.models import PolicyVersion
from partners.models import User
from rada.web import clock

PUBLISHING_LOCK = 20_260_402  # two who publish at once get two numbers
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class NoPolicy(LookupError):
    """No policy version was in force at that instant."""


def in_force(at: datetime, *, demo: bool = False) -> PolicyVersion:
    """The version in force at an instant: for a demo order the newest demo version where there is one.

    Raises NoPolicy where none had started.
    """
    started = PolicyVersion.objects.filter(starts_at__lte=at).order_by("-starts_at", "-number")
    version = (started.filter(is_demo=True).first() if demo else None) or started.filter(is_demo=False).first()
    if version is None:
        raise NoPolicy(f"no policy version was in force at {at.isoformat()}")
    return version


def pinned(numbers: Sequence[dict[str, Any]]) -> list[PolicyVersion]:
    """For each of these numbers a version that is never in force, only pinned by name: it starts at the end of time."""
    digests = [_digest(each) for each in numbers]
    known = {version.note: version for version in PolicyVersion.objects.filter(starts_at=NEVER, note__in=digests)}
    missing = {digest: each for digest, each in zip(digests, numbers, strict=True) if digest not in known}
    if missing:
        last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
        made = [
            PolicyVersion(number=number, starts_at=NEVER, numbers=each, note=digest, created_at=clock.now())
            for number, (digest, each) in enumerate(missing.items(), start=last + 1)
        ]
        known |= {version.note: version for version in PolicyVersion.objects.bulk_create(made)}
    return [known[digest] for digest in digests]


def _digest(numbers: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(numbers, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def publish(
    numbers: dict[str, Any],
    *,
    starts_at: datetime,
    points: dict[str, int] | None = None,
    cures: dict[str, list[str]] | None = None,
    is_demo: bool = False,
    note: str = "",
    by: User | None = None,
) -> PolicyVersion:
    """Publish a version; older assignments keep theirs. Raises partners.terms.Unreadable for an unusable number."""
    read_policy(numbers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])
    last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return PolicyVersion.objects.create(
        number=last + 1,
        starts_at=starts_at,
        numbers=numbers,
        points=points or {},
        cures=cures or {},
        is_demo=is_demo,
        note=note,
        created_by=by,
        created_at=clock.now(),
    )
