"""A section of a customer's order: the promises made to them, live; before an acceptance, the search."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from orders import customer_selectors, need_selectors
from orders import promises as charter
from orders.countdowns import Countdown
from orders.models import Order
from orders.services.broadcasting import by_hand_until
from orders.wording.promises import PromiseWords, promise_words

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage


class Row(NamedTuple):
    """One promise with its words, and its countdown while one runs."""

    promise: charter.Promise
    words: PromiseWords
    countdown: Countdown | None


def section(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_promises.html` shows. `mark` names what is shown, so that a page asks for what has changed."""
    searching = _searching(page)
    rows = [_row(page, each) for each in told(page)]
    if not rows and not searching:
        return {}
    shown = [(row.promise.code, row.words, row.countdown and row.countdown.due_at) for row in rows]
    return {
        "rows": [row for row in rows if row.promise.state != charter.State.LATER],
        "later": [row for row in rows if row.promise.state == charter.State.LATER],
        "searching": searching,
        "mark": mark_of(searching, shown),
    }


def told(page: CustomerPage) -> list[charter.Promise]:
    """The promises of the job."""
    job = page.job
    if job is None:
        return []
    return charter.promises(
        charter.Engagement(
            events=page.past,
            terms=job.terms.content,
            numbers=page.numbers,
            service=page.order.service.code,
            clocks=page.clocks,
            breaches=list(customer_selectors.breaches_told_customer(job)),
            now=page.now,
        )
    )


def mark_of(*shown: object) -> str:
    """A short name of what a fragment shows."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _row(page: CustomerPage, promise: charter.Promise) -> Row:
    running = promise.clock
    countdown = page.countdowns.get((running.rule, running.subject)) if running is not None else None
    return Row(promise, promise_words(promise, page.now), countdown)


def _searching(page: CustomerPage) -> dict[str, Any]:
    """While nobody holds the order: who still has to answer and by when, or that Rada's people look by hand.

    `left_by` is the company that had taken it; `called_at` is when Rada's people told the customer how it stands.
    """
    if page.assignment is not None or page.order.state != Order.State.OPEN:
        return {}
    waiting = customer_selectors.offers_of_customer(page.actor)
    since = need_selectors.nobody_left_since(page.order)
    call = need_selectors.talked_since(page.order, since)
    return {
        "asked": waiting.count(),
        "until": customer_selectors.answers_due_by(waiting),
        "by_hand_until": by_hand_until(since),
        "left_by": page.job.partner.name if page.job is not None else "",
        "called_at": call.called_at if call is not None else None,
    }
