"""Judging what is due the way that needs no thought, one row after the other: the reference of `bench sweep`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from orders.commitments.judge import judge, next_look
from orders.commitments.outcomes import Finding, Obligation, as_json
from orders.models import Assignment, Breach, Closure, RunningClock
from orders.services.cases import case_of, holds_for
from orders.services.clocks import WARN_AFTER_PERCENT
from rada.platform.models import Notice


def judge_each(pks: Iterable[int], now: datetime) -> None:
    """Judge these assignments, each in a transaction of its own: breaches, their notices, clocks and the next look."""
    for pk in pks:
        with transaction.atomic():
            assignment = Assignment.objects.select_for_update().get(pk=pk)
            closures = [closure for closure in Closure.objects.all() if holds_for(closure, assignment)]
            case = case_of(assignment, assignment.events.all(), closures)
            verdict = judge(case, now)
            for finding in verdict.findings:
                _keep(assignment, finding, now)
            for obligation in verdict.obligations:
                _run(assignment, obligation)
            assignment.judge_after, assignment.judged_at = next_look(case, now, verdict), now
            assignment.save()


def _keep(assignment: Assignment, finding: Finding, now: datetime) -> None:
    breach, is_new = Breach.objects.get_or_create(
        assignment=assignment, rule=finding.rule, subject=finding.subject,
        defaults={
            "partner": assignment.partner, "clause": finding.clause, "occurred_at": finding.occurred_at,
            "severity": finding.severity, "evidence": list(finding.evidence), "facts": as_json(finding.facts),
            "state": Breach.State.COUNTED, "points": assignment.policy.points_for(finding.severity), "found_at": now,
        },
    )  # fmt: skip
    if is_new:
        Notice.objects.create(
            audience=f"partner:{assignment.partner_id}", subject=f"breach:{breach.pk}", level="breach",
            facts={"rule": finding.rule}, created_at=now,
        )  # fmt: skip


def _run(assignment: Assignment, obligation: Obligation) -> None:
    RunningClock.objects.get_or_create(
        assignment=assignment, rule=obligation.rule, subject=obligation.subject,
        defaults={
            "partner": assignment.partner, "due_at": obligation.due_at, "started_at": obligation.started_at,
            "warn_at": obligation.instant_after(WARN_AFTER_PERCENT),
        },
    )  # fmt: skip
