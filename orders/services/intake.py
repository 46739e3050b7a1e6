"""New orders: what a customer asks for, once, however often the form is sent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from orders.models import Order
from orders.services.stamps import ALPHABET
from partners.models import Service
from rada.lib.phones import parse_phone
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web import clock


@dataclass(frozen=True)
class Request:
    """What a customer asks for; `phone` in any usual spelling."""

    service: Service
    customer_name: str
    phone: str
    address: str
    ward: str
    description: str = ""
    wanted_from: datetime | None = None
    wanted_to: datetime | None = None


@once
def take(request: Request, *, key: Key | None = None, is_demo: bool = False, created_at: datetime | None = None) -> int:
    """Store an order and return its primary key. Raises ValueError with a sentence for an unusable phone or text."""
    order = Order.objects.create(
        code=new_code(),
        service=request.service,
        customer_name=clean(request.customer_name),
        customer_phone=parse_phone(request.phone),
        address=clean(request.address),
        ward=request.ward,
        description=clean(request.description),
        wanted_from=request.wanted_from,
        wanted_to=request.wanted_to,
        is_demo=is_demo,
        created_at=created_at or clock.now(),
    )
    return order.pk


def new_code() -> str:
    """An order code as people read it aloud, RD-7K2F-M9QX: 40 bits, not sequential."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return f"RD-{letters[:4]}-{letters[4:]}"
