"""Rada's people in operations, each with a role, and their browsers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLResolver, reverse

from partners.models import User

# The sign-in leads strangers to the house's own; the list of an app and the address of a row by its kind are Django's.
NO_PAGES = {"login", "app_list", "view_on_site"}


def an_account(name: str, *, is_superuser: bool = False, role: str = "") -> User:
    """Somebody of Rada's; without a role, somebody who may do nothing."""
    user = User(username=name, is_staff=True, is_superuser=is_superuser)
    user.set_unusable_password()
    user.save()
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def signed_in(user: User) -> Client:
    """A browser in English in which they are signed in."""
    client = Client()
    client.force_login(user, backend="partners.sign_in.PhoneOrUsernameBackend")
    client.cookies["django_language"] = "en"
    return client


def admin_addresses() -> list[str]:
    """Every address of operations as somebody would type it, with 1 for each number, the sign-in itself left out."""
    return sorted(reverse(f"admin:{name}", args=[1] * hands) for name, hands in admin_names().items())


def admin_names() -> dict[str, int]:
    """The name of every address of operations, with how many numbers or keys it takes."""
    found = dict(_walked(admin.site.get_urls()))
    return {name: hands for name, hands in found.items() if name not in NO_PAGES}


def _walked(patterns: Iterable[Any]) -> Iterator[tuple[str, int]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walked(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name, len(pattern.pattern.converters)
