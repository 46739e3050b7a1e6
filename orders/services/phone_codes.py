"""Codes by phone: six digits to the customer's own phone, asked for before what costs money or cannot be undone.

Whoever was handed a link can look; only whoever has the phone can agree. A code works once, for one browser and one
order, and confirms that browser for half an hour.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.models import Order, PhoneCode
from orders.models.phone_codes import MOST_TRIES
from orders.services import phone_messages, timeline
from rada.lib.phones import is_mobile
from rada.platform import access_tokens, outbox, tries
from rada.platform.channels import sms
from rada.web import clock, wording

logger = logging.getLogger(__name__)

VALID_FOR = timedelta(minutes=10)
CONFIRMED_FOR = timedelta(minutes=30)
ASK_AGAIN_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(days=2)
LIMITS = (("phone_code_hour", 5, timedelta(hours=1)), ("phone_code_day", 10, timedelta(days=1)))


@dataclass(frozen=True)
class Browser:
    """A browser that came through a link: the link's number, and what its cookie alone knows."""

    link: int
    nonce: str

    @property
    def digest(self) -> str:
        """SHA-256 of the nonce; what the database knows the browser by."""
        return hashlib.sha256(self.nonce.encode()).hexdigest()


class NoPhone(timeline.Refused):
    """There is no phone to send a code to: none, a landline, or none that this house can reach."""

    def __str__(self) -> str:
        return _("We cannot send a code to a phone for this order. Please call Rada's hotline: we do it with you.")


class TooSoon(timeline.Refused):
    """Another code is asked for before the last one can have arrived."""

    def __str__(self) -> str:
        return _("A code was sent less than a minute ago. Wait a moment, then ask again.")


class TooManyCodes(timeline.Refused):
    """The phone has had as many codes as it may."""

    def __init__(self, free_at: datetime, now: datetime) -> None:
        self.minutes = tries.minutes_until(free_at, now)
        super().__init__(self.minutes)

    def __str__(self) -> str:
        return _("Too many codes went to this phone. Wait %(wait)s, or call Rada's hotline.") % {
            "wait": wording.span(self.minutes)
        }


class WrongCode(timeline.Refused):
    """Other digits than were sent; `left` tries remain for this code."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(left)

    def __str__(self) -> str:
        if not self.left:
            return _("This is not the code that we sent, and it was tried too often. Ask for a new code.")
        return ngettext(
            "This is not the code that we sent. %(left)s try is left.",
            "This is not the code that we sent. %(left)s tries are left.",
            self.left,
        ) % {"left": self.left}


class CodeOver(timeline.Refused):
    """Nothing is open for this browser: expired, used, replaced, or tried too often."""

    def __str__(self) -> str:
        return _("This code does not work any more. Ask for a new code.")


@transaction.atomic
def ask(order: Order, browser: Browser, *, language: str, again: bool = False) -> PhoneCode:
    """The code that is on its way for this browser; a new one where none is, or where one is asked for `again`.

    A second press finds the code of the first. Raises NoPhone, TooSoon, TooManyCodes.
    """
    access_tokens.lock(browser.link)
    now = clock.now()
    if not can_receive(order):
        raise NoPhone
    open_now = standing(browser)
    if open_now is not None and not again:
        return open_now
    if open_now is not None and now < open_now.created_at + ASK_AGAIN_AFTER:
        raise TooSoon
    _count(order.customer_phone, now)
    _open(browser).update(closed_at=now)
    PhoneCode.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    code = PhoneCode.objects.create(
        order=order, link_id=browser.link, browser=browser.digest, seed=secrets.token_hex(32),
        created_at=now, expires_at=now + VALID_FOR,
    )  # fmt: skip
    subject = f"phone_code:{code.pk}"
    outbox.tell([phone_messages.written(order.pk, phone_messages.CODE, subject, at=now, language=language)])
    return code


def confirm(order: Order, browser: Browser, typed: str) -> None:
    """Confirm the browser where these are the digits that were sent; each wrong try counts.

    Raises WrongCode, CodeOver.
    """
    left = _tried(order, browser, typed)
    if left is not None:  # raised here, so that the try stays counted
        logger.warning("order %s: a wrong phone code", order.pk)
        raise WrongCode(left)
    logger.info("order %s: a phone was confirmed", order.pk)


def is_confirmed(browser: Browser) -> bool:
    """Whether this browser has typed a code within the last half hour."""
    return _confirmed(browser).filter(confirmed_until__gt=clock.now()).exists()


def has_confirmed(browser: Browser) -> bool:
    """Whether this browser has typed a code within the last two days: enough to write by a link that others saw."""
    return _confirmed(browser).filter(created_at__gt=clock.now() - KEPT_FOR).exists()


def standing(browser: Browser) -> PhoneCode | None:
    """The code that this browser may still type, or None."""
    return _open(browser).filter(expires_at__gt=clock.now()).first()


def forget(browser: Browser) -> None:
    """What this browser has confirmed or asked for does not count any more."""
    PhoneCode.objects.filter(link_id=browser.link, browser=browser.digest).delete()


def can_receive(order: Order) -> bool:
    """Whether a code can reach the order's phone."""
    return is_mobile(order.customer_phone) and sms.reaches_phones()


def digits_of(code: PhoneCode, phone: str) -> str:
    """The six digits, worked out from the row, the phone they go to and the server's secret."""
    told = f"{code.seed} {code.order_id} {code.browser} {phone}"
    digest = salted_hmac("orders.phone_code", told, algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 1_000_000:06d}"


@transaction.atomic
def _tried(order: Order, browser: Browser, typed: str) -> int | None:
    """How many tries a wrong code leaves; None where it was right."""
    access_tokens.lock(browser.link)
    now = clock.now()
    code = _open(browser).first()
    if code is None and is_confirmed(browser):  # the twin of a press that has just confirmed
        return None
    if code is None or now >= code.expires_at or code.tries >= MOST_TRIES or not order.customer_phone:
        logger.warning("order %s: a phone code that is over", order.pk)
        raise CodeOver
    code.tries += 1
    if constant_time_compare(digits_of(code, order.customer_phone), typed):
        code.closed_at, code.confirmed_until = now, now + CONFIRMED_FOR
        code.save(update_fields=["tries", "closed_at", "confirmed_until"])
        return None
    code.save(update_fields=["tries"])
    return MOST_TRIES - code.tries


def _count(phone: str, now: datetime) -> None:
    for purpose, most, within in LIMITS:
        free_at = tries.count(purpose, tries.hidden("phone", phone), most=most, within=within)
        if free_at is not None:
            raise TooManyCodes(free_at, now)


def _open(browser: Browser) -> QuerySet[PhoneCode]:
    return PhoneCode.objects.filter(link_id=browser.link, browser=browser.digest, closed_at__isnull=True)


def _confirmed(browser: Browser) -> QuerySet[PhoneCode]:
    return PhoneCode.objects.filter(link_id=browser.link, browser=browser.digest, confirmed_until__isnull=False)
