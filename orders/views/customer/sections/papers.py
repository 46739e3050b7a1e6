"""A section of a customer's order: the receipts and the warranty card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from orders import papers, warranties
from orders.views.sections.receipt import Printed
from orders.warranties import Warranty
from rada.web.clock import VIETNAM

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


class Covered(NamedTuple):
    """One line of the warranty card, and how long it still covers."""

    warranty: Warranty
    days_left: int

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.days_left < 0


def section(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_papers.html` shows."""
    if page.job is None:
        return {}
    issued = papers.receipts(page.past, page.names)
    card = warranties.card(page.past, page.job.terms.content, page.names)
    today = page.now.astimezone(VIETNAM).date()
    covered = [Covered(line, line.days_left(today)) for line in card.lines] if card is not None else []
    if not issued and not covered:
        return {}
    return {
        "receipts": [Printed(page, page.job, each) for each in reversed(issued)],
        "card": card,
        "covered": covered,
        "is_over": bool(covered) and all(each.is_over for each in covered),
        "is_longer": card is not None and card.is_longer,
    }
