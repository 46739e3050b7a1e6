"""A customer's request: the order, its photos and consents, the offers and the private link, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Order, OrderPhoto, Purpose
from orders.services import broadcasting, consents, intake, links, timeline
from partners.actors import Actor
from partners.models import Partner
from partners.services.limits import count_try
from rada.lib.phones import parse_phone
from rada.platform import access_tokens, outbox, tries
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile

TRIES = "order_request"
MOST_FROM_ONE_ADDRESS, MOST_FOR_ONE_PHONE = 20, 3  # in an hour; many phones share one address of their network


class ConsentMissing(timeline.Refused):
    """What cannot be done without a consent was asked for without it."""

    def __str__(self) -> str:
        return _("Without your consent Rada may not store this request. Tick the box, then send it again.")


class PartnerCannot(timeline.Refused):
    """The preferred partner takes no such orders now."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)

    def __str__(self) -> str:
        return _(
            "%(name)s does not take this work in your ward at that time. Choose another time, or let Rada ask others."
        ) % {"name": self.name}


@dataclass(frozen=True)
class Asked:
    """What came in: the request itself, what was sent and agreed to with it, in which language and from where.

    `only` is the one partner to ask; `sender` stands for the client's address and says nothing of it (`tries.hidden`).
    `taken_by` is who of Rada's wrote it down on the phone: nobody counts how often they do.
    """

    request: intake.Request
    given: Sequence[Purpose]
    language: str
    sender: str
    photos: Sequence[StoredFile] = ()
    only: Partner | None = None
    taken_by: Actor | None = None


def ask(asked: Asked, *, key: Key) -> str:
    """Store the request and put it to partners; the token of its private link. A second press gives the same one.

    Raises PermissionDenied, ConsentMissing, PartnerCannot, TooManyTries, KeyReused, and ValueError for an unusable
    phone or text.
    """
    token = token_of(key)
    _ask(asked, token=token, key=key)
    return token


def token_of(key: Key) -> str:
    """The link's secret, made from the form's key and the server's own: nothing that is stored leads back to it."""
    return access_tokens.worked_out(TRIES, f"{key.scope} {key.value}")


@once
def _ask(asked: Asked, *, token: str, key: Key) -> int:
    if Purpose.ORDER not in asked.given or (asked.photos and Purpose.PHOTOS not in asked.given):
        raise ConsentMissing
    _require_may_ask(asked)
    order = Order.objects.select_related("service").get(pk=int(intake.take(asked.request) or 0))
    OrderPhoto.objects.bulk_create(
        OrderPhoto(order=order, file=stored, position=position) for position, stored in enumerate(asked.photos)
    )
    noted_by = asked.taken_by.user if asked.taken_by is not None else None
    consents.record(order, given=asked.given, language=asked.language, at=order.created_at, noted_by=noted_by)
    if not broadcasting.broadcast(order, only=asked.only) and asked.only is not None:
        raise PartnerCannot(asked.only.name)
    links.issue(order, token=token)
    outbox.tell([links.message(order.pk, at=order.created_at, language=asked.language)])
    return order.pk


def _require_may_ask(asked: Asked) -> None:
    """A stranger may so often; whoever takes orders by telephone is known by name. Raises as `ask` says."""
    if asked.taken_by is not None:
        if not permissions.can_take_orders(asked.taken_by):
            raise PermissionDenied
        return
    count_try(TRIES, asked.sender, most=MOST_FROM_ONE_ADDRESS)
    count_try(TRIES, tries.hidden("phone", parse_phone(asked.request.phone)), most=MOST_FOR_ONE_PHONE)
