"""Findings become rows, each once; what a late event or a closure undoes is retracted with that as the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from orders import rule_modes
from orders.commitments.outcomes import Finding, as_json
from orders.commitments.registry import REVIEW, RULES
from orders.models import Assignment, Breach, BreachDecision, RuleMode
from orders.services import cures, retractions, webhooks, weighing
from rada.platform import outbox

if TYPE_CHECKING:
    from orders.services.judging import Judged

STANDING = (Breach.State.TO_CHECK, Breach.State.COUNTED)
Stored = dict[int, dict[tuple[str, str], Breach]]  # by assignment, then by rule and subject
# What the facts made, the facts can undo; what a person decided stays decided.
RETRACTABLE = (*STANDING, Breach.State.CURED)


def keep(judged: Sequence[Judged], *, now: datetime) -> None:
    """Write new breaches, retract those that no longer stand, take back retractions that no longer hold, note what
    was mended in time, and let the points of what was told more than once be borne once.
    """
    assignments = {each.assignment.pk: each.assignment for each in judged}
    stored: Stored = {pk: {} for pk in assignments}
    for breach in Breach.objects.filter(assignment_id__in=stored):
        breach.assignment = assignments[breach.assignment_id]
        stored[breach.assignment_id][breach.rule, breach.subject] = breach
    missing: list[tuple[Judged, Finding]] = []
    for each in judged:
        rows = stored[each.assignment.pk]
        found = {(finding.rule, finding.subject): finding for finding in each.verdict.findings}
        missing += [(each, finding) for key, finding in found.items() if key not in rows]
        for key, breach in rows.items():
            _revise(each, breach, found.get(key), now)
    if missing:
        _write(missing, stored, now)
    cures.mend(
        ((each, [row for row in stored[each.assignment.pk].values() if row.state in STANDING]) for each in judged),
        now=now,
    )
    for each in judged:
        weighing.settle(each.assignment, stored[each.assignment.pk].values(), each.events, now=now)


def _write(missing: Sequence[tuple[Judged, Finding]], stored: Stored, now: datetime) -> None:
    """Store what was found for the first time, as far as the rules' modes let it, and tell whose it is."""
    modes = rule_modes.read()
    fresh: list[Breach] = []
    for each, finding in missing:
        mode = modes.written_as(finding.rule, finding.occurred_at, now)
        if mode != RuleMode.Mode.OFF:
            row = _breach(each.assignment, finding, now, is_live=mode == RuleMode.Mode.LIVE)
            stored[row.assignment_id][row.rule, row.subject] = row
            fresh.append(row)
    for each in {each.assignment.pk: each for each, _finding in missing}.values():
        rows = stored[each.assignment.pk].values()
        for row, points in weighing.unfit(each.assignment, rows, each.events):
            if row.pk is None:
                row.points = points
    Breach.objects.bulk_create(fresh)
    outbox.tell(
        outbox.notice(f"partner:{row.partner_id}", f"breach:{row.pk}", "breach", at=now, facts={"rule": row.rule})
        for row in fresh
        if row.state != Breach.State.SHADOW
    )
    webhooks.tell_found(fresh, at=now)


def _breach(assignment: Assignment, finding: Finding, now: datetime, *, is_live: bool) -> Breach:
    state, points = _weight(assignment, finding) if is_live else (Breach.State.SHADOW, 0)
    return Breach(
        assignment=assignment,
        partner_id=assignment.partner_id,
        rule=finding.rule,
        clause=finding.clause,
        subject=finding.subject,
        occurred_at=finding.occurred_at,
        severity=finding.severity,
        evidence=list(finding.evidence),
        facts=as_json(finding.facts),
        state=state,
        points=points,
        found_at=now,
    )


def _weight(assignment: Assignment, finding: Finding) -> tuple[str, int]:
    """What a finding counts for at once: a rule that needs a person's look weighs nothing until then."""
    if RULES[finding.rule].certainty == REVIEW:
        return Breach.State.TO_CHECK, 0
    return Breach.State.COUNTED, assignment.policy.points_for(finding.severity)


def _revise(each: Judged, breach: Breach, finding: Finding | None, now: datetime) -> None:
    """Bring a stored breach up to the verdict. What a person decided about it stays decided."""
    if breach.state == Breach.State.SHADOW:
        _follow_in_the_shadow(breach, finding)
    elif finding is None:
        if breach.state in RETRACTABLE:
            retractions.retract(each, breach, now=now)
    elif breach.state == Breach.State.RETRACTED:
        _change(each, breach, finding, BreachDecision.Kind.REINSTATED, now)
    elif (breach.occurred_at, breach.severity) != (finding.occurred_at, finding.severity):
        _change(each, breach, finding, BreachDecision.Kind.REGRADED, now)
    else:
        _tell_the_rest(breach, finding)


def _follow_in_the_shadow(breach: Breach, finding: Finding | None) -> None:
    """Nobody was told of it, so that its numbers follow the facts without a decision."""
    if finding is not None and (breach.occurred_at, breach.severity) != (finding.occurred_at, finding.severity):
        breach.occurred_at, breach.severity = finding.occurred_at, finding.severity
        breach.save(update_fields=["occurred_at", "severity"])
    if finding is not None:
        _tell_the_rest(breach, finding)


def _tell_the_rest(breach: Breach, finding: Finding) -> None:
    """A clock that ran out is met late by a later event: nothing is decided anew, but when and how late is told."""
    facts, evidence = as_json(finding.facts), list(finding.evidence)
    if (breach.facts, breach.evidence) != (facts, evidence):
        breach.facts, breach.evidence = facts, evidence
        breach.save(update_fields=["evidence", "facts"])


def _change(each: Judged, breach: Breach, finding: Finding, kind: BreachDecision.Kind, now: datetime) -> None:
    before = retractions.graded(breach)
    breach.occurred_at, breach.severity = finding.occurred_at, finding.severity
    breach.evidence, breach.facts = list(finding.evidence), as_json(finding.facts)
    if breach.state in (*STANDING, Breach.State.RETRACTED):
        breach.state, breach.points = _weight(each.assignment, finding)
    retractions.decide(each, breach, kind, before=before, now=now)
