"""Two people at the same instant: one winner, one clear refusal, nothing half done. Real connections, many rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import translation

from orders.models import Assignment, Order, Status
from orders.models.orders import HOLDS_THE_ORDER
from orders.services import offers, timeline, visits
from partners.actors import SYSTEM
from partners.models import Partner
from rada.web import clock
from tests import factories as make
from tests.faults.invariants import wrongs
from tests.faults.racing import PATIENCE, Outcome, race, wait_until_somebody_waits_for_a_lock

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

ROUNDS = 20
ENDED = "the offer has ended"
NOT_POSSIBLE = "is not possible any more"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def offered_to(*partners: Partner) -> list[Assignment]:
    """A new order, offered to these partners now."""
    now = clock.now()
    order = make.an_order(at=now)
    return [make.an_offer(order, partner, at=now) for partner in partners]


def accepting(offer: Assignment) -> Callable[[], None]:
    return partial(offers.accept, offer, by=make.an_owner(offer.partner))


def the_one_refusal(outcomes: list[Outcome]) -> Outcome:
    """The refusal of a race that exactly one act won."""
    refused = [outcome for outcome in outcomes if not outcome.won]
    assert len(refused) == len(outcomes) - 1, refused
    assert all(isinstance(outcome.error, timeline.Refused) for outcome in refused), refused
    return refused[0]


@pytest.mark.parametrize("partners", [2, 4])
def test_of_partners_who_accept_at_once_exactly_one_gets_the_order(partners):
    rivals = [make.a_partner() for _number in range(partners)]
    for _round in range(ROUNDS):
        answered = offered_to(*rivals)

        outcomes = race(*[accepting(offer) for offer in answered])

        assert ENDED in the_one_refusal(outcomes).sentence
        statuses = sorted(Assignment.objects.filter(order=answered[0].order).values_list("status", flat=True))
        assert statuses == [Status.ACCEPTED, *[Status.WITHDRAWN] * (partners - 1)]
        assert wrongs([offer.pk for offer in answered]) == []


def test_of_accepting_and_withdrawing_one_happens():
    partner = make.a_partner()
    for turn in range(ROUNDS):
        (offer,) = offered_to(partner)
        acts = [accepting(offer), partial(offers.withdraw, offer, by=SYSTEM)]

        outcomes = race(*acts[:: -1 if turn % 2 else 1])

        refusal = the_one_refusal(outcomes)
        offer.refresh_from_db()
        assert offer.status in {Status.ACCEPTED, Status.WITHDRAWN}
        assert (NOT_POSSIBLE if offer.status == Status.ACCEPTED else ENDED) in refusal.sentence
        assert wrongs([offer.pk]) == []


def test_a_customer_who_cancels_while_partners_accept_ends_every_offer_and_every_acceptance():
    rivals = [make.a_partner(), make.a_partner()]
    for turn in range(ROUNDS):
        answered = offered_to(*rivals)
        order = answered[0].order
        acts = [accepting(answered[turn % 2]), cancelling_order(order)]

        accepted, cancelled = race(*acts)

        order.refresh_from_db()
        assert cancelled.won, cancelled.error
        assert order.state == Order.State.CANCELLED
        assert accepted.won or ENDED in accepted.sentence
        assert not Assignment.objects.filter(order=order, status__in=[*HOLDS_THE_ORDER, Status.OFFERED]).exists()
        assert wrongs([offer.pk for offer in answered]) == []


def cancelling_order(order: Order) -> Callable[[], None]:
    return partial(visits.cancel_order, order, by=make.the_customer(order), reason="changed_mind")


def test_of_cancelling_and_completing_one_happens():
    partner = make.a_partner()
    owner = make.an_owner(partner)
    for turn in range(ROUNDS):
        job = engaged_now(partner)
        acts = [partial(visits.cancel, job, by=owner, reason="cannot_come"), partial(visits.complete, job, by=owner)]

        outcomes = race(*acts[:: -1 if turn % 2 else 1])

        assert NOT_POSSIBLE in the_one_refusal(outcomes).sentence
        job.refresh_from_db()
        job.order.refresh_from_db()
        kinds = set(job.events.values_list("kind", flat=True)) & {"cancelled", "completed"}
        assert kinds == {job.status}
        assert job.order.state == (Order.State.COMPLETED if job.status == Status.COMPLETED else Order.State.OPEN)
        assert wrongs([job.pk]) == []


def engaged_now(partner: Partner) -> Assignment:
    """An order that this partner has just accepted."""
    (offer,) = offered_to(partner)
    offers.accept(offer, by=make.an_owner(partner))
    return offer


def test_only_its_own_customer_or_rada_cancels_an_order_that_nobody_was_offered():
    order, another = make.an_order(), make.an_order()

    with pytest.raises(PermissionDenied):
        visits.cancel_order(order, by=make.the_customer(another), reason="changed_mind")

    order.refresh_from_db()
    assert order.state == Order.State.OPEN


def test_a_customer_who_cancels_a_completed_order_is_told_that_it_has_ended():
    partner = make.a_partner()
    owner = make.an_owner(partner)
    for turn in range(ROUNDS):
        job = engaged_now(partner)
        acts = [partial(visits.complete, job, by=owner), cancelling_order(job.order)]

        outcomes = race(*acts[:: -1 if turn % 2 else 1])

        refusal = the_one_refusal(outcomes)
        job.refresh_from_db()
        said = "already ended" if job.status == Status.COMPLETED else NOT_POSSIBLE
        assert said in refusal.sentence
        assert wrongs([job.pk]) == []


def test_reported_as_accepted_elsewhere_while_another_accepts_leaves_one_holder():
    rivals = [make.a_partner(), make.a_partner()]
    for turn in range(ROUNDS):
        here, elsewhere = offered_to(*rivals)
        told = timeline.Report(f"r{turn}", "accepted", clock.now(), "partner")

        accepted, reported = race(accepting(here), partial(reporting, elsewhere, told))

        assert reported.won, reported.error
        assert accepted.won or ENDED in accepted.sentence
        held = Assignment.objects.filter(order=here.order, status__in=HOLDS_THE_ORDER)
        assert held.count() == 1
        assert elsewhere.events.filter(event_id=f"r{turn}").exists()


def reporting(assignment: Assignment, *reports: timeline.Report) -> None:
    with transaction.atomic():
        timeline.report(assignment, reports, by=SYSTEM)


def test_whoever_waits_for_an_order_holds_none_of_its_assignments_yet_and_then_reads_what_was_done():
    (offer,) = offered_to(make.a_partner())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            order = Order.objects.select_for_update(no_key=True).get(pk=offer.order_id)
            waiting = pool.submit(locked, offer)
            wait_until_somebody_waits_for_a_lock()
            free = Assignment.objects.select_for_update(no_key=True, nowait=True).get(pk=offer.pk)
            free.events_count, order.state = 7, Order.State.CANCELLED
            free.save()
            order.save()

        read = waiting.result(PATIENCE)

    assert (read.events_count, read.order.state) == (7, Order.State.CANCELLED)


def locked(assignment: Assignment) -> Assignment:
    try:
        with transaction.atomic():
            return timeline.lock(assignment)
    finally:
        connection.close()
