"""Who may open a view. Every view says it with `@allow` or `@public`; a test walks the URLs for one that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from rest_framework.permissions import BasePermission

View = Callable[..., HttpResponseBase]
Permission = Callable[[Any], bool]


def allow(permission: Permission) -> Callable[[View], View]:
    """Open the view to whom `permission(request.actor)` lets in; to anybody else it does not exist (404)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not permission(request.actor):  # type: ignore[attr-defined]
                raise Http404
            return view(request, *args, **kwargs)

        guarded.rada_access = permission.__name__  # type: ignore[attr-defined]
        return guarded

    return wrap


def public(reason: str) -> Callable[[View], View]:
    """Open the view to everybody, and say why."""

    def wrap(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        opened.rada_access = f"public: {reason}"  # type: ignore[attr-defined]
        return login_not_required(opened)

    return wrap


class DenyByDefault(BasePermission):
    """The API opens nothing that does not name its own permission."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Nobody."""
        return False
