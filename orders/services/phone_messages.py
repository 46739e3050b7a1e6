"""Messages to a customer's phone, written into the outbox; `texting` sends them.

A notice holds neither the phone nor the secret: both are looked up, or worked out, when the message is sent.
"""

from __future__ import annotations

from datetime import datetime

from rada.platform import outbox, quiet_hours
from rada.platform.models import Notice

LINK, CODE = "order_link", "phone_code"


def written(order_pk: int, level: str, subject: str, *, at: datetime, language: str, can_wait: bool = False) -> Notice:
    """A message to the order's phone, not yet stored: of the number 0 it goes to nobody.

    At night a link that nobody waits for, `can_wait`, is held; one that somebody asked for, and a code, is not.
    """
    hold = quiet_hours.ends_at(at) if can_wait else None
    told = outbox.notice(f"order:{order_pk}", subject, level, at=at, facts={"language": language}, hold_until=hold)
    told.channel = Notice.Channel.SMS
    return told
