"""Lost links: the same answer and the same work for every phone; a new link goes to the phone alone."""

from __future__ import annotations

from datetime import timedelta

from orders.models import Order
from orders.services import links
from partners.services.limits import count_try
from rada.platform import outbox, tries
from rada.platform.idempotency import Key, once
from rada.web import clock

BACK = timedelta(days=180)
MOST_ORDERS = 3
A_DAY = timedelta(days=1)
FROM_ONE_ADDRESS, FOR_ONE_PHONE, FOR_ONE_PHONE_A_DAY = 60, 3, 8


@once
def ask(phone: str, *, code: str = "", address: str, language: str, key: Key | None = None) -> None:
    """Somebody lost the links to the orders of this phone (E.164), or to the one of this code.

    The newest three of the last 180 days each get a new link; where there is none, a message to nobody is written.
    `address` is where the request came from. Raises TooManyTries, whether there are orders or not.
    """
    now = clock.now()
    count_try("find_address", tries.hidden("address", address), most=FROM_ONE_ADDRESS)
    count_try("find_phone", tries.hidden("phone", phone), most=FOR_ONE_PHONE)
    count_try("find_phone_day", tries.hidden("phone", phone), most=FOR_ONE_PHONE_A_DAY, within=A_DAY)
    theirs = Order.objects.filter(customer_phone=phone, created_at__gt=now - BACK)
    if code:
        theirs = theirs.filter(code=code)
    found = list(theirs.order_by("-created_at", "-pk").values_list("pk", flat=True)[:MOST_ORDERS])
    outbox.tell(links.message(pk, at=now, language=language) for pk in found or [0])
