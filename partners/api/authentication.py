"""Who shows a bearer token: an integration of Rada's own, or a member who signed in by the app."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from partners.api.acting import RADA, acted_for
from partners.services import app_sessions
from rada.lib import log_lines
from rada.platform import integrations
from rada.platform.api.operations import SAFE
from rada.web.api.callers import NOBODY, Caller, Kind, named_in
from rada.web.api.problems import Problem


class Bearer(BaseAuthentication):
    """`Authorization: Bearer …` of an integration or of the app; anything else is left to others."""

    def authenticate(self, request: Any) -> tuple[Any, Caller] | None:
        """Who calls. Raises AuthenticationFailed, Problem where an integration names nobody."""
        token = token_in(request, b"bearer")
        if token is None:
            return None
        caller = _member(token) or _integration(request, token)
        if caller is None:
            raise AuthenticationFailed
        return getattr(caller.actor, "user", None) or AnonymousUser(), caller

    def authenticate_header(self, request: Any) -> str:
        """What to show."""
        return 'Bearer realm="Rada"'


def token_in(request: Any, scheme: bytes) -> str | None:
    """The token after this scheme. Raises AuthenticationFailed where there is none, or more than one."""
    words = get_authorization_header(request).split()
    if not words or words[0].lower() != scheme:
        return None
    if len(words) != 2 or not words[1].isascii():
        raise AuthenticationFailed
    return words[1].decode()


def _member(token: str) -> Caller | None:
    found = app_sessions.actor_behind(token)
    if found is None:
        return None
    session, actor = found
    return Caller(Kind.MEMBER, f"account:{session.user_id}", actor, through=session)


def _integration(request: Any, token: str) -> Caller | None:
    integration = integrations.behind(token)
    if integration is None:
        return None
    told = named_in(request)
    actor = acted_for(told) if told else RADA if request.method in SAFE else None
    if actor is None:
        raise Problem(NOBODY)
    name = f"integration:{integration.pk}"
    log_lines.note(program=name, acting_for=told or "rada")
    return Caller(Kind.INTEGRATION, name, actor, frozenset(integration.scopes), acting_for=told)
