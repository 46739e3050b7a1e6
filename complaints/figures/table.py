"""The weekly figures as rows: one for each week and clause, and one for the whole week, on screen and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from complaints.figures.answers import Answers, Complaints, answers_in, complaints_in
from complaints.figures.breaches import Counted, Decided, appeals_decided_in, counted_in
from complaints.figures.weeks import Week
from complaints.scores.card import Tally
from complaints.scores.definition import CLAUSES
from complaints.scores.together import together


class Figures(NamedTuple):
    """One row. `clause` is empty for the whole week, where only what can be added up over clauses is told."""

    monday: date
    clause: str
    orders: Tally | None
    counted: Counted
    appeals: Decided
    complaints: Complaints
    answers: Answers | None

    @property
    def cells(self) -> list[Any]:
        """As the heading names them; None where a figure says nothing."""
        tally = self.orders
        orders = [tally.counted, tally.kept, tally.broken, tally.pending] if tally else [None] * 4
        return [
            f"{self.monday:%Y-%m-%d}", self.clause or _("all"), *orders, self.counted.number, self.counted.points,
            self.appeals.decided, self.appeals.overturned, self.complaints.upheld, *self._of_the_week,
        ]  # fmt: skip

    @property
    def _of_the_week(self) -> list[int | None]:
        """What belongs to no clause: a complaint has one only once it is upheld."""
        if self.answers is None:
            return [None] * 6
        asked, given = self.complaints, self.answers
        return [asked.opened, asked.closed, given.owed, given.median, given.slow, given.late]


def heading() -> list[str]:
    """What the cells are."""
    return [
        _("Week from"), _("Commitment"), _("Orders counted"), _("Kept"), _("Broken"), _("Waiting for a person"),
        _("Breaches counted"), _("Points"), _("Appeals decided"), _("Appeals overturned"),
        _("Complaints upheld"), _("Complaints opened"), _("Complaints closed"), _("First answers owed"),
        _("First answer: median (care minutes)"), _("First answer: 90th percentile (care minutes)"),
        _("First answers late"),
    ]  # fmt: skip


def figures(weeks: Sequence[Week], now: datetime) -> Iterator[Figures]:
    """The rows, the newest week first, read a week at a time; of each week the whole first, then its clauses.

    Orders belong to the week of their offer, breaches to that in which they occurred, appeals to that of the decision,
    complaints to those of opening and closing, first answers to that in which they began to be owed.
    """
    breaches, appeals = counted_in(weeks), appeals_decided_in(weeks)
    complaints, answers = complaints_in(weeks), answers_in(weeks, now)
    for week in reversed(weeks):
        card = together(week.begins, week.ends)
        rows = [
            Figures(
                week.monday, clause, card.clauses[clause].whole,
                breaches.get((clause, week.monday), Counted()),
                appeals.get((clause, week.monday), Decided(clause, 0, 0)),
                complaints.get((clause, week.monday), Complaints()),
                None,
            )
            for clause in CLAUSES
        ]  # fmt: skip
        counted = Counted(sum(row.counted.number for row in rows), sum(row.counted.points for row in rows))
        decided = Decided("", sum(row.appeals.decided for row in rows), sum(row.appeals.overturned for row in rows))
        asked, given = complaints.get(("", week.monday), Complaints()), answers.get(week.monday, Answers())
        yield Figures(week.monday, "", None, counted, decided, asked, given)
        yield from rows
