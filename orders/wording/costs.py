"""What a step would be recorded as, said before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rada.lib.money import format_vnd

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
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def is_checked(self) -> bool: ...


def cost_sentence(costs: Sequence[Cost], numbers: Numbers) -> str:
    """Every cost in a sentence or two, the reason first; empty where the step costs nothing.

    `numbers` are the pinned policy's, defaults included.
    """
    return " ".join(sentence for cost in costs for sentence in (_why(cost, numbers), recorded_as(cost)) if sentence)


def recorded_as(cost: Cost) -> str:
    """`This will be recorded as a breach of A2: 5 points.`"""
    if cost.is_checked:
        return _("A person at Rada looks at this under %(clause)s before it counts.") % {"clause": cost.clause}
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
    return WHY[cost.rule]({**numbers, **cost.facts}) if cost.rule in WHY else ""


def _money(facts: Numbers, *names: str) -> dict[str, str]:
    return {name: format_vnd(facts[name]) for name in names}


WHY: dict[str, Callable[[Numbers], str]] = {
    "A1.declined_in_hours": lambda numbers: _("The order was offered within your service hours."),
    "A2.cancelled": lambda numbers: _("You have accepted this order."),
    "A3.short_notice": lambda numbers: _("The appointment that stands is near or has begun."),
    "B1.overpriced": lambda numbers: (
        _("%(charged)s is above your published price of %(max)s.") % _money(numbers, "charged", "max")
    ),
    "B1.promotion_withheld": lambda numbers: (
        _("Your published promotion %(code)s promises %(promised)s, this gives %(given)s.")
        % {"code": numbers["promotion"], **_money(numbers, "promised", "given")}
    ),
    "B2.over_quote": lambda numbers: (
        _("The total %(charged)s is above the %(approved)s that the customer approved.")
        % _money(numbers, "charged", "approved")
    ),
    "B2.unapproved_part": lambda numbers: _("The customer has not approved this part."),
    "B3.no_warranty_info": lambda numbers: _("A part was replaced, and the warranty is not stated in days and words."),
    "B3.warranty_short": lambda numbers: (
        _("%(days)s days of warranty are less than the %(promised_days)s days that were promised.") % numbers
    ),
    "B4.origin_missing": lambda numbers: _("The part's origin is not stated."),
    "B4.part_differs": lambda numbers: _("The part is another than the one the customer approved."),
    "B5.checklist_skipped": lambda numbers: (
        _("Not ticked yet: %(steps)s.") % {"steps": "; ".join(map(str, numbers["missing"]))}
    ),
    "C1.reply_outside_window": lambda numbers: (
        _("It is outside the care hours %(open)s–%(close)s.")
        % {"open": numbers["care_open"], "close": numbers["care_close"]}
    ),
}
