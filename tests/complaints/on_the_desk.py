"""Complaints on the desk: an order at work, somebody who triages, a complaint as its row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group

from complaints.models import Complaint
from orders.models import Assignment
from orders.services import complaints
from partners.actors import Actor, actor_of
from rada.desk.roles import create_roles
from rada.web import clock
from tests import factories as make

NOON = make.MONDAY.replace(hour=12)
CARE_DAY = 780  # minutes


def of_role(role: str, name: str = "") -> Actor:
    """Another one of Rada's people in a role."""
    create_roles()
    actor = make.a_staff_member()
    assert actor.user is not None
    actor.user.groups.add(Group.objects.get(name=role))
    if name:
        actor.user.full_name = name
        actor.user.save()
    return actor_of(type(actor.user).objects.get(pk=actor.user.pk))


def triage(name: str = "") -> Actor:
    """Somebody who triages."""
    return of_role("triage", name)


def complained(assignment: Assignment | None = None, *, at: datetime = NOON, **told: Any) -> Complaint:
    """A complaint of its customer, at noon unless told otherwise."""
    job = assignment or make.an_engagement()
    with clock.standing_at(at):
        number = complaints.open_complaint(
            job, by=make.the_customer(job.order), **{"category": "price", "text": "Thu thêm tiền", **told}
        )
    return Complaint.objects.select_related("assignment__order", "opening").get(assignment=job, number=number)


def later(minutes: int) -> Any:
    """The clock so many plain minutes after noon."""
    return clock.standing_at(NOON + timedelta(minutes=minutes))
