"""What each operation would be asked about and told, so that it can be done: rows and words of the world.

Operations are named as in `tests/api_table.py`: by their address and method.
"""

from __future__ import annotations

from typing import Any

from tests.api.fuzzing.world import NOW, PASSWORD, World, refresh_token_of
from tests.factories import DAY, HOUR
from tests.push_service import Phone
from tests.two_sides import breach_of

Name = tuple[str, str]
# About the job that is over; every other operation is about the one that runs.
PAST = {("review", "put"), ("reopen_complaint", "post")}
OF_AN_OFFER = {("accept", "post"), ("decline", "post"), ("withdraw", "post")}
# What an app sends only where it was offline, or where it names something sent before.
LEFT_OUT = (
    "at",
    "photos",
    "old_photos",
    "new_photos",
    "overlaps",
    "partner",
    "only_partner",
    "wanted_from",
    "wanted_to",
)


def row(world: World, name: Name, path: str) -> dict[str, Any]:
    """What the address of the operation says of the world."""
    job = world.over if name in PAST else world.own.offer if name in OF_AN_OFFER else world.own.job
    rows = {
        "breaches": world.disputable if name == ("appeal", "post") else breach_of(world.own),
        "complaints": world.reopenable if name in PAST else world.complaint,
        "partners": world.own.partner,
        "webhooks": world.told.endpoint,
    }
    order = world.disputable.assignment.order if name == ("offers", "post") else job.order
    found = {
        "id": rows.get(path.split("/")[3], job).pk,
        "code": order.code,
        "version": world.own.job.quotes.get().event_id,
        "photo": photo_of(world, path).pk,
        "delivery": world.told.pk,
    }
    return {part: value for part, value in found.items() if f"{{{part}}}" in path}


def photo_of(world: World, path: str) -> Any:
    """The photo that the address shows of the running job."""
    job = world.own.job
    shown = {
        "receipt-photos": job.photos,
        "order-photos": job.order.photos,
        "photos": world.own.photo.event.attachments,
    }
    return next((rows for part, rows in shown.items() if f"/{part}" in path), job.photos).get()


def bodies(world: World) -> dict[Name, dict[str, Any]]:
    """What is told beside the example of the description."""
    digest = {"digest": world.own.job.quotes.get().digest}
    phone = Phone("https://fcm.googleapis.com/fcm/send/abc")
    return {
        ("approve_quote", "post"): digest,
        ("reject_quote", "post"): {**digest, "declined": []},
        ("schedule", "post"): {
            "arrive_from": (NOW + DAY).isoformat(),
            "arrive_to": (NOW + DAY + HOUR).isoformat(),
        },
        ("receipts", "post"): {"discount": 0, "promotion": ""},
        ("technician", "put"): {"technician": world.own.technician.member_id},
        ("offers", "post"): {"partner": world.rival.partner.pk},
        ("sessions", "post"): {"login": world.own.owner.user.username, "password": PASSWORD},
        ("refresh", "post"): {"refresh_token": refresh_token_of(world.own)},
        ("push_devices", "post"): {"endpoint": phone.endpoint, "p256dh": phone.p256dh, "auth": phone.auth},
    }


def asked(world: World) -> dict[str, Any]:
    """What lists are asked for, by parameter."""
    return {
        "assignment": world.own.job.pk,
        "technician": world.own.technician.member_id,
        "service": world.own.job.order.service.code,
        "ward": world.own.job.order.ward,
    }
