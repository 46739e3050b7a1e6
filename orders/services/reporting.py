"""Reports told by an integration, many at a time: each is answered for itself, the assignment is judged once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from orders import payloads, permissions
from orders.commitments.reading import CaseError
from orders.models import Assignment
from orders.services import timeline
from orders.services.stated import FARTHEST_AHEAD
from orders.services.timeline import Report
from partners.actors import Actor
from rada.web import clock

MOST = 500
RECORDED, KNOWN = "recorded", "known"


class Unreadable(timeline.Refused):
    """A report that cannot be read, or kept; its text names the field."""


class Answer(NamedTuple):
    """What became of one report: recorded, known from before, or refused for a reason."""

    id: str
    error: timeline.Refused | None = None
    state: str = "refused"


@transaction.atomic
def tell(assignment: Assignment, reports: Sequence[Report], *, by: Actor) -> list[Answer]:
    """Record what can be recorded, in any order and with repeats; one answer for each report, in the order sent.

    Raises PermissionDenied. Judging is left to the sweep, once for all of them.
    """
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_act_for_rada, by, locked)
    latest = clock.now() + FARTHEST_AHEAD
    known = {event.event_id: event for event in locked.events.all()}
    new: dict[str, Report] = {}
    answers = []
    for report in reports:
        try:
            if report.at > latest:
                raise timeline.BadInstant
            is_new = timeline.check(locked, report, known.get(report.id) or new.get(report.id))
        except (CaseError, payloads.NotStorable) as error:
            answers.append(Answer(report.id, Unreadable(str(error))))
        except timeline.Refused as error:
            answers.append(Answer(report.id, error))
        else:
            if is_new:
                new[report.id] = report
            answers.append(Answer(report.id, state=RECORDED if is_new else KNOWN))
    timeline.report(assignment, new.values(), by=by)
    return answers
