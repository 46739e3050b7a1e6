"""What a trial found, added up by kind, rule and partner, with a bounded number of examples. Plain JSON in and out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from orders.services.trials.comparing import Difference, Grade
from partners.calendars import instant_of

MOST_EXAMPLES = 5  # of one kind and rule

Group = TypeVar("Group")


class Line(NamedTuple):
    """What is counted together."""

    kind: str
    rule: str
    partner_id: int


@dataclass
class Tally:
    """By line: how many, and the points before and after; by (kind, rule) a few examples."""

    counts: dict[Line, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    examples: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, assignment_id: int, partner_id: int, difference: Difference) -> None:
        """Count one difference of an assignment."""
        counted = self.counts[Line(difference.kind, difference.rule, partner_id)]
        counted[0] += 1
        counted[1] += difference.before.points if difference.before else 0
        counted[2] += difference.after.points if difference.after else 0
        examples = self.examples[difference.kind, difference.rule]
        if len(examples) < MOST_EXAMPLES:
            examples.append(
                {"assignment": assignment_id, "before": _told(difference.before), "after": _told(difference.after)}
            )

    def as_json(self) -> dict[str, Any]:
        """The tally as a shard keeps it."""
        return {
            "counts": [[*line, *counted] for line, counted in sorted(self.counts.items())],
            "examples": [[*key, examples] for key, examples in sorted(self.examples.items())],
        }


def added_up(outcomes: Iterable[Mapping[str, Any]]) -> Tally:
    """The tally of many shards."""
    together = Tally()
    for outcome in outcomes:
        for kind, rule, partner_id, *counted in outcome.get("counts", ()):
            line = together.counts[Line(kind, rule, partner_id)]
            for place, number in enumerate(counted):
                line[place] += number
        for kind, rule, examples in outcome.get("examples", ()):
            kept = together.examples[kind, rule]
            kept += examples[: MOST_EXAMPLES - len(kept)]
    return together


def by_rule(tally: Tally) -> dict[tuple[str, str], list[int]]:
    """How many of each kind and rule, and their points before and after."""
    return _summed(tally, lambda line: (line.kind, line.rule))


def by_partner(tally: Tally) -> dict[tuple[str, int], list[int]]:
    """How many of each kind and partner, and their points before and after."""
    return _summed(tally, lambda line: (line.kind, line.partner_id))


def _summed(tally: Tally, key: Callable[[Line], Group]) -> dict[Group, list[int]]:
    groups: dict[Group, list[int]] = {}
    for line, counted in sorted(tally.counts.items()):
        known = groups.get(key(line), [0, 0, 0])
        groups[key(line)] = [one + other for one, other in zip(known, counted, strict=True)]
    return groups


def _told(grade: Grade | None) -> list[Any] | None:
    return None if grade is None else [instant_of(grade.occurred_at).isoformat(), grade.severity, grade.points]
