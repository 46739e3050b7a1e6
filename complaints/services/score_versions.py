"""Versions of the score's numbers: published once, in force from an instant on; points that were given stay."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from complaints import permissions
from complaints.models import ScoreVersion
from complaints.scores.numbers import read
from complaints.services import climbs
from partners.actors import Actor
from rada.web import clock

PUBLISHING_LOCK = 20_260_502  # two who publish at once get two numbers


@transaction.atomic
def publish(numbers: dict[str, int], *, starts_at: datetime, note: str = "", by: Actor) -> ScoreVersion:
    """Publish a version; `numbers` that are the contract's own need not be named. Everybody with points is looked at
    when it starts.

    Raises PermissionDenied, numbers.Unusable.
    """
    permissions.require(permissions.can_publish_score(by))
    changed = read(numbers).changed
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])
    last = ScoreVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = ScoreVersion.objects.create(
        number=last + 1, starts_at=starts_at, numbers=changed, note=note, created_by=by.user, created_at=clock.now()
    )
    climbs.look_again(at=starts_at)
    return version
