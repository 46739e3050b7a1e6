"""Tell people of first answers that are soon due or late, and of appeals that wait too long: once for each level.

Nobody's complaint is everybody's: where it has no handler, all who triage are told. Runs any number of times at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from complaints import deadlines
from complaints.models import Appeal, Complaint, FirstAnswer
from complaints.services import alerts
from partners.models import User
from rada.web import clock

BATCH = 200
Level = FirstAnswer.Level
REACHED = ((Level.LEAD, "lead_at"), (Level.LATE, "due_at"), (Level.SOON, "warn_at"))


def escalate() -> int:
    """Tell of everything whose instant has come. Returns how many first answers and appeals were told of."""
    return escalate_first_answers() + escalate_appeals()


@transaction.atomic
def escalate_first_answers() -> int:
    """A level for each instant that has passed; one that was slept through is told once, at the level it is now.

    What an act holds is left to the next pass: an act locks the complaint before its first answers.
    """
    now = clock.now()
    come = Q()
    for level, instant in REACHED:
        come |= Q(told_level__lt=level) & (Q(due_at__lt=now) if instant == "due_at" else Q(**{f"{instant}__lte": now}))
    waiting = FirstAnswer.objects.select_for_update(of=("self", "complaint"), no_key=True, skip_locked=True).filter(
        come, answered_at__isnull=True, warn_at__lte=now
    )
    answers = list(
        waiting.select_related("complaint__assignment__order", "complaint__handler").order_by("warn_at")[:BATCH]
    )
    for answer in answers:
        _tell(answer, _level_at(answer, now), now)
    late = [answer.complaint_id for answer in answers if answer.told_level >= Level.LATE]
    Complaint.objects.filter(pk__in=late, escalated_at__isnull=True).update(escalated_at=now)
    FirstAnswer.objects.bulk_update(answers, ["told_level"])
    return len(answers)


@transaction.atomic
def escalate_appeals() -> int:
    """Tell those who decide appeals of each whose decision is late. What a closure gives more time stays among them:
    no batch, so that it holds up no other.
    """
    now = clock.now()
    waiting = Appeal.objects.select_for_update(of=("self",), skip_locked=True).filter(
        outcome=Appeal.Outcome.OPEN, escalated_at__isnull=True, filed_at__lt=now - deadlines.SOONEST_DECISION
    )
    about = waiting.select_related("breach__assignment__order", "breach__assignment__policy").order_by("filed_at")
    late = [(appeal, due) for appeal, due in deadlines.with_due(list(about)) if due < now]
    if not late:
        return 0
    leads = list(alerts.leads())
    for appeal, due in late:
        alerts.tell_appeal(appeal, due, leads, at=now)
    Appeal.objects.filter(pk__in=[appeal.pk for appeal, _due in late]).update(escalated_at=now)
    return len(late)


def _level_at(answer: FirstAnswer, now: datetime) -> FirstAnswer.Level:
    if answer.lead_at <= now:
        return Level.LEAD
    return Level.LATE if answer.due_at < now else Level.SOON


def _tell(answer: FirstAnswer, level: FirstAnswer.Level, now: datetime) -> None:
    alerts.tell_first_answer(answer, level, _whom(answer.complaint, level), at=now)
    answer.told_level = level


def _whom(complaint: Complaint, level: FirstAnswer.Level) -> Iterable[User]:
    """Its handler; where nobody at work has it, all who triage; the leads too once it is late for long."""
    handler = complaint.handler
    told = [handler] if handler is not None and handler in set(alerts.triage()) else list(alerts.triage())
    return {*told, *alerts.leads()} if level == Level.LEAD else told
