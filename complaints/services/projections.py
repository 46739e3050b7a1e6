"""Complaints' rows follow the timeline: a fold of its events and the desk's steps, and one write of the difference.

Callers hold the assignment's lock. What the judge knows (the partner's clock, closures) comes with the verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from complaints import deadlines, folding
from complaints.deadlines import StaffClock
from complaints.folding import Round, Told
from complaints.models import FOR_RADA, OPEN, AlertLevel, Complaint, ComplaintStep, FirstAnswer
from orders.models import Assignment, Closure, Event, EventKind, RunningClock
from orders.services.cases import closures_touching, events_of
from orders.services.judging import Judged
from partners.calendars import Calendar
from rada.web import clock

ANSWER_RULES = ("A5.complaint_unanswered", "C3.complaint_unanswered")
FOLLOWED = folding.KINDS | {EventKind.MESSAGE.value}


@dataclass
class Kept:
    """What stands of the complaints of some assignments, by assignment."""

    rows: dict[int, dict[str, Complaint]] = field(default_factory=lambda: defaultdict(dict))
    steps: dict[int, list[ComplaintStep]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[int, list[FirstAnswer]] = field(default_factory=lambda: defaultdict(list))  # by complaint


@dataclass(frozen=True)
class Facts:
    """One assignment's timeline with what its complaints are measured by; `clocks` None: as they were."""

    assignment: Assignment
    events: Sequence[Event]
    care: Calendar
    clocks: Mapping[str, datetime] | None  # of the partner's answers, by the id of the event that opened each
    at: datetime


def settle(assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str]) -> None:
    """Bring the complaints of a locked assignment up to its timeline, where events of these kinds can tell of any."""
    if not kinds & FOLLOWED or not _is_told_of(events):
        return
    closures = closures_touching([assignment], {assignment.pk: events}).get(assignment.pk, [])
    _keep([Facts(assignment, events, deadlines.care_hours(assignment, closures), None, now)])


def judged(judged: Sequence[Judged]) -> None:
    """Partners' clocks and closures as the judge has them now."""
    _keep([_facts_of(each) for each in judged if _is_told_of(each.events)])


def bring_up(assignments: Sequence[Assignment]) -> None:
    """Fold anew after steps of the desk, which no event tells of; the assignments are locked."""
    events = events_of(assignments)
    closures = closures_touching(assignments, events)
    clocks: dict[int, dict[str, datetime]] = {each.pk: {} for each in assignments}
    for running in RunningClock.objects.filter(assignment__in=clocks, rule__in=ANSWER_RULES):
        clocks[running.assignment_id][running.subject] = running.due_at
    now = clock.now()
    _keep(
        [
            Facts(each, events[each.pk], deadlines.care_hours(each, closures.get(each.pk, [])), clocks[each.pk], now)
            for each in assignments
        ]
    )


def differences(judged: Sequence[Judged]) -> Iterator[tuple[int, str]]:
    """Complaints that are missing, surplus, or say something else than their timeline."""
    kept = _read(each.assignment.pk for each in judged)
    for each in judged:
        facts, rows = _facts_of(each), kept.rows[each.assignment.pk]
        told = folding.fold(facts.events, kept.steps[each.assignment.pk], facts.at)
        for number in sorted(told.keys() | rows.keys()):
            row = rows.get(number)
            if row is None or number not in told:
                yield each.assignment.pk, f"complaint {number} {'is missing' if row is None else 'has no opening'}"
                continue
            wanted = _columns(told[number], row, facts, kept)
            wrong = sorted(name for name, value in wanted.items() if getattr(row, name) != value)
            answers = _rounds_that_differ(told[number].rounds, kept.answers[row.pk], facts.care)
            if wrong or answers:
                yield each.assignment.pk, f"complaint {number} differs in {', '.join([*wrong, *answers])}"


def touched_by(closure: Closure) -> Q:
    """Complaints whose first answer or next step is, or was, to be measured across the closure."""
    answers = Q(complaints__first_answers__lead_at__gte=closure.starts_at)
    return answers | Q(complaints__state__in=list(map(str, FOR_RADA)), complaints__due_at__gte=closure.starts_at)


def _is_told_of(events: Iterable[Event]) -> bool:
    return any(event.kind == EventKind.COMPLAINT_OPENED for event in events)


def _facts_of(judged: Judged) -> Facts:
    clocks = {each.subject: each.due_at for each in judged.verdict.obligations if each.rule in ANSWER_RULES}
    return Facts(judged.assignment, judged.events, judged.case.care, clocks, judged.at)


def _read(assignments: Iterable[int]) -> Kept:
    """Three queries for any number of assignments."""
    kept = Kept()
    waiting = Min("remedies__follow_up_at", filter=Q(remedies__done_at__isnull=True))
    found = Complaint.objects.filter(assignment_id__in=list(assignments)).annotate(follow_up_at=waiting).order_by("pk")
    by_pk = {row.pk: row for row in found}
    for row in by_pk.values():
        kept.rows[row.assignment_id][row.number] = row
    for step in ComplaintStep.objects.filter(complaint__in=by_pk).order_by("at", "pk") if by_pk else ():
        step.complaint = by_pk[step.complaint_id]
        kept.steps[step.complaint.assignment_id].append(step)
    for answer in FirstAnswer.objects.filter(complaint__in=by_pk) if by_pk else ():
        kept.answers[answer.complaint_id].append(answer)
    return kept


def _keep(facts: Sequence[Facts]) -> None:
    if not facts:
        return
    kept = _read(each.assignment.pk for each in facts)
    for each in facts:
        rows = kept.rows[each.assignment.pk]
        for number, told in folding.fold(each.events, kept.steps[each.assignment.pk], each.at).items():
            _write(told, rows.get(number), each, kept)


def _write(told: Told, row: Complaint | None, facts: Facts, kept: Kept) -> None:
    """Add the row or change what differs of it, then its rounds."""
    if row is None:
        row = Complaint(assignment=facts.assignment, number=told.number)
        row.follow_up_at = None  # type: ignore[attr-defined]
    wanted = _columns(told, row, facts, kept)
    if wanted["step_from"] != row.step_from:
        wanted["step_told_level"] = AlertLevel.NOBODY
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if row.pk is None:
        row.save()
    elif changed:
        row.save(update_fields=changed)
    _write_rounds(told.rounds, row, kept.answers[row.pk], facts.care)


def _columns(told: Told, row: Complaint, facts: Facts, kept: Kept) -> dict[str, Any]:
    """What a complaint's row says of its timeline and steps."""
    steps = kept.steps[facts.assignment.pk]
    handed = [step for step in steps if step.complaint_id == row.pk and step.kind == ComplaintStep.Kind.HANDED]
    split = [step for step in steps if step.other_id == row.pk and step.kind == ComplaintStep.Kind.SPLIT]
    last = told.rounds[-1]
    first_due_at = deadlines.care_minutes_after(facts.care, last.started_at, deadlines.FIRST_ANSWER_MINUTES)
    step = _next_step(told, facts.care)
    partner_due_at = row.partner_due_at
    if facts.clocks is not None:
        running = [due for subject, due in facts.clocks.items() if subject in told.event_ids]
        partner_due_at = min(running, default=None)
    return {
        "category": told.category,
        "state": told.state,
        "opening_id": told.opening.pk,
        "opened_at": told.opening.at,
        "opened_by": told.opening.actor,
        "version": told.version,
        "handler_id": handed[-1].handler_id if handed else None,
        "handed_at": handed[-1].at if handed else None,
        "first_due_at": first_due_at,
        "first_answered_at": last.answered_at,
        "partner_due_at": partner_due_at,
        "due_at": _next_due(told, first_due_at, step, partner_due_at) or row.follow_up_at,  # type: ignore[attr-defined]
        "step_from": told.step_from,
        "step_warn_at": step.warn_at if step else None,
        "step_lead_at": step.lead_at if step else None,
        "closed_at": told.closed_at,
        "merged_into_id": told.merged_into,
        "split_from_id": split[0].complaint_id if split else None,
        **told.ruling,
    }


def _next_due(
    told: Told, first_due_at: datetime, step: StaffClock | None, partner_due_at: datetime | None
) -> datetime | None:
    """What the desk looks at next; None where nothing of an open complaint runs."""
    if told.state not in OPEN:
        return None
    if told.rounds[-1].answered_at is None:
        return first_due_at
    return step.due_at if step else partner_due_at


def _next_step(told: Told, care: Calendar) -> StaffClock | None:
    """The clock of Rada's next step; None where none runs."""
    if told.step_from is None:
        return None
    return deadlines.staff_clock(care, told.step_from, deadlines.NEXT_STEP_MINUTES)


def _instants(each: Round, care: Calendar) -> dict[str, datetime | None]:
    """A round's row."""
    ours = deadlines.staff_clock(care, each.started_at, deadlines.FIRST_ANSWER_MINUTES)
    return {**ours._asdict(), "started_at": each.started_at, "answered_at": each.answered_at}


def _rounds_that_differ(rounds: Sequence[Round], answers: Sequence[FirstAnswer], care: Calendar) -> list[str]:
    said = {row.event_id: {name: getattr(row, name) for name in ROUND} for row in answers}
    return [] if said == {each.event.pk: _instants(each, care) for each in rounds} else ["its first answers"]


def _write_rounds(rounds: Sequence[Round], row: Complaint, answers: Sequence[FirstAnswer], care: Calendar) -> None:
    there = {answer.event_id: answer for answer in answers}
    for each in rounds:
        wanted, answer = _instants(each, care), there.pop(each.event.pk, None)
        if answer is None:
            FirstAnswer.objects.create(complaint=row, event=each.event, **wanted)
        elif any(getattr(answer, name) != value for name, value in wanted.items()):
            FirstAnswer.objects.filter(pk=answer.pk).update(**wanted)
    if there:  # an earlier opening was told late
        FirstAnswer.objects.filter(pk__in=[answer.pk for answer in there.values()]).delete()


ROUND = ("due_at", "warn_at", "lead_at", "started_at", "answered_at")
