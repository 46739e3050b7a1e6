"""Tell people of first answers and next steps that are soon due or late, and of appeals that wait too long: once for
each level.

Nobody's complaint is everybody's: where it has no handler, all who triage are told. Runs any number of times at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from complaints import deadlines
from complaints.models import AlertLevel, Appeal, Complaint, FirstAnswer
from complaints.services import alerts
from partners.models import User
from rada.web import clock

BATCH = 200


@dataclass(frozen=True)
class Columns:
    """Where a table keeps a clock of Rada's own, and how far people were told of it."""

    told: str
    warn: str
    due: str
    lead: str

    def come(self, now: datetime) -> Q:
        """Rows at which a level has come that nobody was told of."""
        return (
            Q(**{f"{self.told}__lt": AlertLevel.SOON, f"{self.warn}__lte": now})
            | Q(**{f"{self.told}__lt": AlertLevel.LATE, f"{self.due}__lt": now})
            | Q(**{f"{self.told}__lt": AlertLevel.LEAD, f"{self.lead}__lte": now})
        )

    def reach(self, row: FirstAnswer | Complaint, now: datetime) -> AlertLevel:
        """Note the level that a row is at now, and return it."""
        level = AlertLevel.LATE if getattr(row, self.due) < now else AlertLevel.SOON
        if getattr(row, self.lead) <= now:
            level = AlertLevel.LEAD
        setattr(row, self.told, level)
        return level


ANSWER = Columns("told_level", "warn_at", "due_at", "lead_at")
STEP = Columns("step_told_level", "step_warn_at", "due_at", "step_lead_at")


def escalate() -> int:
    """Tell of everything whose instant has come. Returns how many answers, steps and appeals were told of."""
    return escalate_first_answers() + escalate_next_steps() + escalate_appeals()


@transaction.atomic
def escalate_first_answers() -> int:
    """A level for each instant that has passed; one that was slept through is told once, at the level it is now.

    What an act holds is left to the next pass: an act locks the complaint before its first answers.
    """
    now = clock.now()
    waiting = FirstAnswer.objects.select_for_update(of=("self", "complaint"), no_key=True, skip_locked=True).filter(
        ANSWER.come(now), answered_at__isnull=True, warn_at__lte=now
    )
    answers = list(
        waiting.select_related("complaint__assignment__order", "complaint__handler").order_by("warn_at")[:BATCH]
    )
    for answer in answers:
        level = ANSWER.reach(answer, now)
        alerts.tell_first_answer(answer, level, _whom(answer.complaint, level), at=now)
    _mark_late([answer.complaint_id for answer in answers if answer.told_level >= AlertLevel.LATE], now)
    FirstAnswer.objects.bulk_update(answers, ["told_level"])
    return len(answers)


@transaction.atomic
def escalate_next_steps() -> int:
    """The same for what Rada does after a reply or its first answer."""
    now = clock.now()
    waiting = Complaint.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        STEP.come(now), step_from__isnull=False, step_warn_at__lte=now
    )
    complaints = list(waiting.select_related("assignment__order", "handler").order_by("step_warn_at")[:BATCH])
    for complaint in complaints:
        level = STEP.reach(complaint, now)
        alerts.tell_next_step(complaint, level, _whom(complaint, level), at=now)
    _mark_late([each.pk for each in complaints if each.step_told_level >= AlertLevel.LATE], now)
    Complaint.objects.bulk_update(complaints, ["step_told_level"])
    return len(complaints)


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


def _mark_late(complaints: Iterable[int], now: datetime) -> None:
    Complaint.objects.filter(pk__in=list(complaints), escalated_at__isnull=True).update(escalated_at=now)


def _whom(complaint: Complaint, level: AlertLevel) -> Iterable[User]:
    """Its handler; where nobody at work has it, all who triage; the leads too once it is late for long."""
    handler = complaint.handler
    told = [handler] if handler is not None and handler in set(alerts.triage()) else list(alerts.triage())
    return {*told, *alerts.leads()} if level == AlertLevel.LEAD else told
