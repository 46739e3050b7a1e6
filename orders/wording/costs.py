"""What a step would be recorded as, said before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Numbers = Mapping[str, Any]


class Cost(Protocol):
    """One breach that would follow."""

    @property
    def rule(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def points(self) -> int: ...


def cost_sentence(costs: Sequence[Cost], numbers: Numbers) -> str:
    """Every cost in a sentence or two, the reason first; empty where the step costs nothing.

    `numbers` are the pinned policy's, defaults included.
    """
    return " ".join(sentence for cost in costs for sentence in (_why(cost, numbers), recorded_as(cost)) if sentence)


def recorded_as(cost: Cost) -> str:
    """`This will be recorded as a breach of A2: 5 points.`"""
    if cost.points == 0:
        return _("This will be recorded under %(clause)s as a notice, without points.") % {"clause": cost.clause}
    return ngettext(
        "This will be recorded as a breach of %(clause)s: %(points)d point.",
        "This will be recorded as a breach of %(clause)s: %(points)d points.",
        cost.points,
    ) % {"clause": cost.clause, "points": cost.points}


def points_words(points: int) -> str:
    """`5 points`."""
    return ngettext("%(points)d point", "%(points)d points", points) % {"points": points}


def _why(cost: Cost, numbers: Numbers) -> str:
    return WHY[cost.rule](numbers) if cost.rule in WHY else ""


WHY: dict[str, Callable[[Numbers], str]] = {
    "A1.declined_in_hours": lambda numbers: _("The order was offered within your service hours."),
    "A2.cancelled": lambda numbers: _("You have accepted this order."),
    "A3.short_notice": lambda numbers: _("The appointment that stands is near or has begun."),
    "B5.checklist_skipped": lambda numbers: _("Steps of your published checklist are not ticked yet."),
    "C1.reply_outside_window": lambda numbers: (
        _("It is outside the care hours %(open)s–%(close)s.")
        % {"open": numbers["care_open"], "close": numbers["care_close"]}
    ),
}
