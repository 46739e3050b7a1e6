"""What tests of pages share: a browser's cookies for each role, forms as pages send them, two partners side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import translation

from orders.models import Assignment
from orders.services import messages, offers, sweeping, visits
from partners.actors import Actor
from partners.models import Partner
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    a_dispatcher,
    a_partner,
    a_staff_member,
    a_technician,
    an_offer,
    an_order,
    an_owner,
    the_customer,
)

KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')
BACKEND = "partners.sign_in.PhoneOrUsernameBackend"


def signed_in(actor: Actor | None, language: str = "en") -> Client:
    """A client with the cookies of somebody who signed in; of a stranger without an actor."""
    client = Client()
    client.cookies["django_language"] = language
    if actor is not None:
        assert actor.user is not None
        client.force_login(actor.user, backend=BACKEND)
    return client


def form(**fields: Any) -> dict[str, Any]:
    """A form as a page sends it, with a key of its own."""
    number = next(_keys)
    return {"idempotency_key": f"test-{number}", **fields}


def _counted() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_keys = _counted()


def named(assignment: Assignment, name: str) -> Assignment:
    """Give the order's customer a name of their own."""
    assignment.order.customer_name = name
    assignment.order.address = f"12 ngõ {name}"
    assignment.order.save(update_fields=["customer_name", "address"])
    return assignment


@dataclass
class Side:
    """One partner with people and orders in every state a page shows; `mark` stands in all its texts."""

    mark: str
    partner: Partner
    owner: Actor
    dispatcher: Actor
    technician: Actor
    idle_technician: Actor
    offer: Assignment
    job: Assignment
    broken: Assignment


def a_side(mark: str, now: datetime) -> Side:
    """A partner with an offer, a job of its technician whose customer wrote, and a cancelled order with its breach."""
    with translation.override("en"):
        partner = a_partner(f"Điện lạnh {mark}")
        owner, dispatcher = an_owner(partner), a_dispatcher(partner)
        technician, idle = a_technician(partner), a_technician(partner)
        offer = named(an_offer(an_order(at=now - 5 * MINUTE), partner, at=now - 5 * MINUTE), f"Offer {mark}")
        job = named(an_offer(an_order(at=now - DAY), partner, at=now - DAY), f"Job {mark}")
        broken = named(an_offer(an_order(at=now - DAY), partner, at=now - DAY), f"Broken {mark}")
        with clock.standing_at(now - DAY + MINUTE):
            offers.accept(job, by=owner)
            visits.schedule(job, by=owner, arrive_from=now + 3 * HOUR, arrive_to=now + 5 * HOUR)
            offers.accept(broken, by=owner)
        job.technician_id = technician.member_id
        job.save(update_fields=["technician"])
        with clock.standing_at(now - 10 * MINUTE):
            messages.send(job, by=the_customer(job.order), text=f"Message {mark}")
            visits.cancel(broken, by=owner, reason="cannot_come")
        with clock.standing_at(now):
            sweeping.sweep()
    return Side(mark, partner, owner, dispatcher, technician, idle, offer, job, broken)


def staff() -> Actor:
    """Somebody of Rada's."""
    return a_staff_member()
