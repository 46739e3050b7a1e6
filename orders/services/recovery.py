"""Lost links: the same answer and the same work for every phone; a new link goes to the phone alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from orders.models import Order
from orders.services import links, timeline
from rada.platform import outbox, tries
from rada.platform.idempotency import Key, once
from rada.web import clock, wording

BACK = timedelta(days=180)
MOST_ORDERS = 3
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
FROM_ONE_ADDRESS, FOR_ONE_PHONE, FOR_ONE_PHONE_A_DAY = 60, 3, 8


class TooManyTries(timeline.Refused):
    """The limit of an hour or a day is reached, for the phone or where the request came from."""

    def __init__(self, free_at: datetime, now: datetime) -> None:
        self.minutes = max(1, -(-int((free_at - now).total_seconds()) // 60))
        super().__init__(self.minutes)

    def __str__(self) -> str:
        return _("There were too many tries. Please wait %(wait)s, then try again.") % {
            "wait": wording.span(self.minutes)
        }


@once
def ask(phone: str, *, code: str = "", address: str, language: str, key: Key | None = None) -> None:
    """Somebody lost the links to the orders of this phone (E.164), or to the one of this code.

    The newest three of the last 180 days each get a new link; where there is none, a message to nobody is written.
    `address` is where the request came from. Raises TooManyTries, whether there are orders or not.
    """
    now = clock.now()
    _count("find_address", tries.hidden("address", address), FROM_ONE_ADDRESS, AN_HOUR, now)
    _count("find_phone", tries.hidden("phone", phone), FOR_ONE_PHONE, AN_HOUR, now)
    _count("find_phone_day", tries.hidden("phone", phone), FOR_ONE_PHONE_A_DAY, A_DAY, now)
    theirs = Order.objects.filter(customer_phone=phone, created_at__gt=now - BACK)
    if code:
        theirs = theirs.filter(code=code)
    found = list(theirs.order_by("-created_at", "-pk").values_list("pk", flat=True)[:MOST_ORDERS])
    outbox.tell(links.message(pk, at=now, language=language) for pk in found or [0])


def _count(purpose: str, subject: str, most: int, within: timedelta, now: datetime) -> None:
    free_at = tries.count(purpose, subject, most=most, within=within)
    if free_at is not None:
        raise TooManyTries(free_at, now)
