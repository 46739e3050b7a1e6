"""What tests of parts, checklists and receipts share: an order at work with an approved quote."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from orders.models import Assignment, EventKind
from orders.services import quotes, stamps, visits
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, a_partner, an_engagement, an_owner, the_customer
from tests.portal import form

AT_WORK = MONDAY + 2 * HOUR
LABOUR = {
    "line": "1", "kind": "labour", "code": "AC-CLEAN", "name": "Vệ sinh máy lạnh", "unit_price": 250_000, "qty": 1,
}  # fmt: skip
CAPACITOR = {
    "line": "2", "kind": "part", "code": None, "name": "Tụ khởi động 35 µF", "unit_price": 180_000, "qty": 1,
    "origin": "Thái Lan", "brand": "Panasonic", "model": "35µF", "warranty_days": 180,
}  # fmt: skip
FAN = {**CAPACITOR, "line": "3", "name": "Mô tơ quạt", "unit_price": 600_000}


def at(minutes: float = 0) -> Any:
    """The clock stands so many minutes after the technician came."""
    return clock.standing_at(AT_WORK + timedelta(minutes=minutes))


def at_work(*lines: dict[str, Any], approved: bool = True, **terms: Any) -> Assignment:
    """An engagement whose technician has arrived; with a quote of these lines, approved unless told otherwise."""
    job = an_engagement(partner=a_partner(**terms), at=MONDAY)
    with clock.standing_at(MONDAY + 5 * MINUTE):
        visits.schedule(job, by=an_owner(job.partner), arrive_from=AT_WORK - HOUR, arrive_to=AT_WORK)
    with clock.standing_at(AT_WORK - 10 * MINUTE):
        visits.arrive(job, by=an_owner(job.partner))
        if lines:
            total = sum(line["unit_price"] * line["qty"] for line in lines)
            quotes.quote(job, by=an_owner(job.partner), reference="BG-1", lines=lines, total=total)
            if approved:
                version = job.quotes.get()
                quotes.approve(version, by=the_customer(job.order), digest=version.digest)
    return job


def a_serial(job: Assignment, place: int = 0) -> str:
    """A free stamp of a new roll of the order's partner."""
    roll = stamps.issue_roll(job.partner, size=2, by=None, at=MONDAY)
    return str(roll.stamps.order_by("serial")[place].serial)


def address(job: Assignment, act: str) -> str:
    """The address of an act on an order."""
    return reverse(f"orders:{act}", args=[job.pk])


def post(client: Any, job: Assignment, act: str, **fields: Any) -> Any:
    """The act's form, as its page sends it."""
    return client.post(address(job, act), form(**fields))


def told(job: Assignment, kind: str) -> list[dict[str, Any]]:
    """The payloads of the order's events of a kind."""
    return [event.payload for event in job.events.filter(kind=EventKind(kind)).order_by("position")]


def a_photo(colour: str = "grey") -> SimpleUploadedFile:
    """A small honest photo."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(made, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", made.getvalue(), content_type="image/jpeg")
