"""The second step of signing in: six digits of an authenticator app, or a recovery code where the phone is lost."""

from __future__ import annotations

import base64
import logging
import math
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from partners.models import User
from partners.services import devices
from partners.services.refusals import Refused
from rada.platform.idempotency import Key, once
from rada.web import clock

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
CODE_LENGTH = 10
DIGITS = 6
logger = logging.getLogger(__name__)


class WrongCode(Refused):
    """Neither the app's present code nor an unused recovery code. A code that was used once is wrong too."""

    def __str__(self) -> str:
        return _("This code is not right. Type the one that the app shows now; each code works once.")


class WaitFirst(Refused):
    """After wrong codes the next try has to wait, each time longer."""

    def __init__(self, until: datetime, now: datetime) -> None:
        self.seconds = max(1, math.ceil((until - now).total_seconds()))
        super().__init__(self.seconds)

    def __str__(self) -> str:
        return ngettext(
            "After wrong codes the next try has to wait. Try again in %(count)s second.",
            "After wrong codes the next try has to wait. Try again in %(count)s seconds.",
            self.seconds,
        ) % {"count": self.seconds}


class NotBegun(Refused):
    """There is no key to confirm."""

    def __str__(self) -> str:
        return _("Setting up was not begun, or was begun anew elsewhere. Please begin again.")


@dataclass(frozen=True)
class RecoveryCodes:
    """Shown once; of each only a keyed hash is kept."""

    codes: tuple[str, ...]


def confirmed(user: User) -> TOTPDevice | None:
    """The app that signs this account in, where there is one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def begun(user: User) -> TOTPDevice | None:
    """The app whose key was shown and that gave no code yet."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    return StaticToken.objects.filter(device__user=user).count()


@once
def begin(user: User, *, key: Key | None = None) -> None:
    """Make a new key to be shown; an unconfirmed one is dropped, a confirmed one stays in force."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def confirm(user: User, code: str, *, session_key: str) -> RecoveryCodes:
    """Take the app into use by its first code; other sessions end, so that each later one passed the second step.

    Raises NotBegun, WrongCode, WaitFirst.
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).order_by("-pk").first()
        if device is None:
            raise NotBegun
        _require_allowed(device)
        right = device.verify_token(_digits(code))
        if right:
            TOTPDevice.objects.filter(user=user, confirmed=True).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = _new_codes(user)
            devices.end_all(user, except_key=session_key)
    if not right:  # outside the transaction: the failed try is kept
        raise WrongCode
    logger.info("account %s: authenticator app switched on", user.pk)
    return codes


def verify(user: User, code: str) -> Device:
    """The device that took the code: the app for six digits, the recovery codes for anything longer.

    Raises WrongCode, WaitFirst.
    """
    typed = _plain(code)
    kind = TOTPDevice if len(typed) <= DIGITS else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise WrongCode
        _require_allowed(device)
        right = device.verify_token(typed if kind is TOTPDevice else _kept(user, typed))
    if not right:
        logger.warning("account %s: wrong second step", user.pk)
        raise WrongCode
    if kind is StaticDevice:
        logger.warning("account %s: signed in by a recovery code", user.pk)
    return device


@once
def renew_codes(user: User, *, key: Key | None = None) -> RecoveryCodes:
    """Ten new recovery codes; the old ones work no more."""
    logger.info("account %s: new recovery codes", user.pk)
    return _new_codes(user)


@once
def switch_off(user: User, *, by: User, key: Key | None = None) -> None:
    """Sign in by password alone again: by the account itself, or by a superuser for whoever lost phone and codes.

    Then every session of the account ends. Raises PermissionDenied.
    """
    if by.pk != user.pk and not (by.is_active and by.is_superuser):
        raise PermissionDenied("switch_off")
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    if by.pk != user.pk:
        devices.end_all(user)
    logger.warning("account %s: authenticator app switched off by account %s", user.pk, by.pk)


def _new_codes(user: User) -> RecoveryCodes:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes", confirmed=True)
    codes = tuple("".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH)) for _c in range(RECOVERY_CODES))
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(user, code)) for code in codes)
    return RecoveryCodes(tuple(f"{code[:5]}-{code[5:]}" for code in codes))


def _kept(user: User, code: str) -> str:
    """What is stored of a recovery code: 80 bits of a keyed hash."""
    digest = salted_hmac("partners.recovery_code", f"{user.pk}:{code}", algorithm="sha256").digest()
    return base64.b32encode(digest)[:16].decode().lower()


def _require_allowed(device: TOTPDevice | StaticDevice) -> None:
    allowed, why_not = device.verify_is_allowed()
    if not allowed and why_not is not None:
        raise WaitFirst(why_not["locked_until"], clock.now())


def _digits(code: str) -> str:
    plain = _plain(code)
    return plain if plain.isascii() and plain.isdigit() and len(plain) == DIGITS else ""


def _plain(code: str) -> str:
    return "".join(letter for letter in code if letter.isalnum()).lower()
