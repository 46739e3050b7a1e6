"""Policy versions: published once, in force from an instant on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from orders.commitments.reading import read_policy
from orders.models import PolicyVersion
from partners.models import User
from rada.web import clock


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


@transaction.atomic
def publish(
    numbers: dict[str, Any],
    *,
    starts_at: datetime,
    points: dict[str, int] | None = None,
    is_demo: bool = False,
    note: str = "",
    by: User | None = None,
) -> PolicyVersion:
    """Publish a version; older assignments keep theirs. Raises partners.terms.Unreadable for an unusable number."""
    read_policy(numbers)
    last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    return PolicyVersion.objects.create(
        number=last + 1,
        starts_at=starts_at,
        numbers=numbers,
        points=points or {},
        is_demo=is_demo,
        note=note,
        created_by=by,
        created_at=clock.now(),
    )
