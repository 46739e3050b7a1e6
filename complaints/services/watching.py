"""Who has a complaint open: a heartbeat while the page is shown, and forgotten soon after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from complaints import permissions
from complaints.models import Complaint, ComplaintWatch
from partners.actors import Actor
from partners.models import User
from rada.web import clock

SEEN_WITHIN = timedelta(minutes=2)


def watch(complaint: Complaint, *, by: Actor) -> list[User]:
    """Say that this person has it open now. Returns who else has. Raises PermissionDenied."""
    permissions.require(permissions.sees_complaints(by))
    now = clock.now()
    ComplaintWatch.objects.update_or_create(complaint=complaint, user=by.user, defaults={"seen_at": now})
    return watching([complaint], by=by, now=now).get(complaint.pk, [])


def watching(complaints: Iterable[Complaint], *, by: Actor, now: datetime) -> dict[int, list[User]]:
    """Who else had each of these open in the two minutes before `now`, by the complaint's primary key; one query."""
    seen = ComplaintWatch.objects.filter(
        complaint__in=[each.pk for each in complaints], seen_at__gt=now - SEEN_WITHIN
    ).exclude(user=by.user)
    found: dict[int, list[User]] = defaultdict(list)
    for each in seen.select_related("user").order_by("-seen_at"):
        found[each.complaint_id].append(each.user)
    return dict(found)
