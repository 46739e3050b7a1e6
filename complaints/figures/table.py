"""The weekly figures as rows: one for each week and clause, and one for the whole week. Screen and CSV read the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from complaints.figures.breaches import Counted, Decided, appeals_decided_in, counted_in
from complaints.figures.weeks import Week
from complaints.scores.card import Tally
from complaints.scores.definition import CLAUSES
from complaints.scores.selectors import together


class Figures(NamedTuple):
    """One row. `clause` is empty for the whole week, where only what can be added up over clauses is told."""

    monday: date
    clause: str
    orders: Tally | None
    counted: Counted
    appeals: Decided

    @property
    def cells(self) -> list[Any]:
        """As the heading names them; None where a figure says nothing."""
        tally = self.orders
        orders = [tally.counted, tally.kept, tally.broken, tally.pending] if tally else [None] * 4
        return [
            f"{self.monday:%Y-%m-%d}", self.clause or _("all"), *orders, self.counted.number, self.counted.points,
            self.appeals.decided, self.appeals.overturned,
        ]  # fmt: skip


def heading() -> list[str]:
    """What the cells are."""
    return [
        _("Week from"), _("Commitment"), _("Orders counted"), _("Kept"), _("Broken"), _("Waiting for a person"),
        _("Breaches counted"), _("Points"), _("Appeals decided"), _("Appeals overturned"),
    ]  # fmt: skip


def figures(weeks: Sequence[Week]) -> Iterator[Figures]:
    """The rows, the newest week first, read a week at a time.

    Orders belong to the week of their offer, breaches to that in which they occurred, appeals to that of the decision.
    """
    breaches, appeals = counted_in(weeks), appeals_decided_in(weeks)
    for week in reversed(weeks):
        card = together(week.begins, week.ends)
        rows = [
            Figures(
                week.monday, clause, card.clauses[clause].whole,
                breaches.get((clause, week.monday), Counted()),
                appeals.get((clause, week.monday), Decided(clause, 0, 0)),
            )
            for clause in CLAUSES
        ]  # fmt: skip
        yield _whole(week, rows)
        yield from rows


def _whole(week: Week, rows: Sequence[Figures]) -> Figures:
    counted = Counted(sum(row.counted.number for row in rows), sum(row.counted.points for row in rows))
    appeals = Decided("", sum(row.appeals.decided for row in rows), sum(row.appeals.overturned for row in rows))
    return Figures(week.monday, "", None, counted, appeals)
