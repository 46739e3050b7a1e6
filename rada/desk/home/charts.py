"""The last weeks in charts. Each is a table first, so that it can be read without being seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from complaints.deadlines import FIRST_ANSWER_MINUTES
from complaints.figures.answers import Answers, answers_in
from complaints.figures.breaches import Decided, counted_in, overturned_by_reviewer, overturned_by_rule
from complaints.figures.weeks import Week, weeks_until
from orders.wording import rule_words
from partners.charter_words import clause_title
from rada.desk.sidebar import MayView

WEEKS = 8
CLAUSES_SHOWN = 6
NAMES_SHOWN = 8
COLOURS = ("#0b6e69", "#b45309", "#b91c1c", "#1d4ed8", "#7c3aed", "#4d7c0f", "#64748b")
GROUND = "#94a3b8"


class Series(NamedTuple):
    """One row of numbers, one for each label; None where there is nothing to say."""

    name: str
    values: Sequence[int | None]
    colour: str
    is_line: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart and the table that says the same."""

    title: str
    heading: str  # what the labels are
    labels: Sequence[str]
    series: Sequence[Series]
    note: str = ""
    is_stacked: bool = False
    lies: bool = False  # bars from left to right, for long names

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for each in self.series if not each.is_line for value in each.values)

    @property
    def data(self) -> str:
        """As the drawing library wants it."""
        sets = [
            {
                "label": each.name, "data": list(each.values), "backgroundColor": each.colour,
                **({"type": "line", "borderColor": each.colour, "backgroundColor": "transparent", "pointRadius": 0,
                    "borderDash": [6, 4]}
                   if each.is_line else {}),
            }
            for each in self.series
        ]  # fmt: skip
        return json.dumps({"labels": list(self.labels), "datasets": sets})

    @property
    def options(self) -> str:
        """How it is drawn."""
        counts = {"stacked": self.is_stacked, "beginAtZero": True, "ticks": {"precision": 0}}
        names = {"stacked": self.is_stacked}
        return json.dumps(
            {
                "responsive": True,
                "maintainAspectRatio": False,
                "indexAxis": "y" if self.lies else "x",
                "plugins": {"legend": {"display": True, "position": "bottom"}},
                "scales": {"x": counts, "y": names} if self.lies else {"x": names, "y": counts},
            }
        )

    @property
    def rows(self) -> list[tuple[str, list[int | None]]]:
        """The table: a label, then the number of each series."""
        return [(label, [each.values[place] for each in self.series]) for place, label in enumerate(self.labels)]


def charts(request: HttpRequest, now: datetime) -> list[Chart]:
    """The charts of the home, over eight weeks: those whose tables this person may view."""
    weeks = weeks_until(now, WEEKS)
    shown: list[Chart] = []
    if MayView("orders.breach")(request):
        shown.append(breaches_by_week(weeks))
    if request.user.has_perm("complaints.view_complaint"):
        shown.append(first_answers(weeks, now))
    if MayView("complaints.appeal")(request):
        shown += overturned(weeks)
    return shown


def breaches_by_week(weeks: Sequence[Week]) -> Chart:
    """Breaches that count, stacked by the clauses that are broken most; the others together."""
    table: dict[str, list[int]] = {}
    for (clause, monday), counted in counted_in(weeks).items():
        row = table.setdefault(clause, [0] * len(weeks))
        row[[week.monday for week in weeks].index(monday)] = counted.number
    most = sorted(table, key=lambda clause: (-sum(table[clause]), clause))
    rows = [(f"{clause} {clause_title(clause)}", table[clause]) for clause in most[:CLAUSES_SHOWN]]
    if most[CLAUSES_SHOWN:]:
        others = zip(*(table[clause] for clause in most[CLAUSES_SHOWN:]), strict=True)
        rows.append((_("other clauses"), [sum(numbers) for numbers in others]))
    return Chart(
        title=_("Breaches by clause and week"),
        heading=_("Week from"),
        labels=labels_of(weeks),
        series=[Series(name, row, colour) for (name, row), colour in zip(rows, COLOURS, strict=False)],
        is_stacked=True,
    )


def first_answers(weeks: Sequence[Week], now: datetime) -> Chart:
    """How soon customers who complain hear from Rada, beside what Rada asks of itself."""
    found = answers_in(weeks, now)
    rows = [found.get(week.monday, Answers()) for week in weeks]
    return Chart(
        title=_("First answers to complaints"),
        heading=_("Week from"),
        labels=labels_of(weeks),
        series=[
            Series(_("median"), [row.median for row in rows], COLOURS[0]),
            Series(_("90th percentile"), [row.slow for row in rows], COLOURS[1]),
            Series(_("asked of Rada"), [FIRST_ANSWER_MINUTES] * len(rows), COLOURS[2], is_line=True),
        ],
        note=_("In care minutes, of the answers that were given."),
    )


def overturned(weeks: Sequence[Week]) -> list[Chart]:
    """Appeals that were granted, by rule and by who had confirmed the breach."""
    rules = [
        each._replace(name=f"{each.name.split('.')[0]} · {rule_words(each.name).title}")
        for each in overturned_by_rule(weeks, NAMES_SHOWN)
    ]
    people = [
        each._replace(name=each.name or _("nobody had to look")) for each in overturned_by_reviewer(weeks, NAMES_SHOWN)
    ]
    return [
        _of_appeals(_("Appeals overturned, by rule"), _("Rule"), rules),
        _of_appeals(_("Appeals overturned, by who had confirmed"), _("Confirmed by"), people),
    ]


def labels_of(weeks: Sequence[Week]) -> list[str]:
    """The Mondays, as they are read below a chart."""
    return [f"{week.monday:%d/%m}" for week in weeks]


def _of_appeals(title: str, heading: str, found: Sequence[Decided]) -> Chart:
    return Chart(
        title=title,
        heading=heading,
        labels=[each.name for each in found],
        series=[
            Series(_("overturned"), [each.overturned for each in found], COLOURS[1]),
            Series(_("breach stands"), [each.decided - each.overturned for each in found], GROUND),
        ],
        is_stacked=True,
        lies=True,
    )
