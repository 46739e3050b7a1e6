"""Two verdicts on the same facts, compared: breaches that appear, disappear or weigh otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from orders import repeats
from orders.commitments.case import Case
from orders.commitments.judge import judge
from orders.commitments.kinds import KINDS
from orders.commitments.outcomes import Finding, Verdict
from orders.commitments.registry import FINDERS, REVIEW, RULES, Finder
from orders.commitments.touching import finders_of, kinds_read, touched
from orders.commitments.variants import under
from orders.models.policy import POINTS
from orders.rule_modes import Mode, Modes
from orders.services.trials.facts import whole

APPEARS, DISAPPEARS, CHANGES = "appears", "disappears", "changes"


class Grade(NamedTuple):
    """When a breach occurred (microseconds since 1970 UTC), how severe it is, and what it weighs if it counts."""

    occurred_at: int
    severity: str
    points: int


class Difference(NamedTuple):
    """One breach that stands otherwise under the other policy; a grade is None where there is none."""

    rule: str
    subject: str
    before: Grade | None
    after: Grade | None

    @property
    def kind(self) -> str:
        """Appears, disappears or changes."""
        if self.before is None:
            return APPEARS
        return DISAPPEARS if self.after is None else CHANGES


@dataclass(frozen=True)
class Yardstick:
    """The numbers and points to judge by, every key given."""

    numbers: Mapping[str, Any]
    points: Mapping[str, int]

    @classmethod
    def of(cls, policy: Any) -> Yardstick:
        """Of a policy version, a draft or a trial: they keep what differs from the defaults."""
        return cls(whole(policy.numbers), {**POINTS, **policy.points})


@dataclass(frozen=True)
class Comparison:
    """Two yardsticks, and what has to be judged to tell them apart."""

    before: Yardstick
    after: Yardstick

    @cached_property
    def codes(self) -> frozenset[str] | None:
        """The rules that can differ; None for all of them, where a breach weighs otherwise."""
        return None if self.before.points != self.after.points else touched(self.before.numbers, self.after.numbers)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of events to read; empty where nothing can differ."""
        if self.codes is None:
            return frozenset(KINDS)
        return kinds_read(self.codes) if self.codes else frozenset()

    @cached_property
    def finders(self) -> Mapping[str, Mapping[str, Finder]]:
        """The rules to judge by, as the judge takes them."""
        return FINDERS if self.codes is None else finders_of(self.codes)

    def differences(self, case: Case, now: int, modes: Modes) -> Iterator[Difference]:
        """What differs on one case, which carries the policy of `before`. CaseError as from the judge."""
        if self.finders.keys().isdisjoint(case.by_kind):
            return iter(())
        seen = case.until(now)
        before = judge(seen, now, by=self.finders)
        after = judge(under(seen, policy=self.after.numbers), now, by=self.finders)
        return between(graded(seen, before, self.before.points, modes), graded(seen, after, self.after.points, modes))


def graded(case: Case, verdict: Verdict, points: Mapping[str, int], modes: Modes) -> dict[tuple[str, str], Grade]:
    """Each finding's grade, by rule and subject, weighed as a stored breach is.

    A rule that was off when it was broken finds nothing; in the shadow, or where a person must confirm first, it
    weighs nothing; what is about the same thing as an earlier breach weighs nothing again.
    """
    stood = [(found, modes.at(found.rule, found.occurred_at) if modes else Mode.LIVE) for found in verdict.findings]
    counted = [found for found, mode in stood if mode == Mode.LIVE and RULES[found.rule].certainty != REVIEW]
    weighing = {(found.rule, found.subject) for found in counted} - _repeating(case, counted)
    return {
        (found.rule, found.subject): Grade(
            found.occurred_microseconds,
            found.severity,
            points[found.severity] if (found.rule, found.subject) in weighing else 0,
        )
        for found, mode in stood
        if mode != Mode.OFF
    }


def _repeating(case: Case, counted: Sequence[Finding]) -> set[tuple[str, str]]:
    told_again = [found for found in counted if found.rule in repeats.THINGS]
    if len(told_again) < 2:
        return set()
    told = {event.id: event.data for event in case.events}
    return {(found.rule, found.subject) for found in repeats.repeating(told_again, told)}


def between(before: Mapping[tuple[str, str], Grade], after: Mapping[tuple[str, str], Grade]) -> Iterator[Difference]:
    """What differs between two gradings of the same case."""
    for key in before.keys() | after.keys():
        was, becomes = before.get(key), after.get(key)
        if was != becomes:
            yield Difference(*key, was, becomes)
