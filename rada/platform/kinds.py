"""Every kind of notice in one table: what it belongs to, and whether it can wait for the morning.

The portal's inbox is no part of this: there a notice rings nobody, and it is always written at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from rada.platform import quiet_hours
from rada.platform.models import Notice

Channel = Notice.Channel


class Waits(Enum):
    """What a notice does that is written at night."""

    NEVER = "it goes at once"
    UNLESS_DUE = "it waits for the morning, unless what it warns of is due before"
    TILL_MORNING = "it waits for the morning"


class Topic(TextChoices):
    """What people choose channels for."""

    JOBS = "jobs", _("New orders and jobs")
    DEADLINES = "deadlines", _("Deadlines that are near")
    TALK = "talk", _("Quotes and messages")
    QUALITY = "quality", _("Breaches, decisions and measures")
    COMPLAINTS = "complaints", _("Complaints and appeals")
    PLATFORM = "platform", _("Faults of the platform")


class Kind(NamedTuple):
    """A kind of notice; without a topic nobody chooses: somebody asked for this very message."""

    topic: Topic | None
    waits: Waits


KINDS: dict[str, Kind] = {
    "offer": Kind(Topic.JOBS, Waits.NEVER),
    "assigned": Kind(Topic.JOBS, Waits.NEVER),
    "unassigned": Kind(Topic.JOBS, Waits.NEVER),
    "warning": Kind(Topic.DEADLINES, Waits.UNLESS_DUE),
    "quote_answer": Kind(Topic.TALK, Waits.TILL_MORNING),
    "unsent": Kind(Topic.TALK, Waits.TILL_MORNING),
    "breach": Kind(Topic.QUALITY, Waits.TILL_MORNING),
    "retraction": Kind(Topic.QUALITY, Waits.TILL_MORNING),
    "decision": Kind(Topic.QUALITY, Waits.TILL_MORNING),
    "measure": Kind(Topic.QUALITY, Waits.TILL_MORNING),
    "complaint_handed": Kind(Topic.COMPLAINTS, Waits.TILL_MORNING),
    "complaint_soon": Kind(Topic.COMPLAINTS, Waits.UNLESS_DUE),
    "complaint_late": Kind(Topic.COMPLAINTS, Waits.TILL_MORNING),
    "complaint_lead": Kind(Topic.COMPLAINTS, Waits.TILL_MORNING),
    "step_soon": Kind(Topic.COMPLAINTS, Waits.UNLESS_DUE),
    "step_late": Kind(Topic.COMPLAINTS, Waits.TILL_MORNING),
    "step_lead": Kind(Topic.COMPLAINTS, Waits.TILL_MORNING),
    "appeal_late": Kind(Topic.COMPLAINTS, Waits.TILL_MORNING),
    "fault_proposed": Kind(Topic.PLATFORM, Waits.NEVER),
    "webhook_off": Kind(Topic.PLATFORM, Waits.TILL_MORNING),
    "order_link": Kind(None, Waits.NEVER),
    "phone_code": Kind(None, Waits.NEVER),
    "password_reset": Kind(None, Waits.NEVER),
}
# The channels that may be chosen beside the inbox, and whether one is on for who never chose. A message to a phone
# costs money, so it is only for what cannot wait, and never on by itself.
OFFERED: dict[tuple[Topic, Channel], bool] = {
    (Topic.JOBS, Channel.EMAIL): False,
    (Topic.JOBS, Channel.SMS): False,
    (Topic.DEADLINES, Channel.EMAIL): False,
    (Topic.DEADLINES, Channel.SMS): False,
    (Topic.TALK, Channel.EMAIL): False,
    (Topic.QUALITY, Channel.EMAIL): True,
    (Topic.COMPLAINTS, Channel.EMAIL): True,
    (Topic.PLATFORM, Channel.EMAIL): True,
    (Topic.PLATFORM, Channel.SMS): False,
}


def held_until(level: str, facts: Mapping[str, Any], at: datetime) -> datetime | None:
    """Until when a notice of this kind, written at an instant, is held; None where it goes at once.

    `facts["due_at"]` is when what it warns of is due, as ISO 8601.
    """
    waits, morning = KINDS[level].waits, quiet_hours.ends_at(at)
    if morning is None or waits == Waits.NEVER:
        return None
    if waits == Waits.UNLESS_DUE and datetime.fromisoformat(facts["due_at"]) <= morning:
        return None
    return morning
