"""R7: one order, one partner, however many want it at the same instant."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from orders.models import Assignment, Order
from orders.models.orders import HOLDS_THE_ORDER
from orders.services import offers, timeline, visits
from partners.models import Partner
from rada.web import clock
from tests import factories as make
from tests.faults.outcome import Row, row, say
from tests.faults.racing import Outcome, race
from tests.faults.rig import Rig

PROCESSES = 2
RACERS = ThreadPoolExecutor(4)


def one_partner_wins(rig: Rig) -> list[Row]:
    """Four partners accept at once; a customer cancels while one accepts. In two processes."""
    orders = rig.size.orders
    say(f"{orders} orders with 4 acceptances at once, {orders} with an acceptance against a cancellation")
    command = [sys.executable, "-m", "tests.faults.racers", str(orders // PROCESSES)]
    racing = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=rig.environment, text=True) for _ in range(PROCESSES)
    ]
    try:
        told = [json.loads(process.communicate(timeout=max(600, 2 * orders))[0].splitlines()[-1]) for process in racing]
    finally:
        for process in racing:
            process.kill()
    four = [wrong for each in told for wrong in each["four"]]
    against = [wrong for each in told for wrong in each["against"]]
    return [
        row("R7 four acceptances at once", f"{orders} orders", four, "exactly one winner each"),
        row("R7 acceptance against cancellation", f"{orders} orders", against, "no holder, legal history"),
    ]


def four_acceptances(partners: Sequence[Partner]) -> list[str]:
    """What is wrong after four partners accepted one order at once."""
    offered = offers_of_a_new_order(partners)
    acts = [partial(offers.accept, offer, by=make.an_owner(offer.partner)) for offer in offered]
    outcomes = race(*acts, pool=RACERS)
    winners = sum(outcome.won for outcome in outcomes)
    found = [f"order {offered[0].order_id}: {winners} winners"] if winners != 1 else []
    return found + unclear(outcomes)


def against_a_cancellation(partner: Partner) -> list[str]:
    """What is wrong after a customer cancelled while a partner accepted."""
    (offer,) = offers_of_a_new_order([partner])
    cancel = partial(visits.cancel_order, offer.order, by=make.the_customer(offer.order), reason="changed_mind")
    accepted, cancelled = race(partial(offers.accept, offer, by=make.an_owner(partner)), cancel, pool=RACERS)
    found = [] if cancelled.won else [f"the cancellation failed: {cancelled.error!r}"]
    offer.refresh_from_db()
    if offer.status in HOLDS_THE_ORDER or Order.objects.get(pk=offer.order_id).state != Order.State.CANCELLED:
        found.append(f"order {offer.order_id}: held although cancelled")
    return found + unclear([accepted])


def unclear(outcomes: Sequence[Outcome]) -> list[str]:
    """Refusals that are no sentence for people."""
    refused = [outcome.error for outcome in outcomes if not outcome.won]
    return [repr(error) for error in refused if not isinstance(error, timeline.Refused)]


def offers_of_a_new_order(partners: Sequence[Partner]) -> list[Assignment]:
    """A new order offered to each of these partners."""
    order = make.an_order(at=clock.now())
    numbers = offers.broadcast(order, list(partners))
    return list(Assignment.objects.filter(pk__in=numbers).select_related("order", "partner").order_by("pk"))
