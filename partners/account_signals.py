"""What follows when somebody signs in or out: their list of devices is kept in step, and it is logged without names."""

from __future__ import annotations

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from partners.models import User
from partners.services import devices
from partners.sign_in import username_of
from rada.web.client_address import address_of

logger = logging.getLogger("partners.sign_in")


def connect() -> None:
    """Listen."""
    user_logged_in.connect(signed_in, dispatch_uid="partners.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="partners.signed_out")
    user_login_failed.connect(failed, dispatch_uid="partners.failed")
    user_locked_out.connect(rests, dispatch_uid="partners.rests")


def signed_in(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """A session has begun."""
    if request.session.session_key is None:
        request.session.save()
    devices.signed_in(user, request.session.session_key or "", request.META.get("HTTP_USER_AGENT", ""))
    logger.info("account %s signed in from %s", user.pk, _address(request))


def signed_out(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
    """A session ends by its owner's wish."""
    if user is not None and request.session.session_key:
        devices.signed_out(request.session.session_key)
        logger.info("account %s signed out", user.pk)


def failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """A password was wrong. What was typed is not logged: people type their passwords into the wrong box."""
    logger.warning("sign-in failed for %s from %s", _account(credentials.get("username")), _address(request))


def rests(sender: Any, request: HttpRequest, username: str, ip_address: str, **more: Any) -> None:
    """Too many wrong passwords."""
    logger.warning("signing in rests for %s from %s", _account(username), _address(request))


def _account(typed: Any) -> str:
    name = username_of(str(typed or "").replace("\x00", ""))[:150]
    pk = User.objects.filter(username=name).values_list("pk", flat=True).first()
    return f"account {pk}" if pk else "no account"


def _address(request: HttpRequest | None) -> str:
    return "" if request is None else address_of(request)
