"""Private links: the customer's way to one order."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Order
from orders.services import phone_messages, timeline
from orders.services.phone_codes import NoPhone, can_receive
from partners.actors import Actor
from rada.platform import access_tokens, outbox, tries
from rada.platform.idempotency import Key, once
from rada.platform.models import AccessToken, Notice
from rada.web import clock

PURPOSE = "order_link"
VALID_FOR = timedelta(days=180)
WINDOW = timedelta(hours=1)
MOST_SENT = 5
GUESSED, MOST_GUESSES = "order_link_guessed", 1200


class NoLinkNow(timeline.Refused):
    """The partner is not engaged with the order, or not any more, or its customer was erased."""

    def __str__(self) -> str:
        return _("A link can be made from the acceptance until some days after the end of the order.")


class TooManyLinks(timeline.Refused):
    """The phone was sent as many links as it may be in an hour."""

    def __str__(self) -> str:
        return _("Too many links went to this phone within the hour. Please wait before you send another.")


def issue(order: Order, *, token: str = "") -> str:
    """A new link's token; only its SHA-256 is kept, so it is shown this once. A given one is as hard to guess."""
    return access_tokens.issue(PURPOSE, _subject(order.pk), valid_for=VALID_FOR, token=token)


def hand_over(assignment: Assignment, *, by: Actor, key: Key) -> str:
    """Make a link for the engaged partner to give to the customer; the token. A second press gives the same one.

    The partner sees it, so whoever comes by it types a code by phone before they do anything.
    What is stored cannot be turned back into the token: it comes from the form's key and the server's own secret.
    """
    token = access_tokens.worked_out(PURPOSE, f"{key.scope} {key.value} {assignment.pk}")
    _hand_over(assignment, by=by, token=token, key=key)
    return token


@once
def _hand_over(assignment: Assignment, *, by: Actor, token: str, key: Key) -> None:
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_work_on_assignment, by, locked)
    if not permissions.shows_customer(locked, clock.now()) or locked.order.erased_at is not None:
        raise NoLinkNow
    subject = _subject(assignment.order_id)
    access_tokens.issue(PURPOSE, subject, valid_for=VALID_FOR, token=token, needs_code=True)


@once
def send(order: Order, *, by: Actor, language: str, can_wait: bool = False, key: Key | None = None) -> None:
    """Send a new link to the order's own phone; the ones before it go on working. Raises NoPhone, TooManyLinks.

    What `can_wait` goes out in the morning where it is night.
    """
    _require_may_end(by, order)
    if not can_receive(order):
        raise NoPhone
    now = clock.now()
    free_at = tries.count("order_link_sent", tries.hidden("phone", order.customer_phone), most=MOST_SENT, within=WINDOW)
    if free_at is not None:
        raise TooManyLinks
    outbox.tell([message(order.pk, at=now, language=language, can_wait=can_wait)])


def message(order_pk: int, *, at: datetime, language: str, can_wait: bool = False) -> Notice:
    """A message that brings a new link to the phone of an order, not yet stored; of the number 0 to nobody's."""
    subject = f"order_link:{secrets.token_hex(16)}"
    return phone_messages.written(order_pk, phone_messages.LINK, subject, at=at, language=language, can_wait=can_wait)


def token_for(notice: Notice) -> str:
    """The secret that a message brings: it comes from the message's own number and the server's secret."""
    return access_tokens.worked_out(PURPOSE, f"{notice.pk} {notice.subject}")


def open_for(notice: Notice) -> None:
    """Make the link that a message brings, once however often it is sent."""
    token = token_for(notice)
    if not access_tokens.was_made(token):
        access_tokens.issue(PURPOSE, notice.audience, valid_for=VALID_FOR, token=token)


@once
def end_all(order: Order, *, by: Actor, key: Key | None = None) -> int:
    """End every link to an order. Returns how many were ended."""
    _require_may_end(by, order)
    return revoke_all(order)


@once
def end_others(order: Order, *, but: int, by: Actor, key: Key | None = None) -> int:
    """End every link to an order except the one of this number. Returns how many were ended."""
    _require_may_end(by, order)
    return access_tokens.revoke(PURPOSE, _subject(order.pk), but=but)


def links_of(order: Order) -> QuerySet[AccessToken]:
    """The links that open an order now, the newest first."""
    return access_tokens.open_for(PURPOSE, _subject(order.pk))


def is_guessing(token: str, *, address: str) -> bool:
    """Count a dead link that was never made as a guess; whether its address has guessed too often this hour.

    The bound is high: a carrier's many customers may share one address, and no guess has a chance anyway.
    """
    if not access_tokens.looks_whole(token):
        return False
    subject = tries.hidden("address", address)
    if access_tokens.was_made(token):
        return tries.free_from(GUESSED, subject, most=MOST_GUESSES, within=WINDOW) is not None
    return tries.count(GUESSED, subject, most=MOST_GUESSES, within=WINDOW) is not None


def needs_code(link: int) -> bool:
    """Whether the partner has seen the link of this number: holding it does not make anybody the customer."""
    link_now = access_tokens.still_opens(PURPOSE, link)
    return link_now is None or link_now.needs_code


def note_use(link: int) -> None:
    """Note that something was done through this link."""
    access_tokens.note_use(link)


def order_behind(token: str) -> Order | None:
    """The order a token opens, or None: wrong, expired, revoked, erased and made for something else look alike."""
    found = opened(token)
    return None if found is None else found[1]


def opened(token: str) -> tuple[int, Order] | None:
    """The number of the link behind a token, and the order it opens; None as `order_behind`."""
    link = access_tokens.opened(PURPOSE, token) if access_tokens.looks_whole(token) else None
    order = _order_of(link)
    return None if link is None or order is None else (link.pk, order)


def order_still_open(link: int, code: str) -> Order | None:
    """The order of this code, where the link of this number opens it: neither expired nor revoked."""
    order = _order_of(access_tokens.still_opens(PURPOSE, link))
    return order if order is not None and order.code == code else None


def revoke_all(order: Order) -> int:
    """End every link to an order. Returns how many were open."""
    return access_tokens.revoke(PURPOSE, _subject(order.pk))


def _require_may_end(by: Actor, order: Order) -> None:
    if not permissions.can_end_links(by, order):
        raise PermissionDenied("can_end_links")


def _order_of(link: AccessToken | None) -> Order | None:
    if link is None:
        return None
    known = Order.objects.select_related("service").filter(erased_at__isnull=True)
    return known.filter(pk=link.subject.removeprefix("order:")).first()


def _subject(order_id: int) -> str:
    return f"order:{order_id}"
