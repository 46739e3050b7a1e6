"""Private links: the customer's way to one order."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Order
from orders.services import timeline
from partners.actors import Actor
from rada.platform import access_tokens
from rada.platform.idempotency import Key, once
from rada.platform.models import AccessToken
from rada.web import clock

PURPOSE = "order_link"
VALID_FOR = timedelta(days=180)


class NoLinkNow(timeline.Refused):
    """The partner is not engaged with the order, or not any more."""

    def __str__(self) -> str:
        return _("A link can be made from the acceptance until some days after the end of the order.")


def issue(order: Order, *, token: str = "") -> str:
    """A new link's token; only its SHA-256 is kept, so it is shown this once. A given one is as hard to guess."""
    return access_tokens.issue(PURPOSE, _subject(order.pk), valid_for=VALID_FOR, token=token)


def hand_over(assignment: Assignment, *, by: Actor, key: Key) -> str:
    """Make a link for the engaged partner to give to the customer; the token. A second press gives the same one.

    What is stored cannot be turned back into the token: it comes from the form's key and the server's own secret.
    """
    digest = salted_hmac(PURPOSE, f"{key.scope} {key.value} {assignment.pk}", algorithm="sha256").digest()
    token = urlsafe_b64encode(digest).decode().rstrip("=")
    _hand_over(assignment, by=by, token=token, key=key)
    return token


@once
def _hand_over(assignment: Assignment, *, by: Actor, token: str, key: Key) -> None:
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_work_on_assignment, by, locked)
    if not permissions.shows_customer(locked, clock.now()):
        raise NoLinkNow
    access_tokens.issue(PURPOSE, _subject(assignment.order_id), valid_for=VALID_FOR, token=token)


def order_behind(token: str) -> Order | None:
    """The order a token opens, or None: wrong, expired, revoked and made for something else look alike."""
    found = opened(token)
    return None if found is None else found[1]


def opened(token: str) -> tuple[int, Order] | None:
    """The number of the link behind a token, and the order it opens; None as `order_behind`."""
    link = access_tokens.opened(PURPOSE, token)
    order = _order_of(link)
    return None if link is None or order is None else (link.pk, order)


def order_still_open(link: int, code: str) -> Order | None:
    """The order of this code, where the link of this number opens it: neither expired nor revoked."""
    order = _order_of(access_tokens.still_opens(PURPOSE, link))
    return order if order is not None and order.code == code else None


def revoke_all(order: Order) -> int:
    """End every link to an order. Returns how many were open."""
    return access_tokens.revoke(PURPOSE, _subject(order.pk))


def _order_of(link: AccessToken | None) -> Order | None:
    if link is None:
        return None
    return Order.objects.select_related("service").filter(pk=link.subject.removeprefix("order:")).first()


def _subject(order_id: int) -> str:
    return f"order:{order_id}"
