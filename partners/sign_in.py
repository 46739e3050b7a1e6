"""Sign in by phone number or user name, and how long it rests after too many wrong passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partners.models import User
from rada.lib.phones import parse_phone
from rada.web import clock
from rada.web.too_often import too_often


class PhoneOrUsernameBackend(ModelBackend):
    """Django's own backend, which also knows people by their phone."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The account, or None. A phone in any usual spelling stands for its account's user name."""
        return super().authenticate(request, username=username_of(username or ""), password=password, **kwargs)  # type: ignore[return-value]

    def get_user(self, user_id: int) -> User | None:
        """The account of a session with its membership; None where it may not be used any more."""
        try:
            user = User.with_membership().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name whose failed attempts are counted: the account's own, so that no other spelling starts anew."""
    typed = (credentials or {}).get("username") or getattr(request, "POST", {}).get("username", "")
    return username_of(str(typed).strip().replace("\x00", ""))[:150]


def username_of(typed: str) -> str:
    """The user name behind what was typed: a phone's, where it is one that an account has."""
    try:
        phone = parse_phone(typed)
    except ValueError:
        return typed
    return User.objects.filter(phone=phone).values_list("username", flat=True).first() or typed


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of a lock-out, with the minutes that are left; 429 with `Retry-After`."""
    left = rests_for(counted_name(request, credentials), getattr(request, "axes_ip_address", None))
    seconds = max(60, int(left.total_seconds()))
    return too_often(render(request, "partners/locked_out.html", {"minutes": -(-seconds // 60)}), seconds=seconds)


def rests_for(username: str, address: str | None) -> timedelta:
    """How long signing in as this account rests from this address; not longer than the whole lock-out."""
    whole = get_cool_off() or timedelta(0)
    tries = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time")
    last = tries.values_list("attempt_time", flat=True).first()
    return whole if last is None else min(whole, max(timedelta(0), last + whole - clock.now()))
