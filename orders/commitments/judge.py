"""The judge: the only place that compares a promise with the present.

Because a clock's due instant and the events before it never depend on `now`, and events ahead of `now` are not seen at
all, a finding once made stays, with the same instant and severity (monotone).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter

from orders.commitments import clauses  # noqa: F401  importing the clauses registers their rules
from orders.commitments.case import Case
from orders.commitments.outcomes import Broken, Clock, Finding, Obligation, Verdict
from orders.commitments.reading import CaseError
from orders.commitments.registry import FINDERS, RULES, Finder
from partners.calendars import LAST_INSTANT, instant_of, microseconds_of

_sort_key = attrgetter("sort_key")


def judge(case: Case, now: datetime | int, *, by: Mapping[str, Mapping[str, Finder]] = FINDERS) -> Verdict:
    """Say which commitments are broken at `now` and which clocks are running; `by` may name fewer rules than all.

    `now` is an aware datetime or microseconds since 1970 UTC. CaseError where a due instant lies beyond the year 9999.
    """
    present = now if isinstance(now, int) else microseconds_of(now)
    seen = case.until(present)
    verdict = Verdict([], [])
    finders: dict[str, Finder] = {}
    for kind in seen.by_kind:
        finders.update(by.get(kind, ()))
    for code, engaged, find in finders.values():
        if engaged and seen.accepted is None:
            continue
        for outcome in find(seen):
            if isinstance(outcome, Clock):
                _compare(case, code, outcome, present, verdict)
            else:
                _record(code, outcome, verdict)
    verdict.findings.sort(key=_sort_key)
    verdict.obligations.sort(key=_sort_key)
    return verdict


def _compare(case: Case, code: str, clock: Clock, now: int, verdict: Verdict) -> None:
    met_by = clock.met_by
    if met_by is not None and met_by.at <= clock.earliest_due_at:
        return
    due_at = clock.due_at
    if due_at is None or (met_by is not None and met_by.at <= due_at):
        return
    if due_at > LAST_INSTANT:
        raise CaseError(case.id, clock.subject.id, code, "is due beyond the year 9999")
    if now <= due_at:
        verdict.obligations.append(Obligation(code, clock.subject.id, due_at, clock))
        return
    code = clock.broken_as or code
    verdict.findings.append(Finding(code, clock.subject.id, due_at, RULES[code].severity, clock))


def _record(code: str, broken: Broken, verdict: Verdict) -> None:
    code = broken.rule or code
    severity = broken.severity or RULES[code].severity
    verdict.findings.append(Finding(code, broken.subject, broken.occurred_at, severity, broken))


def next_look(case: Case, now: datetime | int, verdict: Verdict) -> datetime | None:
    """Return when judging can next differ: the first due instant or the first event ahead of `now`; None for never.

    At the due instant itself a clock still runs; it is broken from the next microsecond on.
    """
    present = now if isinstance(now, int) else microseconds_of(now)
    ahead = [event.at for event in case.events if event.at > present][:1]
    ahead += [obligation.due_microseconds for obligation in verdict.obligations[:1]]
    return instant_of(min(ahead)) if ahead else None
