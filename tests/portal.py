"""What tests of pages share: a browser's cookies for each role, forms as pages send them, two partners side by side."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import translation

from orders.models import Assignment, Attachment, Event
from orders.services import attachments, messages, offers, sweeping, visits
from partners.actors import Actor
from partners.models import Partner
from rada.platform.models import StoredFile
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
    photo: Attachment


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
            photo = a_photo_beside(job.events.last(), f"Photo {mark}".encode())
            visits.cancel(broken, by=owner, reason="cannot_come")
        with clock.standing_at(now):
            sweeping.sweep()
    return Side(mark, partner, owner, dispatcher, technician, idle, offer, job, broken, photo)


def a_stored_photo(content: bytes) -> StoredFile:
    """A photo in the tests' storage, as the intake leaves one."""
    name = default_storage.save(f"photos/{secrets.token_hex(20)}.jpg", ContentFile(content))
    return StoredFile.objects.create(
        digest=hashlib.sha256(content).hexdigest(), content_type="image/jpeg", size=len(content), width=800, height=600,
        storage_name=name, created_at=clock.now(),
    )  # fmt: skip


def a_photo_beside(event: Event, content: bytes) -> Attachment:
    """A photo that somebody sent with this event."""
    (photo,) = attachments.attach(event, [a_stored_photo(content)], Attachment.Role.MESSAGE)
    return photo


def staff() -> Actor:
    """Somebody of Rada's."""
    return a_staff_member()
