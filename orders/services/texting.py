"""Send the messages to customers' phones that wait in the outbox: by Zalo where it has a template, else by SMS.

A message is claimed first and tried at most five times, with longer pauses between; every try is kept as evidence.
What is secret in it is worked out when it is sent. One that is killed half-way may arrive twice, with the same secret.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from orders.models import Order, PhoneCode
from orders.services import links, phone_codes, phone_messages
from partners.private_links import address_of
from rada.platform import outbox
from rada.platform.channels import phones
from rada.platform.models import Notice
from rada.web import clock

MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
WORTHLESS_AFTER = timedelta(days=1)
# A pass stops taking up more after this long: whoever sweeps has clocks to watch.
SECONDS_A_PASS = 5.0
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Text:
    """What a message says: whole for SMS, and its pieces for a template."""

    to: str
    words: str
    parameters: dict[str, str]


def send_waiting() -> int:
    """Send what waits. Returns how many messages a channel took. Any number of senders may run at once."""
    begun, sent = time.monotonic(), 0
    while time.monotonic() - begun < SECONDS_A_PASS and (notice := _next()) is not None:
        try:
            sent += _send(notice)
        except Exception as error:  # it waits for its next try, and holds up no other
            logger.error("notice %s: the message could not be sent: %s", notice.pk, type(error).__name__)
    return sent


def text_of(notice: Notice) -> Text | None:
    """What a message says and to whom; None where it has become needless: erased, expired, nobody's."""
    order = Order.objects.filter(pk=int(notice.audience.removeprefix("order:"))).exclude(customer_phone="").first()
    if order is None or clock.now() >= notice.created_at + WORTHLESS_AFTER:
        return None
    with translation.override(str(notice.facts.get("language", settings.LANGUAGE_CODE))):
        return _link_text(notice, order) if notice.level == phone_messages.LINK else _code_text(notice, order)


def _next() -> Notice | None:
    return outbox.claim(
        Notice.Channel.SMS, most_tries=MOST_TRIES, first_wait=FIRST_WAIT, only=Q(audience__startswith="order:")
    )


def _send(notice: Notice) -> bool:
    text = text_of(notice)
    if text is None:
        outbox.end(notice, Notice.Unsent.NOBODY)
        return False
    if notice.level == phone_messages.LINK:
        links.open_for(notice)
    return outbox.note(notice, phones.send(text.to, notice.level, text.words, text.parameters))


def _link_text(notice: Notice, order: Order) -> Text:
    address = address_of("orders:customer_door", links.token_for(notice))
    said = _("Rada: open your order %(code)s: %(link)s Keep this link to yourself.")
    return Text(
        order.customer_phone, said % {"code": order.code, "link": address}, {"code": order.code, "link": address}
    )


def _code_text(notice: Notice, order: Order) -> Text | None:
    asked = PhoneCode.objects.filter(
        pk=int(notice.subject.removeprefix("phone_code:")), closed_at__isnull=True, expires_at__gt=clock.now()
    ).first()
    if asked is None:
        return None
    digits = phone_codes.digits_of(asked, order.customer_phone)
    said = _("Rada: %(digits)s is your code for order %(code)s. It works for 10 minutes. Tell it to nobody.")
    words = said % {"digits": digits, "code": order.code}
    return Text(order.customer_phone, words, {"code": order.code, "otp": digits})
