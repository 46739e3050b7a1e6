"""A section of the order page: the receipts that were issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from orders import acts, papers, stamp_selectors
from orders.models import Assignment, Event, EventKind, Photo, Status
from orders.papers import Difference, Line, Paper, Part, Receipt
from rada.web.clock import VIETNAM

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage

LAST_PRINTED_YEAR = 9000


class Around(Protocol):
    """The page that shows a receipt: whose order it is, what has happened, what published prices are called."""

    @property
    def past(self) -> list[Event]: ...
    @property
    def names(self) -> Mapping[str, str]: ...


@dataclass
class Printed:
    """One receipt with what stands on it beside its own words: the parts, the warranty's end, what was approved."""

    page: Around
    assignment: Assignment
    receipt: Receipt

    @property
    def code(self) -> str:
        """The receipt's number: the order's code and which of its receipts this is."""
        return f"{self.assignment.order.code}-{self.receipt.number}"

    @cached_property
    def before(self) -> Sequence[Any]:
        """What had happened when it was issued."""
        return self.page.past[: self.page.past.index(self.receipt.event)]

    @cached_property
    def parts(self) -> list[Part]:
        """The parts that had been put in."""
        return papers.parts(self.before, self.page.names)

    @property
    def lines(self) -> list[tuple[Line, list[Part]]]:
        """Each line with the parts that were put in under it."""
        return [
            (line, [part for part in self.parts if line.line and part.line == line.line]) for line in self.receipt.lines
        ]

    @property
    def other_parts(self) -> list[Part]:
        """Parts that were put in and belong to none of the lines."""
        under = {line.line for line in self.receipt.lines if line.line}
        return [part for part in self.parts if part.line not in under]

    @property
    def warranty_until(self) -> date | None:
        """The last day of the warranty in Vietnam; None where there is none, or one longer than calendars go."""
        days, issued = self.receipt.days, self.receipt.event.at.astimezone(VIETNAM).date()
        if not days or days < 0 or days > (LAST_PRINTED_YEAR - issued.year) * 365:
            return None
        return issued + timedelta(days=days)

    @property
    def technician(self) -> str:
        """Who issued it, else who was sent."""
        sent = self.assignment.technician
        return str(self.receipt.event.by or (sent.user if sent is not None else ""))

    @cached_property
    def approved(self) -> Paper | None:
        """The quote that stood approved when it was issued."""
        return papers.approved_quote(self.before, self.page.names)

    @property
    def changed(self) -> list[Difference]:
        """The lines on which it differs from that quote."""
        return papers.differences(self.approved.lines, self.receipt.lines) if self.approved is not None else []

    @property
    def more(self) -> int:
        """By how much it is above that quote, in đồng; less than nothing where it is below."""
        return self.receipt.total - self.approved.total if self.approved is not None else 0

    @property
    def less_discount(self) -> int:
        """The discount as a money line shows it."""
        return -self.receipt.discount


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_receipt.html` shows."""
    issued = papers.receipts(page.past, page.names) if any(map(_is_receipt, page.past)) else []
    return {
        "issued": [Printed(page, page.assignment, each) for each in reversed(issued)],
        "is_stamped": any(each.stamp for each in issued),
        "is_due": page.assignment.status == Status.COMPLETED and not any(each.stamp for each in issued),
        "is_possible": page.choices[acts.ISSUE_RECEIPT.name].possible,
        "photos": photos(page) if any(event.kind == EventKind.PHOTO_UPLOADED for event in page.past) else [],
    }


def photos(page: OrderPage) -> list[Photo]:
    """The customer's photos of the receipt, the latest first."""
    seen = stamp_selectors.photos_visible_to(page.request.actor)  # type: ignore[attr-defined]
    return list(seen.filter(assignment=page.assignment))


def _is_receipt(event: Any) -> bool:
    return bool(event.kind == EventKind.RECEIPT_ISSUED)
