"""The page on which a quote is written: rows from the price list, what they come to, and what changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orders import pricing, quote_versions, selectors
from orders.forms import quotes as forms
from orders.forms.quotes import Row
from orders.models import Assignment
from orders.pricing import MOST_LINES, PriceLine
from orders.quote_versions import Version
from orders.services.quotes import tolerance_of
from orders.wording.quotes import Change, Line, changes, left_out
from partners import selectors as partner_selectors
from rada.lib.money import vnd_in_words
from rada.lib.text import fold
from rada.web import clock

FIRST_REFERENCE = "BG-1"


@dataclass(frozen=True)
class Sum:
    """What the rows come to, in đồng; `promised` is the promotion that applies, `why_none` says why none does."""

    subtotal: int
    discount: int
    total: int
    promised: pricing.Promised | None
    why_none: str

    @property
    def discount_shown(self) -> int:
        """The discount as a money line shows it: less than nothing."""
        return -self.discount

    @property
    def words(self) -> str:
        """The total in words."""
        return vnd_in_words(self.total, get_language() or "vi")


@dataclass
class QuotePage:
    """Everything the page shows, read once."""

    request: HttpRequest
    assignment: Assignment
    note: str = ""
    found: Sequence[PriceLine] = ()
    searched: str = ""
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.content = self.assignment.terms.content
        events = selectors.timeline_of(self.assignment)
        names = partner_selectors.service_names()
        self.prices = {line.code: line for line in priced(self.assignment, names)}
        self.versions = quote_versions.versions(events, now=self.now, content=self.content, names=names)
        self.seen = quote_versions.seen(events)

    @property
    def last(self) -> Version | None:
        """The version before the one that is being written."""
        return self.versions[-1] if self.versions else None

    @property
    def reference(self) -> str:
        """One quote, quoted again and again: an approval always covers everything."""
        return self.last.reference if self.last is not None else FIRST_REFERENCE

    @property
    def warranty_days(self) -> int | None:
        """What a part's warranty starts with."""
        days = self.content.get("warranty_days")
        return days if isinstance(days, int) else None

    def first_rows(self) -> list[Row]:
        """The last version without what the customer refused; for a first one the service that was ordered."""
        if self.last is not None:
            return [_row_of(line) for line in self.last.lines if not line.is_refused]
        ordered = self.prices.get(self.assignment.order.service.code)
        return [forms.row_of_price(ordered)] if ordered is not None else []

    def form(self, data: Any = None, rows: Sequence[Row] = ()) -> forms.BaseLines:
        """The rows, as they were sent or ready to be typed over."""
        return forms.lines_form(data, rows, prices=self.prices, tolerance=tolerance_of(self.assignment))

    def sum_of(self, lines: forms.BaseLines) -> Sum:
        """What the rows come to with the promotion that gives most."""
        content, offered_at, rows = self.content, self.assignment.offered_at, lines.priced()
        promised = pricing.best_promotion(content, offered_at, rows)
        subtotal, discount = lines.amount(), promised.discount_vnd if promised is not None else 0
        why = "" if promised is not None else pricing.why_no_promotion(content, offered_at, rows)
        return Sum(subtotal, discount, subtotal - discount, promised, why)

    def with_ids(self, rows: Sequence[Row]) -> list[Row]:
        """The lines, each under its own id: known ones keep theirs, new ones get one that was never used."""
        known = {line.line for version in self.versions for line in version.lines}
        new = (str(number) for number in range(1, len(known) + len(rows) + 1) if str(number) not in known)
        given: list[Row] = []
        for row in rows:
            is_known = row["line"] in known and row["line"] not in {each["line"] for each in given}
            given.append({**row, "line": row["line"] if is_known else next(new)})
        return given

    def edited(self, rows: list[Row], step: str) -> list[Row]:
        """The rows after one press: a row more, a row less, or a listed row put outside the price list."""
        act, _colon, what = step.partition(":")
        if act in {"add", "list", "own"} and len(rows) >= MOST_LINES:
            self.note = _("A quote has at most %(count)s lines.") % {"count": MOST_LINES}
            return rows
        if act == "list" and what in self.prices:
            return [*rows, forms.row_of_price(self.prices[what], self.warranty_days)]
        if act == "own" and what in pricing.KINDS:
            return [*rows, forms.own_row(what, self.searched, self.warranty_days)]
        if act == "add":
            return self._added(rows)
        if what.isdecimal() and len(what) < 4 and int(what) < len(rows):
            return _without(rows, int(what)) if act == "remove" else self._outside(rows, int(what), act)
        return rows

    def answer(self, lines: forms.BaseLines, *, status: int = 200, refusal: str = "") -> HttpResponse:
        """The page with these rows."""
        return render(self.request, "orders/quote.html", self.content_of(lines, refusal), status=status)

    def content_of(self, lines: forms.BaseLines, refusal: str) -> dict[str, Any]:
        """What the template shows."""
        return {
            "assignment": self.assignment,
            "order": self.assignment.order,
            "lines": lines,
            "sum": self.sum_of(lines),
            "is_full": len(lines.forms) >= MOST_LINES,
            "prices": list(self.prices.values()),
            "found": self.found,
            "searched": self.searched,
            "note": self.note,
            "refusal": refusal,
            "last": self.last,
            "changed": self.changes_of(lines),
            "left_out": self.left_out_of(lines),
            "seen": self.seen,
            "reference": self.reference,
            "number": len([each for each in self.versions if each.reference == self.reference]) + 1,
            "now": self.now,
        }

    def changes_of(self, lines: forms.BaseLines) -> list[tuple[Line, Change]]:
        """What differs from the last version, line by line."""
        if self.last is None:
            return []
        readable = [row for line in lines.forms if (row := line.as_far_as_readable()) is not None]
        told = changes(self.last, [quote_versions.line_of(row) for row in readable])
        return [(line, change) for line, change in told if change.word]

    def left_out_of(self, lines: forms.BaseLines) -> list[Line]:
        """The last version's lines that are not in this one."""
        return left_out(self.last, {str(line.read("line")) for line in lines.forms}) if self.last else []

    def _added(self, rows: list[Row]) -> list[Row]:
        """A row for what was searched, where one price fits; otherwise the fitting ones to choose from."""
        wanted = fold(self.searched)
        if not wanted:
            self.note = _("Type a name from your price list, or open the list below.")
            return rows
        fitting = [each for each in self.prices.values() if wanted in fold(f"{each.name} {each.code}")]
        exact = [each for each in fitting if wanted in {fold(each.name), fold(each.code)}] or fitting
        if len(exact) == 1:
            self.searched = ""
            return [*rows, forms.row_of_price(exact[0], self.warranty_days)]
        self.found = fitting
        if not fitting:
            self.note = _("“%(words)s” is not in your price list. You can add it as a line outside the list.") % {
                "words": self.searched
            }
        return rows

    def _outside(self, rows: list[Row], index: int, act: str) -> list[Row]:
        """A listed row becomes one outside the list, which the customer approves as such."""
        listed = self.prices.get(str(rows[index]["code"]))
        if act != "outside" or listed is None:
            return rows
        changed = {**rows[index], "code": "", "line": "", "kind": listed.kind, "name": listed.name}
        return [*rows[:index], changed, *rows[index + 1 :]]


def priced(assignment: Assignment, names: Mapping[str, str]) -> list[PriceLine]:
    """The pinned price list; where it does not tell the kind, what is no service on offer is a part."""
    services = set(assignment.terms.services) or set(names)
    return [
        line if line.kind else line._replace(kind=pricing.LABOUR if line.code in services else pricing.PART)
        for line in pricing.price_list(assignment.terms.content, names)
    ]


def _without(rows: list[Row], index: int) -> list[Row]:
    return [*rows[:index], *rows[index + 1 :]]


def _row_of(line: quote_versions.QuotedLine) -> Row:
    row = {name: getattr(line, name) for name in forms.FIELDS}
    return {**row, "code": line.code or "", "warranty_days": "" if line.warranty_days is None else line.warranty_days}
