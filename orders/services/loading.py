"""Cases from files become orders: each is reported whole, with its own terms, policy and closures, and judged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, transaction

from orders import payloads
from orders.commitments import files
from orders.commitments.outcomes import Finding, Obligation, Verdict
from orders.models import Assignment, Breach, Closure, Order, PolicyVersion, RunningClock
from orders.references import erased
from orders.services import breaches, intake, judging, policies, timeline
from orders.services.cases import closures_touching, events_of
from partners.actors import SYSTEM
from partners.calendars import instant_of, microseconds_of
from partners.models import Partner, Service, TermsVersion
from partners.services import terms
from partners.terms import read_instant
from rada.web import clock

PARTNER = "Cases from files"
REFERENCE = "case:"


class CaseRefused(ValueError):
    """A case that was read but cannot be put into the database; its text says why."""


@dataclass(frozen=True)
class Told:
    """A readable case: what the file says, and the instant to judge it at (its own, or the caller's)."""

    id: str
    content: dict[str, Any]
    judged_at: datetime

    @property
    def reference(self) -> str:
        """The order's reference: the same id is the same order, whatever file it comes from."""
        return f"{REFERENCE}{self.id}"

    @property
    def digest(self) -> str:
        """SHA-256 over the whole case: the same id with another digest is another case, and refused."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()

    @property
    def has_own_now(self) -> bool:
        """Whether the case itself says when it is judged."""
        return "now" in self.content


@dataclass(frozen=True)
class Pins:
    """What an assignment is judged by."""

    partner: Partner
    service: Service
    terms: TermsVersion
    policy: PolicyVersion


def load(lines: Sequence[bytes], *, now: datetime, stays: bool) -> list[files.Answer]:
    """Put a batch of lines into the database in one transaction and judge what is new; one answer a line, in order.

    `now` is for cases without one of their own. A case judged at an instant of its own stays judged at it until
    something touches it; with `stays` so do the others. Answers are read back from the tables.
    """
    answers: dict[int, files.Answer] = {}
    cases: dict[int, Told] = {}
    for place, line in enumerate(lines):
        told = _told(line, now)
        if isinstance(told, files.Answer):
            answers[place] = told
        else:
            cases[place] = told
    if cases:
        with transaction.atomic(), clock.standing_at(clock.now()):
            answers |= _load(cases, stays=stays)
    return [answers[place] for place in range(len(lines))]


def _told(line: bytes, now: datetime) -> Told | files.Answer:
    """The case on a line, or the answer that refuses it, word for word the judge's."""
    answer = files.answer(line, microseconds_of(now))
    if answer.failed:
        return answer
    content = files.decoded(line)
    try:
        _require_storable(content)
    except ValueError as error:
        return files.Answer(files.error_line(content, f"case {content['id']}: {error}"), failed=True)
    return Told(content["id"], content, instant_of(read_instant(content["now"], "now")) if "now" in content else now)


def _require_storable(content: dict[str, Any]) -> None:
    longest = Order._meta.get_field("reference").max_length or 0
    if len(REFERENCE) + len(content["id"]) > longest:
        raise CaseRefused("its id is too long to be stored")
    if len(content["service"]) > (Service._meta.get_field("code").max_length or 0):
        raise CaseRefused("its service is too long to be stored")
    for name in ("id", "service", "terms", "policy"):
        payloads.refuse_unstorable(content.get(name))


def _load(cases: dict[int, Told], *, stays: bool) -> dict[int, files.Answer]:
    partner = Partner.objects.get_or_create(
        name=PARTNER, defaults={"name_sort": PARTNER.lower(), "paused_until": terms.NEVER, "created_at": clock.now()}
    )[0]
    partner = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)  # one loader at a time
    pins = _pins(partner, cases)
    known = _known([told.reference for told in cases.values()])
    to_judge: dict[str, tuple[Assignment, datetime]] = {}
    answers: dict[int, files.Answer] = {}
    for place, told in cases.items():
        try:
            if told.reference not in known:
                known[told.reference] = _report(told, pins[place])
            _require_same(known[told.reference], told)
        except (CaseRefused, timeline.Refused, payloads.NotStorable, DataError) as error:
            answers[place] = files.Answer(files.error_line(told.content, f"case {told.id}: {error}"), failed=True)
            continue
        assignment = known[told.reference]
        last = assignment.judged_at
        if last is None or (last < told.judged_at and not told.has_own_now):
            to_judge[told.reference] = assignment, told.judged_at
    _judge(list(to_judge.values()))
    parked = [known[told.reference].pk for told in cases.values() if told.reference in known and told.has_own_now]
    if stays:
        parked = [assignment.pk for assignment in known.values()]
    Assignment.objects.filter(pk__in=parked).update(judge_after=None)
    return answers | _read_back({place: told for place, told in cases.items() if place not in answers}, known)


def _pins(partner: Partner, cases: dict[int, Told]) -> dict[int, Pins]:
    contents = [told.content for told in cases.values()]
    codes = {content["service"] for content in contents}
    Service.objects.bulk_create(
        [Service(code=code, name_vi=code, name_en=code, is_active=False) for code in codes], ignore_conflicts=True
    )
    services = {service.code: service for service in Service.objects.filter(code__in=codes)}
    versions = terms.pinned(partner, [content["terms"] for content in contents])
    numbers = policies.pinned([content.get("policy", {}) for content in contents])
    return {
        place: Pins(partner, services[content["service"]], version, policy)
        for place, content, version, policy in zip(cases, contents, versions, numbers, strict=True)
    }


def _known(references: list[str]) -> dict[str, Assignment]:
    """The assignments of orders loaded before, locked; an order whose person was erased is known by its hash."""
    hashed = {erased(reference): reference for reference in references}
    found = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("order__service", "terms", "policy")
        .filter(order__reference__in=[*references, *hashed])
        .order_by("pk")
    )
    kept = ((str(assignment.order.reference), assignment) for assignment in found)
    return {hashed.get(reference, reference): assignment for reference, assignment in kept}


def _require_same(assignment: Assignment, told: Told) -> None:
    if assignment.order.reported_digest != told.digest:
        raise CaseRefused("was loaded before with other content; nothing was changed")


@transaction.atomic
def _report(told: Told, pins: Pins) -> Assignment:
    """A new order with its one assignment, its closures and its timeline."""
    reports = [
        timeline.Report(
            id=event["id"],
            kind=event["kind"],
            at=instant_of(read_instant(event["at"], "at")),
            actor=event["actor"],
            fields=event,
            seq=place,
        )
        for place, event in enumerate(told.content["events"])
    ]
    began_at = min((report.at for report in reports), default=told.judged_at)
    order = Order.objects.create(
        code=intake.new_code(),
        reference=told.reference,
        reported_digest=told.digest,
        service=pins.service,
        created_at=began_at,
    )
    assignment = Assignment.objects.create(
        order=order, partner=pins.partner, terms=pins.terms, policy=pins.policy, created_at=began_at
    )
    Closure.objects.bulk_create(_closures(told, order))
    timeline.report(assignment, reports, by=SYSTEM, seen_at=told.judged_at)
    return assignment


def _closures(told: Told, order: Order) -> list[Closure]:
    spans = [
        (instant_of(read_instant(begins, "closures")), instant_of(read_instant(ends, "closures")))
        for begins, ends in told.content.get("closures", [])
    ]
    return [
        Closure(starts_at=begins, ends_at=ends, reason=Closure.Reason.OTHER, order=order, created_at=clock.now())
        for begins, ends in spans
        if begins < ends
    ]


def _judge(to_judge: list[tuple[Assignment, datetime]]) -> None:
    """Judge from what is stored now, each at its own instant."""
    assignments = [assignment for assignment, _now in to_judge]
    events = events_of(assignments)
    closures = closures_touching(assignments, events)
    judged = [
        judging.judge_assignment(assignment, events[assignment.pk], closures.get(assignment.pk, []), now=now)
        for assignment, now in to_judge
    ]
    judging.store(judged, now=clock.now())


def _read_back(cases: dict[int, Told], known: dict[str, Assignment]) -> dict[int, files.Answer]:
    """The verdict of each case as the tables hold it: the breaches that stand and the clocks that run.

    Only what a line says is needed of findings and obligations, not what they rest on.
    """
    pks = {known[told.reference].pk for told in cases.values()}
    found: dict[int, Verdict] = {pk: Verdict([], []) for pk in pks}
    for breach in Breach.objects.filter(assignment_id__in=pks, state__in=breaches.STANDING):
        found[breach.assignment_id].findings.append(
            Finding(breach.rule, breach.subject, microseconds_of(breach.occurred_at), breach.severity, None)  # type: ignore[arg-type]
        )
    for running in RunningClock.objects.filter(assignment_id__in=pks):
        found[running.assignment_id].obligations.append(
            Obligation(running.rule, running.subject, microseconds_of(running.due_at), None)  # type: ignore[arg-type]
        )
    for verdict in found.values():
        verdict.findings.sort(key=lambda finding: finding.sort_key)
        verdict.obligations.sort(key=lambda obligation: obligation.sort_key)
    return {
        place: files.Answer(files.verdict_line(told.id, found[known[told.reference].pk]), failed=False)
        for place, told in cases.items()
    }
