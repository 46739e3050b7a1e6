"""Sign in by phone number or user name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from partners.models import User
from rada.lib.phones import parse_phone


class PhoneOrUsernameBackend(ModelBackend):
    """Django's own backend, which also knows people by their phone."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The account, or None. A phone in any usual spelling stands for its account's user name."""
        return super().authenticate(request, username=username_of(username or ""), password=password, **kwargs)  # type: ignore[return-value]


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
