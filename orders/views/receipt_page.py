"""The page on which a receipt is written: filled in from what was approved, its costs said before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from orders import acts, papers, pricing, stamp_selectors
from orders.commitments.reading import CaseError
from orders.forms import receipts as forms
from orders.forms.photos import owner_of
from orders.forms.receipts import Row
from orders.models import EventKind
from orders.papers import Line, Receipt
from orders.pricing import MOST_LINES
from orders.services.forecast import Cost
from orders.views.order_page import OrderPage
from orders.views.quote_page import Sum, priced
from orders.wording.costs import cost_sentence, points_words
from orders.wording.stamps import left_words
from partners.selectors import service_names
from rada.web.wording import instant

STAMP_CLOCK = "A4.no_receipt"


@dataclass
class ReceiptPage:
    """Everything the page shows. `around` has read the order; `note` answers the last press."""

    around: OrderPage
    note: str = ""

    @cached_property
    def prices(self) -> dict[str, pricing.PriceLine]:
        """The pinned price list by code."""
        return {line.code: line for line in priced(self.around.assignment, service_names())}

    @cached_property
    def issued(self) -> list[Receipt]:
        """The receipts so far."""
        return papers.receipts(self.around.past, self.around.names)

    @property
    def last(self) -> Receipt | None:
        """The receipt that this one would correct."""
        return self.issued[-1] if self.issued else None

    @property
    def seen(self) -> int:
        """How many receipts there are, those included that a report told of ahead of time."""
        return sum(event.kind == EventKind.RECEIPT_ISSUED for event in self.around.events)

    def first_rows(self) -> list[Row]:
        """The last receipt's lines; without one those the customer approved; without those the service's price."""
        known = self.last or self.around.approved
        if known is not None:
            return [forms.row_of(line) for line in known.lines][:MOST_LINES]
        listed = self.prices.get(self.around.assignment.order.service.code)
        return [forms.row_of_price(listed)] if listed is not None else [{"qty": 1}]

    def lines(self, data: Any = None, rows: Sequence[Row] = ()) -> forms.BaseLines:
        """The rows, as they were sent or ready to be typed over."""
        return forms.lines_form(data, rows, prices=self.prices)

    def form(self, data: Any = None, files: Any = None) -> forms.ReceiptForm:
        """What stands beside the lines."""
        owner = owner_of(self.around.request.actor)  # type: ignore[attr-defined]
        return forms.ReceiptForm(data, files, initial=self._initial(), owner=owner, auto_id="receipt_%s")

    def _initial(self) -> dict[str, Any]:
        last, content = self.last, self.around.assignment.terms.content
        if last is not None:
            promised = self._promised(last.lines)
            is_usual = promised is not None and promised.discount_vnd == last.discount
            given = {"discount": None if is_usual else last.discount, "stamp": last.stamp}
            return {**given, "warranty_days": last.days, "warranty_terms": last.terms}
        terms = content.get("warranty_terms")
        return {"warranty_days": self.promised_days, "warranty_terms": terms if isinstance(terms, str) else ""}

    @property
    def promised_days(self) -> int:
        """The longest warranty of the published one and those quoted for the parts that were put in."""
        published = self.around.assignment.terms.content.get("warranty_days", 0)
        quoted = self.around.approved.parts if self.around.approved is not None else {}
        put_in = {part.line for part in papers.parts(self.around.past, self.around.names)}
        days = [line.warranty_days or 0 for line in quoted.values() if line.line in put_in]
        return max([published, *days])

    def sum_of(self, lines: Sequence[Line], typed: int | None) -> Sum:
        """What the lines come to; without a typed discount the promotion that gives most is taken off."""
        promised = self._promised(lines)
        usual = promised.discount_vnd if promised is not None else 0
        subtotal = sum(line.amount for line in lines)
        discount = usual if typed is None else typed
        why = "" if promised is not None else self._why_none(lines)
        return Sum(subtotal, discount, subtotal - discount, promised, why)

    def edited(self, rows: list[Row], step: str) -> list[Row]:
        """The rows after one press: a row more, or a row less."""
        act, _colon, what = step.partition(":")
        if act == "remove" and what.isascii() and what.isdigit() and len(what) < 4 and int(what) < len(rows):
            return [*rows[: int(what)], *rows[int(what) + 1 :]]
        if act in {"list", "own"} and len(rows) >= MOST_LINES:
            self.note = _("A receipt has at most %(count)s lines.") % {"count": MOST_LINES}
            return rows
        if act == "list" and what in self.prices:
            return [*rows, forms.row_of_price(self.prices[what])]
        return [*rows, {"qty": 1}] if act == "own" else rows

    def costs(self, form: forms.ReceiptForm, lines: forms.BaseLines) -> list[Cost]:
        """What the receipt as it stands would be recorded as besides; nothing while it cannot be read."""
        around, told = self.around, lines.stand()
        if not around.choices[acts.ISSUE_RECEIPT.name].possible or not told or len(told) < len(lines.forms):
            return []
        stands = form.cleaned_data if form.is_bound else form.initial
        counted = self.sum_of(told, stands.get("discount"))
        days, terms = stands.get("warranty_days"), stands.get("warranty_terms") or ""
        fields = {
            "stamp": stands.get("stamp") or None,
            "total": counted.total,
            "discount": counted.discount,
            "lines": [{"code": each.code, "unit_price": each.unit_price, "qty": each.qty} for each in told],
            "warranty": None if days is None and not terms.strip() else {"days": days, "terms": terms},
        }
        try:
            return around.forecast.costs(EventKind.RECEIPT_ISSUED, **fields)
        except CaseError:  # reported facts that the judge cannot read wait for Rada's people
            return []

    def answer(
        self, form: forms.ReceiptForm, lines: forms.BaseLines, *, status: int = 200, refusal: str = ""
    ) -> HttpResponse:
        """The page with what was typed; the form notes the costs and the total that this page says."""
        costs, told = self.costs(form, lines), lines.stand()
        discount = (form.cleaned_data if form.is_bound else form.initial).get("discount")
        counted = self.sum_of(told, discount)
        form.note(seen=self.seen, total_shown=counted.total, cost_shown=" ".join(cost.mark for cost in costs))
        numbers = self.around.numbers
        for index, line in enumerate(lines.forms):
            line.cost = cost_sentence([cost for cost in costs if cost.line == index], numbers)
        approved = self.around.approved
        shown = {
            "assignment": self.around.assignment,
            "order": self.around.assignment.order,
            "now": self.around.now,
            "form": form,
            "lines": lines,
            "sum": counted,
            "cost": cost_sentence([cost for cost in costs if cost.line is None], numbers),
            "prices": list(self.prices.values()),
            "is_full": len(lines.forms) >= MOST_LINES,
            "approved": approved,
            "changed": papers.differences(approved.lines, told) if approved is not None else [],
            "more": counted.total - approved.total if approved is not None else 0,
            "last": self.last,
            "corrected": papers.differences(self.last.lines, told) if self.last is not None else [],
            "unstamped": self._unstamped(form),
            "stamps_left": self._stamps_left(),
            "note": self.note,
            "refusal": refusal,
        }
        return render(self.around.request, "orders/receipt_form.html", shown, status=status)

    def _unstamped(self, form: forms.ReceiptForm) -> str:
        """What follows where no stamp is on any receipt in time; "" where one is."""
        stands = form.cleaned_data if form.is_bound else form.initial
        if stands.get("stamp") or any(receipt.stamp for receipt in self.issued):
            return ""
        around = self.around
        points = points_words(around.assignment.policy.points_for("minor"))
        due = next((each.due_at for each in around.countdowns() if each.rule == STAMP_CLOCK), None)
        if due is not None:
            return _(
                "Without a stamp this does not keep commitment A4 yet: unless a stamped receipt follows by %(due)s, "
                "it will be recorded as a breach of A4: %(points)s."
            ) % {"due": instant(due, around.now), "points": points}
        if around.assignment.completed_at is not None:
            return ""
        return _(
            "Without a stamp this does not keep commitment A4 yet: a stamped receipt is due %(hours)s hours after the "
            "work is completed, else it will be recorded as a breach of A4: %(points)s."
        ) % {"hours": around.numbers["receipt_hours"], "points": points}

    def _stamps_left(self) -> str:
        """How many stamps the partner has left, where these are few."""
        left = stamp_selectors.stamps_left(self.around.assignment.partner_id)
        return left_words(left) if stamp_selectors.is_low(left) else ""

    def _promised(self, lines: Sequence[Line]) -> pricing.Promised | None:
        assignment = self.around.assignment
        return pricing.best_promotion(assignment.terms.content, assignment.offered_at, _rows(lines))

    def _why_none(self, lines: Sequence[Line]) -> str:
        assignment = self.around.assignment
        return pricing.why_no_promotion(assignment.terms.content, assignment.offered_at, _rows(lines))


def _rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [line._asdict() for line in lines]
