"""Messages to a customer's phone, written into the outbox; `texting` sends them.

A notice holds neither the phone nor the secret: both are looked up, or worked out, when the message is sent.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from rada.platform import outbox
from rada.platform.models import Notice
from rada.web.clock import VIETNAM

LINK, CODE = "order_link", "phone_code"
QUIET_FROM, QUIET_UNTIL = time(21), time(8)


def written(order_pk: int, level: str, subject: str, *, at: datetime, language: str, can_wait: bool = False) -> Notice:
    """A message to the order's phone, not yet stored: of the number 0 it goes to nobody.

    What `can_wait` is held from 21:00 until 08:00 in Vietnam; a link or a code that somebody waits for is not.
    """
    hold = quiet_until(at) if can_wait else None
    told = outbox.notice(f"order:{order_pk}", subject, level, at=at, facts={"language": language}, hold_until=hold)
    told.channel = Notice.Channel.SMS
    return told


def quiet_until(at: datetime) -> datetime | None:
    """08:00 in Vietnam where an instant lies between 21:00 and then, else None."""
    local = at.astimezone(VIETNAM)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, VIETNAM)
