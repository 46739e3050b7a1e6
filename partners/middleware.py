"""Who asks (`request.actor`, worked out once and only when somebody looks), where from, and the second step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_otp import DEVICE_ID_SESSION_KEY

from partners.actors import Actor, actor_of
from partners.permissions import owes_second_step
from partners.services import devices
from rada.lib import log_lines
from rada.web.middleware import SignInRequired

Answer = Callable[[HttpRequest], HttpResponse]
ENROLMENT = "partners:authenticator"
OPEN_BEFORE_ENROLMENT = frozenset(
    {ENROLMENT, "partners:authenticator_start", "partners:authenticator_confirm", "partners:sign_out"}
)


class ActorMiddleware:
    """Puts `actor` on every request."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with `request.actor` set."""
        request.actor = SimpleLazyObject(lambda: _noted(actor_of(request.user)))  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondStepRequired:
    """Whoever must have an authenticator app and has none is led to it, and can do nothing else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *unused: Any) -> HttpResponse | None:
        """Lead to the enrolment where it is owed; pages that strangers may open stay open."""
        if not settings.TOTP_REQUIRED_FOR or not getattr(view, "login_required", True):
            return None
        if DEVICE_ID_SESSION_KEY in request.session or not owes_second_step(request.actor):  # type: ignore[attr-defined]
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in OPEN_BEFORE_ENROLMENT:
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": reverse(ENROLMENT)})
        return redirect(ENROLMENT)


class SeenDevices:
    """Notes where an account is in use, for the account's own list of devices."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *unused: Any) -> HttpResponse | None:
        """Note it for pages that need somebody signed in: there the account was looked up already.

        Whose session is over is led to the sign-in page, as strangers are.
        """
        key = request.session.session_key
        if not getattr(view, "login_required", True) or not request.user.is_authenticated or not key:
            return None
        if devices.seen(request.user, key, request.headers.get("User-Agent", "")):
            return None
        request.session.flush()
        return SignInRequired(self.get_response).handle_no_permission(request, view)


def _noted(actor: Actor) -> Actor:
    log_lines.note(actor=actor.kind or "stranger", **({"account": actor.user.pk} if actor.user else {}))
    return actor
